package prompt

import (
	"regexp"
	"slices"
	"strings"
)

const (
	// scanBytes is how much text the rules see at once. A rule of betterleaks sees only what has one of its keywords, so that short texts are
	// faster than long ones; below this size the bytes that are seen twice cost more than that.
	scanBytes = 4 << 10
	// scanOverlap is how much of the text before they see again: rules over several lines reach some 300 bytes. Private keys, which
	// are longer, are found by markKeys.
	scanOverlap = 512
	// minSecret is the length from which a found secret is replaced everywhere; a shorter one is replaced only where its rule matched.
	minSecret = 8
)

// genericRule takes anything that is assigned to a telling name and looks random.
const genericRule = "generic-api-key"

// variableName matches text that the generic rule mistakes for a value: the name of an environment variable, as in "key:
// DATABASE_PASSWORD_V2".
var variableName = regexp.MustCompile(`^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$`)

// secrets are the secrets found so far, in all texts. A secret that is found once is replaced everywhere.
type secrets struct {
	detector *detector
	found    map[string]secret // by the text to look for
	lengths  map[uint64][]int  // of those texts, by their first eight bytes
	starts   startSet          // of those texts
	places   []int             // room for those of the text that is read, see detector.starts
	tried    []bool            // room for the rules that the detector has tried on it
}

// secret is the place of the secret within a found text, and the rule that found it.
type secret struct {
	from, to int
	rule     string
}

func newSecrets() (*secrets, error) {
	d, err := loadDetector()
	if err != nil {
		return nil, err
	}
	return &secrets{detector: d, found: map[string]secret{}, lengths: map[uint64][]int{}, tried: make([]bool, len(d.keywords.rules))}, nil
}

// scan finds the secrets of a text of the file at path, in pieces of whole lines.
func (s *secrets) scan(path, text string) {
	s.decoded(text, s.add)
	s.joined(text, s.add)
	rows(path, text, s.add)
	for from := 0; from < len(text); {
		to := lineEnd(text, min(len(text), from+scanBytes))
		s.known(path, text[from:to], s.add)
		if to == len(text) {
			return
		}
		from = lineEnd(text, to-scanOverlap)
	}
}

// known calls add for each secret of a text that is neither encoded nor in pieces.
func (s *secrets) known(path, text string, add func(rule, match, value string)) {
	places := s.detector.starts.placesIn(text, s.places[:0])
	s.tokens(path, text, places, add)
	assigned(path, text, places, add)
	located(text, places, add)
	s.places = places
}

// tokens calls add for each secret that is known by its form. A text's places are those of detector.starts.
func (s *secrets) tokens(path, text string, places []int, add func(rule, match, value string)) {
	s.detector.find(path, text, places, s.tried, add)
	tokens(text, places, add)
}

// lineEnd returns the end of the line at an offset, its newline included.
func lineEnd(text string, at int) int {
	_, next := lineAt(text, at)
	return next
}

func (s *secrets) add(rule, match, value string) {
	find, at := value, 0
	if len(value) < minSecret || isPassword(rule) && !looksRandom(value) && !looksChosen(value) {
		find, at = match, max(0, strings.LastIndex(match, value)) // words are replaced only where they are a password
	}
	if len(find) < minSecret {
		return
	}
	known, ok := s.found[find]
	if !ok {
		s.starts.add(find)
		start := leading(find)
		if !slices.Contains(s.lengths[start], len(find)) {
			s.lengths[start] = append(s.lengths[start], len(find))
		}
	}
	// Betterleaks finds in no fixed order: of two rules for one text the more specific is kept, then the first by name.
	if telling := !isVague(rule); !ok || telling && isVague(known.rule) || telling == !isVague(known.rule) && rule < known.rule {
		s.found[find] = secret{from: at, to: at + len(value), rule: rule}
	}
}

// isPassword reports whether the rule's secrets may be ordinary words.
func isPassword(rule string) bool {
	return rule == assignedRule || rule == urlRule || rule == commandRule
}

// isVague reports whether the rule knows its secrets by what is around them, and not by their form.
func isVague(rule string) bool { return isGeneric(rule) || rule == commandRule }

// isGeneric reports whether the rule knows its secrets only by the names before them.
func isGeneric(rule string) bool { return rule == genericRule || rule == assignedRule }

// each calls mark for every secret in text. On request it leaves out those known only by a name, unless they look drawn.
func (s *secrets) each(text string, generic bool, mark func(span)) {
	if len(s.found) == 0 {
		return
	}
	for at := 0; at+minSecret <= len(text); at++ {
		if !s.starts.has(text[at], text[at+1], text[at+2]) {
			continue
		}
		for _, n := range s.lengths[leading(text[at:])] {
			if at+n > len(text) {
				continue
			}
			if f, ok := s.found[text[at:at+n]]; ok && (generic || !isGeneric(f.rule) || looksDrawn(text[at:at+n])) {
				mark(span{at + f.from, at + f.to, f.rule})
			}
		}
	}
}

// looksDrawn reports whether no file would have such a name: long, with letters of both cases and digits.
func looksDrawn(value string) bool {
	return len(value) >= 20 && looksRandom(value) && strings.ToLower(value) != value && strings.ToUpper(value) != value && strings.ContainsAny(value, "0123456789")
}

// leading are the first eight bytes of s as a number.
func leading(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

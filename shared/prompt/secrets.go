package prompt

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/zricethezav/gitleaks/v8/detect"
)

// detector has gitleaks' default rules. It is made once, as that takes 40 ms and writes to a global of viper's.
var detector = sync.OnceValues(func() (*detect.Detector, error) {
	d, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		return nil, fmt.Errorf("loading the rules for secrets: %w", err)
	}
	// A comment that permits a secret in the repository does not permit it to leave.
	d.IgnoreGitleaksAllow = true
	return d, nil
})

const (
	// scanBytes is how much text the rules see at once. Gitleaks runs only the rules of which a keyword occurs, so that short
	// texts are several times faster: measured on Go code, 0.18 s a MiB in texts of 2 KiB, 0.65 in 64 KiB, 1.3 in one.
	scanBytes = 2 << 10
	// scanOverlap is how much of the text before they see again: rules over several lines reach some 300 bytes. Private keys, which
	// are longer, are found by keySpans.
	scanOverlap = 512
	// minSecret is how long a secret is that is looked for wherever it stands; a shorter one only in what its rule matched.
	minSecret = 8
)

// genericRule takes anything that is assigned to a telling name and looks random.
const genericRule = "generic-api-key"

// variableName is what the generic rule mistakes for a value: the name of an environment variable, as in "key: DATABASE_PASSWORD_V2".
var variableName = regexp.MustCompile(`^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$`)

// secrets are the secrets found so far, in all texts. What is found once is replaced wherever it stands.
type secrets struct {
	detector *detect.Detector
	found    map[string]secret // by the text to look for
	lengths  map[uint64][]int  // of those texts, by their first eight bytes
}

// secret is where in a text that was found the secret stands, and the rule that says so.
type secret struct {
	from, to int
	rule     string
}

func newSecrets() (*secrets, error) {
	d, err := detector()
	if err != nil {
		return nil, err
	}
	return &secrets{detector: d, found: map[string]secret{}, lengths: map[uint64][]int{}}, nil
}

// scan finds the secrets of a text, in pieces of whole lines.
func (s *secrets) scan(text string) {
	for from := 0; from < len(text); {
		to := lineEnd(text, min(len(text), from+scanBytes))
		for _, f := range s.detector.DetectString(text[from:to]) {
			s.add(f.RuleID, f.Match, f.Secret)
		}
		if to == len(text) {
			return
		}
		from = lineEnd(text, to-scanOverlap)
	}
}

// lineEnd is where the line ends that offset at is in, its newline included.
func lineEnd(text string, at int) int {
	_, next := lineAt(text, at)
	return next
}

func (s *secrets) add(rule, match, value string) {
	if rule == keyRule || rule == genericRule && variableName.MatchString(value) {
		return
	}
	find, at := value, 0
	if len(value) < minSecret {
		find, at = match, max(0, strings.Index(match, value))
	}
	if len(find) < minSecret {
		return
	}
	known, ok := s.found[find]
	if !ok {
		start := leading(find)
		if !slices.Contains(s.lengths[start], len(find)) {
			s.lengths[start] = append(s.lengths[start], len(find))
		}
	}
	// Gitleaks finds in no fixed order: of two rules for one text the more telling stands, then the first by name.
	if !ok || known.rule == genericRule || rule != genericRule && rule < known.rule {
		s.found[find] = secret{from: at, to: at + len(value), rule: rule}
	}
}

// each calls mark for every place in text where a secret stands. Those of the generic rule are left out on request.
func (s *secrets) each(text string, generic bool, mark func(span)) {
	if len(s.found) == 0 {
		return
	}
	for at := 0; at+8 <= len(text); at++ {
		for _, n := range s.lengths[leading(text[at:])] {
			if at+n > len(text) {
				continue
			}
			if f, ok := s.found[text[at:at+n]]; ok && (generic || f.rule != genericRule) {
				mark(span{at + f.from, at + f.to, f.rule})
			}
		}
	}
}

// leading are the first eight bytes of s as a number.
func leading(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

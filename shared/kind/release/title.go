package release

import (
	"regexp"
	"strings"
)

// Title is a parsed subject line.
type Title struct {
	Lead  string // text before the rest: emoji, :shortcodes:, [JIRA-1], (JIRA-1), [13.x], (#11), #11
	Kind  string // "feat" of "feat(api)!: add x", in lower case; empty if the line follows no convention
	Scope string
	Bang  bool   // an exclamation mark says that the change is breaking
	Text  string // the rest, without the numbers that GitHub appends to a squashed commit
}

var (
	lead         = regexp.MustCompile(`^(?:\s|[\p{So}\x{1F3FB}-\x{1F3FF}\x{FE0F}\x{200D}\x{20E3}]|:[a-z0-9_+-]{2,40}:|\[[^\[\]]{1,60}\]|\(#[0-9]{1,9}\)|#[0-9]{1,9}:?\s|\([A-Z][A-Z0-9]{1,11}-[0-9]{1,9}\):?|[A-Z][A-Z0-9]{1,11}-[0-9]{1,9}(?:\s*[|–-]\s|[:,]?\s))+`)
	conventional = regexp.MustCompile(`^([A-Za-z]{2,20}|(?i:breaking[ -]changes?))(!)?(?:\s*\(([^()]{1,60})\)|\[([^\[\]]{1,60})\])?\s*(!)?\s*:\s*((?:[\p{So}\x{1F3FB}-\x{1F3FF}\x{FE0F}\x{200D}\x{20E3}]|:[a-z0-9_+-]{2,40}:|\s)*)([^\s/:].*)$`)
	numbersAfter = regexp.MustCompile(`(?:\s*\(#[0-9]+\))+\s*$`)
)

// ParseTitle parses a title by Conventional Commits 1.0.0, after an optional lead. A word before a colon that is no known type,
// such as the changed package, stays in the text.
func ParseTitle(s string, known func(kind string) bool) Title {
	s = strings.TrimSpace(numbersAfter.ReplaceAllString(strings.TrimSpace(s), ""))
	before := lead.FindString(s)
	t := Title{Lead: strings.TrimSpace(before), Text: strings.TrimSpace(s[len(before):])}
	if t.Text == "" || strings.HasSuffix(before, "]") && strings.HasPrefix(s[len(before):], "(") { // a link
		return Title{Text: s}
	}
	if m := conventional.FindStringSubmatch(t.Text); m != nil && known(strings.ToLower(m[1])) {
		t.Kind, t.Scope, t.Bang, t.Text = strings.ToLower(m[1]), m[3]+m[4], m[2]+m[5] != "", m[7]
		t.Lead = strings.TrimSpace(t.Lead + " " + m[6]) // emoji may stand behind the type, too
	}
	return t
}

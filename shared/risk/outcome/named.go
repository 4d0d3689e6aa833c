package outcome

import (
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
)

// How messages name the change that they repair or take back: git revert's and GitHub's sentence, the trailer of Linux, and words in the text
// of a fix. "Fixes #12" names a report, not a cause.
var (
	takesBack = regexp.MustCompile(`(?i)\b(?:this )?reverts (?:commit |pull request )?(?:[\w.-]+/[\w.-]+)?(#\d{1,9}|[0-9a-f]{7,40})\b`)
	fixesSHA  = regexp.MustCompile(`(?mi)^fixes:[ \t]*([0-9a-f]{7,40})\b`)
	blames    = regexp.MustCompile(`(?i)\b(?:introduced|caused|broken|broke|regressed|regression)\b[^.\n]{0,40}?(?:^|[\s(/])(?:[\w.-]+/[\w.-]+)?(#\d{1,9}|[0-9a-f]{7,40})\b`)
	dated     = regexp.MustCompile(`^(?:[0-9]+|[a-f]+)$`) // a number or a word, and no SHA
)

// NamedCause returns what a commit's message names as the cause that it reverts or fixes: "#12", a SHA or the title of a reverted change. On
// the labeled repositories, people name 1 to 20% of the causes: count them, and make no rate of it.
func NamedCause(message string) (cause string, ok bool) {
	title, body, _ := strings.Cut(message, "\n")
	title = plainTitle(title) // its last number is its own
	patterns := []*regexp.Regexp{takesBack, fixesSHA}
	if change.SaysFix(title) {
		patterns = append(patterns, blames)
	}
	for _, p := range patterns {
		for _, text := range []string{body, title} {
			if m := p.FindStringSubmatch(text); m != nil && (m[1][0] == '#' || !dated.MatchString(strings.ToLower(m[1]))) {
				return m[1], true
			}
		}
	}
	if cause, ok = revertedTitle(title); !ok {
		return "", false
	}
	return cause, true
}

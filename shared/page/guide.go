package page

import (
	"regexp"
	"strings"
)

// guides are the URL prefixes of the documentation that pages may link.
var guides = []string{"https://docs.github.com/en/", "https://github.com/ossf/scorecard/blob/main/docs/checks.md#"}

var guidePath = regexp.MustCompile(`^[a-z0-9/-]+$`)

// Guide links a page of documentation. For any other address it returns an empty text.
func (w Writer) Guide(label literal, address string) Inline {
	for _, start := range guides {
		if rest, ok := strings.CutPrefix(address, start); ok && guidePath.MatchString(rest) {
			return Inline{[]span{{kind: linkSpan, url: address, inner: Say(label).spans}}}
		}
	}
	return Inline{}
}

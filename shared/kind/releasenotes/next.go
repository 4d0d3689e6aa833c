package releasenotes

import (
	"regexp"
	"strings"
)

// The marks around the preview of the next release in a draft's body. The closing mark has a hash of DevPlus's text, so that a person's
// edit is recognized.
const (
	nextOpening = "<!-- devplus:next_release begin: DevPlus writes between these marks on each push, until you change it -->"
	nextClosing = "<!-- devplus:next_release end "
)

var nextBlock = regexp.MustCompile(`(?s)<!--\s*devplus:next_release begin\b[^<>]*-->(.*?)<!--\s*devplus:next_release end ([A-Za-z0-9+/]{8})\s*-->\s*`)

// NextBlock returns a text about the next release between its marks.
func NextBlock(text string) string {
	text = "\n" + strings.TrimSpace(text) + "\n"
	return nextOpening + text + nextClosing + hash(text) + " -->\n\n"
}

// IsNext reports whether a body is that of the next release's draft.
func IsNext(body string) bool { return nextBlock.MatchString(body) }

// ReplaceNext writes another text about the next release into a body; "" removes it. A person's edit or removal stays.
func ReplaceNext(body, text string) string {
	m := nextBlock.FindStringSubmatchIndex(body)
	if m == nil || hash(strings.ReplaceAll(body[m[2]:m[3]], "\r\n", "\n")) != body[m[4]:m[5]] {
		return body
	}
	if text != "" {
		text = NextBlock(text)
	}
	return body[:m[0]] + text + body[m[1]:]
}

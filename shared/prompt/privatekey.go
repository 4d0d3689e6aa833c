package prompt

import (
	"regexp"
	"sort"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// keyRule is betterleaks' name for private keys. Its own rule needs a key whole, which a diff need not show, so keys are found here.
const keyRule = "private-key"

var (
	keyBegin = regexp.MustCompile(`(?i)^-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----`)
	keyEnd   = regexp.MustCompile(`(?i)^-----END[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----`)
	// keyClose ends a key in betterleaks' eyes.
	keyClose = regexp.MustCompile(`(?i)KEY(?: BLOCK)?-----`)
	// keyRun is a stretch of a key: base64, with escaped newlines where the key is on one line.
	keyRun = regexp.MustCompile(`(?:[A-Za-z0-9+/=]|\\[nr]){20,}`)
	// keyLine is a line between a key's marks, perhaps quoted: a stretch of it, its short last lines, a header of PEM or PGP, or nothing.
	keyLine = regexp.MustCompile("^[\\s\"'`+*#>|,;(/]*(?:[A-Za-z0-9+/=\\\\]+|(?:Proc-Type|DEK-Info|Version|Comment|Hash): .*)?[\\s\"'`+,;)]*$")
)

const (
	keyDashes = "-----"
	keyMark   = 160     // bytes of the longest mark, about
	keyBytes  = 8 << 10 // how far a key's end is looked for: RSA with 8192 bits takes 6.4 KiB
	keyLeast  = 64      // bytes to its end, as betterleaks has it: less is code that names the marks
)

// markKeys marks the private keys of a text, also those of which it shows only the first or the last lines.
func (t side) markKeys() {
	for at := 0; ; {
		i := strings.Index(t.string[at:], keyDashes)
		if i < 0 {
			return
		}
		start := at + i
		mark := text.Head(t.string[start:], keyMark)
		at = start + 1
		if m := keyBegin.FindString(mark); m != "" {
			if to := t.closing(start + len(m)); to > 0 {
				t.mark(span{start, to, keyRule})
				at = to
			}
		} else if m := keyEnd.FindString(mark); m != "" {
			if from := t.opening(start); from < start {
				t.mark(span{from, start + len(m), keyRule})
			}
		}
	}
}

// closing returns the end of the key whose opening mark ends at from: at its closing mark, or after the last line that can be of a key. It is
// 0 when no key follows.
func (t side) closing(from int) int {
	line := sort.SearchInts(t.offsets, from) // the first line after the mark's
	hunk := line
	for hunk < len(t.lines) && t.lines[hunk].kind != '@' && t.offsets[hunk] < from+keyBytes {
		hunk++
	}
	stop := min(t.start(hunk), from+keyBytes)
	if from+keyLeast < stop {
		if end := keyClose.FindStringIndex(t.string[from+keyLeast : stop]); end != nil {
			return from + keyLeast + end[1]
		}
	}
	to := 0
	if keyRun.MatchString(t.string[from:t.start(line)]) {
		to = t.start(line)
	}
	for ; line < hunk && keyLine.MatchString(t.lines[line].text); line++ {
		if to > 0 || keyRun.MatchString(t.lines[line].text) {
			to = t.start(line + 1)
		}
	}
	return to
}

// opening returns the start, as far as the text shows it, of the key whose closing mark starts at to; to when no key is before it.
func (t side) opening(to int) int {
	line := sort.SearchInts(t.offsets, to+1) - 1 // the mark's own
	from := to
	if keyRun.MatchString(t.string[t.offsets[line]:to]) {
		from = t.offsets[line]
	}
	for line--; line >= 0 && t.lines[line].kind != '@' && keyLine.MatchString(t.lines[line].text); line-- {
		if keyRun.MatchString(t.lines[line].text) {
			from = t.offsets[line]
		}
	}
	return from
}

// start returns the start of line i; for the line after the last, the text's end.
func (t side) start(i int) int {
	if i < len(t.lines) {
		return t.offsets[i]
	}
	return len(t.string)
}

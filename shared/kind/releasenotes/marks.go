package releasenotes

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
)

// The marks between which DevPlus writes in a release's body. The closing mark stores a token for each line that DevPlus wrote, so that a
// person's changes are recognized. Stored in the body, the tokens always match the text, even if a write is lost.
const (
	opening = "<!-- devplus:release_notes begin: DevPlus writes between these marks and keeps what you change -->"
	closing = "<!-- devplus:release_notes end"
)

var (
	anyMark     = regexp.MustCompile(`<!--\s*devplus:release_notes\b`)
	openingMark = regexp.MustCompile(`<!--\s*devplus:release_notes(?: begin\b[^<>]*)?\s*-->`)
	closingMark = regexp.MustCompile(`<!--\s*devplus:release_notes end((?: [^\s<>]+)*)\s*-->`)
	tokenForm   = regexp.MustCompile(`^((?:c[0-9a-f]{7}|[0-9]{1,10})(?:\+(?:c[0-9a-f]{7}|[0-9]{1,10}))*)?=([A-Za-z0-9+/]{8})?$`)
)

// The reasons not to write into a body.
var (
	ErrMarks   = errors.New("the marks in its body are not as DevPlus left them")
	ErrForeign = errors.New("somebody has written its body")
	ErrLong    = errors.New("its body has no room left")
)

// token identifies a written line by its changes and a hash. Without a hash it records changes that a person removed from a line.
type token struct {
	keys []string
	hash string
}

func (t token) String() string { return strings.Join(t.keys, "+") + "=" + t.hash }

// hash returns 48 bits in eight characters that cannot end an HTML comment. It ignores blanks at a line's end, which are invisible.
func hash(text string) string {
	sum := sha256.Sum256([]byte(strings.TrimRight(text, " \t\r")))
	return base64.RawStdEncoding.EncodeToString(sum[:6])
}

// body is a release's text, split at the marks.
type body struct {
	before, inside, after string
	written               []token
	marked                bool
}

// parseBody splits a body. It returns ErrForeign for a text without marks, unless the text is blank.
func parseBody(text string) (body, error) {
	marks := anyMark.FindAllStringIndex(text, -1)
	if len(marks) == 0 {
		if strings.TrimSpace(text) != "" {
			return body{}, ErrForeign
		}
		return body{}, nil
	}
	begin, end := openingMark.FindStringIndex(text), closingMark.FindStringSubmatchIndex(text)
	if len(marks) != 2 || begin == nil || end == nil || end[0] < begin[1] || begin[0] != marks[0][0] || end[0] != marks[1][0] {
		return body{}, ErrMarks
	}
	b := body{before: text[:begin[0]], inside: text[begin[1]:end[0]], after: text[end[1]:], marked: true}
	for _, field := range strings.Fields(text[end[2]:end[3]]) {
		m := tokenForm.FindStringSubmatch(field)
		if m == nil {
			return body{}, ErrMarks
		}
		t := token{hash: m[2]}
		if m[1] != "" {
			t.keys = strings.Split(m[1], "+")
		}
		b.written = append(b.written, t)
	}
	if strings.TrimSpace(b.inside) == "" { // a person emptied it, or wrote the two marks to request notes
		b.written = nil
	} else if len(b.written) == 0 {
		return body{}, ErrMarks
	}
	return b, nil
}

// write puts notes between the marks of a release's body, or into a blank body. It keeps the text outside the marks byte by byte, and a person's
// edits between them. If nothing changes, it returns the text unchanged. The limit counts bytes; GitHub's counts characters, which are never
// more. On an error (ErrForeign, ErrMarks or ErrLong), do not write.
func write(text string, s *Set, n Notes, w page.Writer) (string, error) {
	b, err := parseBody(text)
	if err != nil {
		return "", err
	}
	all := lines(s, n, w)
	room := render.MaxReleaseBody
	for range 20 {
		mine := fit(all, s.Left, room)
		written := b.with(mine)
		over := len(written) - render.MaxReleaseBody
		if over <= 0 {
			return written, nil
		}
		if room -= over; room < 0 {
			break
		}
	}
	return "", ErrLong
}

// with returns the text with new lines in it.
func (b body) with(mine []line) string {
	newline := "\n"
	if strings.Contains(b.inside, "\r\n") { // browsers send CRLF
		newline = "\r\n"
	}
	var out strings.Builder
	out.WriteString(b.before + opening + newline)
	all, remembered := merge(b.written, parseLines(b.inside), mine)
	out.WriteString(strings.ReplaceAll(join(all), "\n", newline))
	out.WriteString(newline + closing)
	for _, t := range remembered {
		out.WriteString(" " + t.String())
	}
	out.WriteString(" -->" + b.after)
	return out.String()
}

// WriteBody writes a set in its authors' words into a release's body, as Publish does.
func WriteBody(text string, s *Set, w page.Writer) (string, error) {
	return write(text, s, Plain(s), w)
}

// Markdown returns a set in its authors' words, short enough for a check run.
func Markdown(s *Set, w page.Writer) string {
	return join(fit(lines(s, Plain(s), w), s.Left, maxShown))
}

// parseLines parses the text between the marks.
func parseLines(inside string) []line {
	var all []line
	space := 0
	for _, text := range strings.Split(strings.ReplaceAll(inside, "\r\n", "\n"), "\n") {
		if strings.TrimSpace(text) == "" {
			space++
			continue
		}
		if len(all) == 0 {
			space = 0
		}
		all = append(all, line{text: text, space: space})
		space = 0
	}
	return all
}

package page

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// GitHub refuses a text that is too long by a byte, and the whole check run with it.
func FuzzLimits(f *testing.F) {
	f.Add("text", "`a`", uint8(30), uint16(100))
	f.Add("```\n", "@a ", uint8(10), uint16(400))
	f.Fuzz(func(t *testing.T, unit, title string, n uint8, limit uint16) {
		const most = 100
		if len(unit) > most || len(title) > most {
			t.Skip("much text")
		}
		var entries []Inline
		for range n {
			entries = append(entries, Text(unit))
		}
		room := 1000 + int(limit%2000)
		got := Compose(room, []Section{List(Heading("Ours"), entries), List(Heading("%s", title), entries[:len(entries)/2]), Statement("The end.")}).String()
		if len(got) > room || !utf8.ValidString(got) || !strings.HasSuffix(got, "The end.") {
			t.Errorf("%d bytes for %d: %q", len(got), room, got)
		}
		if line := PlainLine(strings.Repeat(title, int(n%8))).Line(255); len(line) > 255 || !utf8.ValidString(line) {
			t.Errorf("a title of %d bytes: %q", len(line), line)
		}
	})
}

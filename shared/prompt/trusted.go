package prompt

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/text"
)

// literal is text of our own code: other packages can pass constants only.
type literal string

// Trusted is the model's input outside the blocks of untrusted text. Only constants, numbers and dates can be part of it: text by
// others, even a path or a name within our own sentence, belongs in a block.
type Trusted struct{ text string }

// Figure is a number, a date or a word of ours.
type Figure struct{ text string }

// Say returns the text with a line more: the format, each %s of it replaced by the next figure.
func (t Trusted) Say(format literal, figures ...Figure) Trusted {
	parts := strings.Split(string(format), "%s")
	for i, part := range parts {
		t.text += part
		if i+1 < len(parts) && i < len(figures) {
			t.text += figures[i].text
		}
	}
	t.text += "\n"
	return t
}

// Number returns n in digits.
func Number[N int | int64](n N) Figure { return Figure{strconv.FormatInt(int64(n), 10)} }

// Counted returns n with its noun, as text.Count does.
func Counted(n int, one literal) Figure { return Figure{text.Count(n, string(one))} }

// Decimal returns x with that many decimals.
func Decimal(x float64, decimals int) Figure {
	return Figure{strconv.FormatFloat(x, 'f', decimals, 64)}
}

// Size returns a number of bytes in KiB.
func Size(bytes int64) Figure { return Figure{fmt.Sprintf("%.1f KiB", float64(bytes)/(1<<10))} }

// Date returns the day of t.
func Date(t time.Time) Figure { return Figure{t.UTC().Format(time.DateOnly)} }

// Word returns s if it is one of our words, or "other".
func Word(s string, ours ...literal) Figure {
	if slices.Contains(ours, literal(s)) {
		return Figure{s}
	}
	return Figure{"other"}
}

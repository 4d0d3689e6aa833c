package prompt

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// hunk is one hunk of a file's patch or, without a header, lines outside any readable hunk.
type hunk struct {
	header   string // "@@ -1,2 +3,4 @@", and the function after it
	newStart int
	body     string // its lines in the patch
	lines    int
	added    int
	cost     int // approximate bytes in a part

	chosen      int // bytes of body to show, up to the end of a line
	chosenLines int
	chosenCost  int
}

var hunkHeader = regexp.MustCompile(`^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@`)

// splitHunks splits a patch. It loses no line: unreadable lines become a hunk without a header.
func splitHunks(patch string) []hunk {
	var hunks []hunk
	oldLeft, newLeft := 0, 0 // missing lines of the current hunk
	start := 0               // of the current hunk's body
	for at := 0; at < len(patch); {
		line, next := lineAt(patch, at)
		if m := headerOf(line); m != nil {
			hunks = append(hunks, hunk{header: line, newStart: count(m[3], 0)})
			oldLeft, newLeft = count(m[2], 1), count(m[4], 1)
			at, start = next, next
			continue
		}
		old, added := sides(line)
		isNote := strings.HasPrefix(line, `\`)
		current := len(hunks) - 1
		fits := current >= 0 && hunks[current].header != "" && (isNote || old <= oldLeft && added <= newLeft && old+added > 0)
		if !fits && (current < 0 || hunks[current].header != "") {
			hunks = append(hunks, hunk{})
			current, start = current+1, at
		}
		if fits {
			oldLeft, newLeft = oldLeft-old, newLeft-added
		}
		h := &hunks[current]
		h.lines++
		h.cost += lineCost(line)
		if added > old || !fits {
			h.added++
		}
		h.body = patch[start:next]
		at = next
	}
	return hunks
}

func headerOf(line string) []string {
	if !strings.HasPrefix(line, "@@ -") {
		return nil
	}
	return hunkHeader.FindStringSubmatch(text.Head(line, 80))
}

func count(digits string, otherwise int) int {
	if n, err := strconv.Atoi(digits); err == nil {
		return n
	}
	return otherwise
}

// sides returns how many lines of the old and of the new file a line of a hunk counts.
func sides(line string) (old, added int) {
	switch {
	case line == "", line[0] == ' ', line[0] == '\r': // some tools strip the blank of an empty context line
		return 1, 1
	case line[0] == '+':
		return 0, 1
	case line[0] == '-':
		return 1, 0
	}
	return 0, 0
}

// lineAt returns the line at an offset, without its newline, and the offset of the next.
func lineAt(text string, at int) (line string, next int) {
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		return text[at : at+i], at + i + 1
	}
	return text[at:], len(text)
}

// lineCost approximates the bytes of a line of a patch in a part, with its number.
func lineCost(line string) int { return min(len(line), maxLine) + 7 }

// choose marks as many more of the hunk's lines as cost at most room, and returns their cost.
func (h *hunk) choose(room int) int {
	if left := h.cost - h.chosenCost; left <= room {
		h.chosen, h.chosenLines, h.chosenCost = len(h.body), h.lines, h.cost
		return left
	}
	spent := 0
	for h.chosen < len(h.body) {
		line, next := lineAt(h.body, h.chosen)
		cost := lineCost(line)
		if spent+cost > room {
			break
		}
		spent += cost
		h.chosen = next
		h.chosenLines++
	}
	h.chosenCost += spent
	return spent
}

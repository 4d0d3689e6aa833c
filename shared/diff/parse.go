package diff

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// ErrCombined is returned for the diff of a merge against several parents, which shows no file's whole change.
var ErrCombined = errors.New("combined diff of a merge: make it against one parent")

// Parse returns the files of what `git diff` or `git show` writes for one change, in that order, each file once. Paths are unquoted, and need
// not be UTF-8. Prefixes may be a/ and b/ or those of diff.mnemonicPrefix; submodules are expected in Git's short form. Text is as GitHub
// gives it, without the last newline. Parse does not check hunks, so that one broken hunk costs one file: see Hunks.Whole. Errors are
// ErrCombined and a file header without a path, with its line.
func Parse(text string) ([]Patch, error) {
	at := toHeader(text)
	if at == len(text) {
		return nil, nil
	}
	first := new(room)
	patches := first.patches[:0]
	var s Scanner
	s.begin(first)
	scratch := scratches.Get().(*[]ChangedLine)
	s.lines = (*scratch)[:0]
	for at < len(text) {
		p, size, err := parseFile(text[at:], &s)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", 1+strings.Count(text[:at], "\n"), err)
		}
		patches = appendPatch(patches, p)
		at += size
		at += toHeader(text[at:])
	}
	if s.apart {
		return patches, nil // too many lines to move
	}
	keepLines(patches)
	if cap(s.lines) <= maxScratch {
		*scratch = s.lines
		scratches.Put(scratch)
	}
	return patches, nil
}

// scratches are where the lines of a change are collected before it is known how many they are.
var scratches = sync.Pool{New: func() any { return new([]ChangedLine) }}

// maxScratch bounds the lines that are kept for the next change, and those that are moved to get room for more.
const maxScratch = 1 << 16

// keepLines moves the lines that were read into memory of their own.
func keepLines(patches []Patch) {
	count := 0
	for i := range patches {
		if h := patches[i].scanned; h != nil {
			count += len(h.Lines)
		}
	}
	kept := make([]ChangedLine, 0, count)
	for i := range patches {
		if h := patches[i].scanned; h != nil {
			kept = append(kept, h.Lines...)
			h.Lines = slices.Clip(kept[len(kept)-len(h.Lines):])
		}
	}
}

// toHeader returns how many bytes come before the next file's header.
func toHeader(text string) int {
	for at := 0; ; {
		if startsFile(text[at:]) {
			return at
		}
		next := strings.Index(text[at:], "\ndiff --")
		if next < 0 {
			return len(text)
		}
		at += next + 1
	}
}

// startsFile reports whether the line starts the header of a file. No line of a hunk does.
func startsFile(line string) bool {
	kind, ok := strings.CutPrefix(line, "diff --")
	return ok && (strings.HasPrefix(kind, "git ") || strings.HasPrefix(kind, "cc ") || strings.HasPrefix(kind, "combined "))
}

// appendPatch appends a patch. When the type of a path changes, Git writes a removal and an addition, which become one patch.
func appendPatch(patches []Patch, p Patch) []Patch {
	if n := len(patches); n > 0 && p.Status == Added && patches[n-1].Status == Removed && patches[n-1].Path == p.Path {
		last := &patches[n-1]
		last.Status = Changed
		last.Additions += p.Additions
		last.Deletions += p.Deletions
		last.Text, last.scanned = strings.Trim(last.Text+"\n"+p.Text, "\n"), nil
		return patches
	}
	return append(patches, p)
}

// parseFile reads the file header and hunks at the start of the text, and returns their size in bytes.
func parseFile(text string, s *Scanner) (p Patch, size int, err error) {
	line, rest := cutLine(text)
	names, ok := strings.CutPrefix(line, "diff --git ")
	if !ok {
		return Patch{}, 0, ErrCombined
	}
	p.Status = Modified
	var oldPath, newPath string
	modeChanged, contentChanged := false, false
header:
	for rest != "" && !startsFile(rest) {
		if strings.HasPrefix(rest, "@@") {
			h := s.scan(rest)
			end := len(h.Text) // after whole hunks comes something else: the next commit's header, a mail's signature
			if !h.readable {
				end += toHeader(rest[end:])
			}
			p.Text, p.Additions, p.Deletions = strings.TrimSuffix(rest[:end], "\n"), h.Additions, h.Deletions
			if h.readable {
				h.Text, p.scanned = p.Text, h
			}
			rest = rest[end:]
			break
		}
		line, rest = cutLine(rest)
		key, value := headerField(line)
		switch key {
		case "new file mode ":
			p.Status = Added
		case "deleted file mode ":
			p.Status = Removed
		case "old mode ":
			modeChanged = true
		case "rename from ", "copy from ":
			p.PreviousPath = unquote(value)
		case "rename to ":
			p.Status, newPath = Renamed, unquote(value)
		case "copy to ":
			p.Status, newPath = Copied, unquote(value)
		case "--- ":
			oldPath = sidePath(value)
		case "+++ ":
			if newPath == "" {
				newPath = sidePath(value)
			}
		case "Binary files ":
			contentChanged = true
		case "GIT binary patch":
			contentChanged = true
			break header
		}
	}
	switch {
	case newPath != "":
		p.Path = newPath
	case oldPath != "":
		p.Path = oldPath
	default:
		p.Path = commonName(names)
	}
	if p.Path == "" {
		return Patch{}, 0, fmt.Errorf("no path in the file header %.200q: make the diff with Git's default prefixes", names)
	}
	if modeChanged && p.Status == Modified && p.Text == "" && !contentChanged {
		p.Status = Changed
	}
	return p, len(text) - len(rest), nil
}

// headerKeys are the starts of the lines of a file header that are read, by their first byte.
var headerKeys = func() (keys [256][]string) {
	for _, key := range []string{
		"--- ", "+++ ", "old mode ", "new file mode ", "deleted file mode ", "rename from ", "rename to ", "copy from ", "copy to ",
		"Binary files ", "GIT binary patch",
	} {
		keys[key[0]] = append(keys[key[0]], key)
	}
	return keys
}()

func headerField(line string) (key, value string) {
	if line == "" {
		return "", ""
	}
	for _, key := range headerKeys[line[0]] {
		if value, ok := strings.CutPrefix(line, key); ok {
			return key, value
		}
	}
	return "", ""
}

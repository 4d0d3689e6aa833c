package change

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrCombinedDiff says that a diff is of a merge against several parents at once, which shows no file's whole change.
var ErrCombinedDiff = errors.New("combined diff of a merge: make it against one parent")

// ParseDiff reads what `git diff` or `git show` writes of one change, in the order written, each file once. Paths are as Git has
// them, unquoted, and need not be UTF-8. It takes one-letter prefixes as Git makes them (a/ and b/, or those of
// diff.mnemonicPrefix) and submodules in Git's short form. Text is as GitHub gives it, without the last newline. What a hunk holds is
// not judged: Measure counts what cannot be parsed. Errors are those of r, ErrCombinedDiff, and a file header without a path, with its line.
func ParseDiff(r io.Reader) ([]Patch, error) {
	all, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read diff: %w", err)
	}
	return parseDiff(string(all))
}

func parseDiff(rest string) ([]Patch, error) {
	var patches []Patch
	lineNumber := 1
	for rest != "" {
		var section string
		section, rest = cutSection(rest)
		if strings.HasPrefix(section, "diff --c") {
			return nil, fmt.Errorf("line %d: %w", lineNumber, ErrCombinedDiff)
		}
		if strings.HasPrefix(section, "diff --git ") {
			p, err := parseSection(section)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", lineNumber, err)
			}
			patches = appendPatch(patches, p)
		}
		lineNumber += strings.Count(section, "\n")
	}
	return patches, nil
}

// cutSection splits off what comes before the second file's header: no line of a hunk starts like one.
func cutSection(text string) (section, rest string) {
	for from := 0; ; {
		i := strings.Index(text[from:], "\ndiff --")
		if i < 0 {
			return text, ""
		}
		from += i + 1
		if strings.HasPrefix(text[from:], "diff --git ") || strings.HasPrefix(text[from:], "diff --cc ") ||
			strings.HasPrefix(text[from:], "diff --combined ") {
			return text[:from], text[from:]
		}
	}
}

// appendPatch makes one patch of the two that Git writes, a removal and an addition, when a path's type changes.
func appendPatch(patches []Patch, p Patch) []Patch {
	if n := len(patches); n > 0 && p.Status == Added && patches[n-1].Status == Removed && patches[n-1].Path == p.Path {
		last := &patches[n-1]
		last.Status = Changed
		last.Additions += p.Additions
		last.Deletions += p.Deletions
		last.Text = strings.Trim(last.Text+"\n"+p.Text, "\n")
		return patches
	}
	return append(patches, p)
}

// parseSection reads one file's header and hunks.
func parseSection(section string) (Patch, error) {
	line, rest := cutLine(section)
	names := strings.TrimPrefix(line, "diff --git ")
	p := Patch{Status: Modified}
	var oldPath, newPath string
	modeChanged, contentChanged := false, false
	for rest != "" {
		if strings.HasPrefix(rest, "@@") {
			h := scanHunks(rest)
			p.Text, p.Additions, p.Deletions = h.text(rest), h.additions, h.deletions
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
		case "Binary files ", "GIT binary patch":
			contentChanged = true
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
		return Patch{}, fmt.Errorf("no path in the file header %.200q: make the diff with Git's default prefixes", names)
	}
	if modeChanged && p.Status == Modified && p.Text == "" && !contentChanged {
		p.Status = Changed
	}
	return p, nil
}

// headerKeys are the lines of a file header that say something of use.
var headerKeys = []string{
	"--- ", "+++ ", "old mode ", "new file mode ", "deleted file mode ", "rename from ", "rename to ", "copy from ", "copy to ",
	"Binary files ", "GIT binary patch",
}

func headerField(line string) (key, value string) {
	for _, key := range headerKeys {
		if value, ok := strings.CutPrefix(line, key); ok {
			return key, value
		}
	}
	return "", ""
}

// text cuts off what follows the last whole hunk, such as the next commit's header or the signature of a mail. Hunks that cannot be
// read are kept whole.
func (h hunks) text(all string) string {
	if h.readable {
		all = all[:h.size]
	}
	return strings.TrimSuffix(all, "\n")
}

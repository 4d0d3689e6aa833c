package change

import (
	"path"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// Base is what the default branch says about files. What a change says of itself lowers no score: a file is generated, vendored or binary
// only if the default branch already said so, by an attribute, or by the file's path or a comment in it. The zero value is that of a change
// to the default branch, whose unchanged and deleted lines are the default branch's, without attributes.
type Base struct {
	Attributes filekind.Attributes // of the default branch's .gitattributes
	// Elsewhere says that the change is not to the default branch, so that its author may have written its unchanged lines, too.
	Elsewhere bool
	// Merged says that the change is part of the default branch, which makes its claims.
	Merged bool
	// Files are the first lines of those files of the default branch for which AsksFor holds, by path, where Elsewhere; only those that
	// exist.
	Files map[string]string
	// SHAs are those of the Files.
	SHAs map[string]string
	// Named returns the class that the repository's settings give a file; nil: none.
	Named func(path string) (filekind.Class, bool)
}

// AsksFor returns the path of the file on the default branch that must be read before the patch is measured, where the change is to another
// branch; ok is false if its class does not depend on it.
func AsksFor(p diff.Patch) (path string, ok bool) {
	path = earlierPath(&p)
	class := filekind.ClassOf(p.Path)
	if p.Status == diff.Added || p.Status == diff.Copied || path == "" {
		return "", false
	}
	return path, !class.Runs() && filekind.ByLanguage(p.Path).Runs() || class.Runs() && header(p.Text, "+ ").text != ""
}

// classOf returns the class of a file by what the default branch says, given the one by its path and its hunks. claim is what only the
// change says, and at is where it does.
func (b *Base) classOf(p *diff.Patch, class filekind.Class, text string) (_, claim filekind.Class, at line) {
	if b.Named != nil {
		if said, ok := b.Named(p.Path); ok {
			return said, "", line{}
		}
	}
	if said, ok := b.Attributes.ClassOf(p.Path); ok {
		return said, "", line{}
	}
	was, moved := movedFrom(p, class)
	switch {
	case class.Runs():
	case b.had(p, class), class == filekind.LockFile, class == filekind.Binary && p.Text == "" && p.Additions+p.Deletions == 0:
		return class, "", line{}
	case class == filekind.Generated || class == filekind.Vendored || class == filekind.Binary:
		plain := filekind.ByLanguage(p.Path)
		if moved && !plain.Runs() {
			plain = was
		} else if !plain.Runs() {
			if within := classWithin(p.Path, class); within.Runs() {
				plain = within
			}
		}
		switch {
		case plain.Runs() && strings.HasSuffix(strings.ToLower(p.Path), ".svg") && filekind.DrawsOnly(content(text)), b.saidGenerated(p, text) && (p.Status == diff.Removed || header(text, "+ ").text != ""):
			return filekind.Generated, "", line{}
		case plain.Runs():
			return plain, class, header(text, "+ ")
		}
		return plain, "", line{}
	case moved:
		class = was
	case filekind.ByLanguage(p.Path).Runs() && !follows(p.Path, class, text):
		class = filekind.Production
	case class != filekind.Configuration && class != filekind.Build && classWithin(p.Path, class) == filekind.Infrastructure && !filekind.InExamples(p.Path):
		return filekind.Infrastructure, "", line{}
	default:
		return class, "", line{}
	}
	if class != filekind.Production {
		return class, "", line{}
	}
	switch says := header(text, "+ "); {
	case (says.text != "" || p.Status == diff.Removed) && b.saidGenerated(p, text):
		return filekind.Generated, "", line{}
	case says.text != "":
		return class, filekind.Generated, says
	}
	return class, "", line{}
}

// classWithin returns the class that a path has below the folder that gives it another one.
func classWithin(path string, class filekind.Class) filekind.Class {
	for below := path; ; {
		_, rest, ok := strings.Cut(below, "/")
		if !ok {
			return class
		}
		if of := filekind.ClassOf(rest); of != class {
			return of
		}
		below = rest
	}
}

// movedFrom returns the class of a file that is changed and moved to a folder of another one, if it ran and nothing but the folder says that it
// no longer does: it keeps its name, no convention is known for it, or its language keeps tests in the code. Build tools find their files by
// name.
func movedFrom(p *diff.Patch, class filekind.Class) (was filekind.Class, ok bool) {
	if p.Status != diff.Renamed || p.Text == "" || class == filekind.Build || class.Runs() {
		return "", false
	}
	was = filekind.ClassOf(p.PreviousPath)
	language, isCode := filekind.LanguageOf(p.Path)
	sameName := path.Base(p.Path) == path.Base(p.PreviousPath)
	return was, was.Runs() && (!isCode || sameName || class == filekind.Docs || filekind.TestsInline(language))
}

// follows reports whether a new file is one of the class by its language's conventions. Most that are say so at their start.
func follows(path string, class filekind.Class, text string) bool {
	first := text[:min(len(text), 4<<10)]
	if len(first) < len(text) {
		first = first[:strings.LastIndexByte(first, '\n')+1]
	}
	return filekind.Follows(path, class, func() string { return content(first) }) ||
		len(first) < len(text) && filekind.Follows(path, class, func() string { return content(text) })
}

// had reports whether the default branch has the file in the class: at its path or, if the change moves it, at one of the same class.
func (b *Base) had(p *diff.Patch, class filekind.Class) bool {
	if b.Merged {
		return true
	}
	path := earlierPath(p)
	switch p.Status {
	case diff.Added, diff.Copied:
		return false
	case diff.Renamed:
		if filekind.ClassOf(path) != class {
			return false
		}
	}
	_, known := b.Files[path]
	return known || !b.Elsewhere
}

// earlierPath returns where the default branch has the file, if it has it.
func earlierPath(p *diff.Patch) string {
	if p.Status == diff.Renamed {
		return p.PreviousPath
	}
	return p.Path
}

// saidGenerated reports whether the file's version on the default branch says that it is generated, as far as it is known.
func (b *Base) saidGenerated(p *diff.Patch, text string) bool {
	if b.Merged {
		return header(text, "+ ").text != ""
	}
	if p.Status == diff.Added || p.Status == diff.Copied {
		return false
	}
	if !b.Elsewhere {
		return header(text, "- ").text != ""
	}
	n := 0
	for line := range strings.Lines(b.Files[earlierPath(p)]) {
		if n++; n > headerLines {
			break
		}
		if filekind.SaysGenerated(line) {
			return true
		}
	}
	return false
}

// headerLines is the number of lines at the start of a file that may say that it is generated.
const headerLines = 10

// header returns the line that says that a version of the file is generated: the new version is made of lines with the marks "+ ", the old
// one of those with "- ". Its text is empty if no line does.
func header(text, marks string) line {
	start, ok := diff.HunkStart(text)
	if !ok || start > 1 {
		return line{}
	}
	_, rest, _ := strings.Cut(text, "\n")
	number, seen := 1, 0
	for rest != "" && seen < headerLines {
		var shown string
		shown, rest, _ = strings.Cut(rest, "\n")
		if shown == "" || shown[0] == '@' {
			break
		}
		if strings.IndexByte(marks, shown[0]) >= 0 {
			seen++
			if filekind.SaysGenerated(shown[1:]) {
				return line{kind: shown[0], number: number, text: trim(shown[1:])}
			}
		}
		if shown[0] != '-' {
			number++
		}
	}
	return line{}
}

// maxContent is the number of bytes of a new file that are read to find its class.
const maxContent = 64 << 10

// content returns the new version as far as hunks show it, at most maxContent bytes of them.
func content(text string) string {
	text = text[:min(len(text), maxContent)]
	var b strings.Builder
	b.Grow(len(text))
	for l := range strings.SplitSeq(text, "\n") {
		if l != "" && (l[0] == '+' || l[0] == ' ') {
			b.WriteString(l[1:])
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// sumClaims sums the files by the class that only the change claims.
func sumClaims(files []*shownFile) (sums []ClassTotals) {
	if !slices.ContainsFunc(files, func(f *shownFile) bool { return f.Claim != "" }) {
		return nil
	}
	for _, class := range filekind.Classes {
		t := ClassTotals{Class: class}
		for _, f := range files {
			if f.Claim == class {
				t.add(f)
			}
		}
		if t.Files > 0 {
			sums = append(sums, t)
		}
	}
	return sums
}

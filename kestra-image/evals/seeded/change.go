package seeded

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/devplus-app/devplus/kestra-image/evals/score"
)

// Change is a change whose defect is known.
type Change struct {
	Name        string // "go/stale-cache": the language, and what it is
	Title, Body string // of the pull request
	Files       []File
	Defect      *score.Place // nil: the change is clean
}

// File is a file of a change; a version that does not exist is nil.
type File struct {
	Path       string
	Base, Head *string
}

// Language returns the folder of the change.
func (c Change) Language() string { return path.Dir(c.Name) }

// Load reads the changes below a folder, sorted by name.
func Load(files fs.FS) ([]Change, error) {
	names, err := fs.Glob(files, "*/*.txtar")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	changes := make([]Change, len(names))
	for i, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		if changes[i], err = parse(strings.TrimSuffix(name, ".txtar"), text); err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
	}
	return changes, nil
}

func parse(name string, text []byte) (Change, error) {
	archive := txtar.Parse(text)
	said := strings.Split(strings.TrimSpace(string(archive.Comment)), "\n")
	kind := said[len(said)-1]
	c := Change{Name: name, Title: said[0], Body: strings.TrimSpace(strings.Join(said[1:max(len(said)-1, 1)], "\n"))}
	for _, f := range archive.Files {
		file, first, last, err := readFile(f)
		if err != nil {
			return c, err
		}
		c.Files = append(c.Files, file)
		if first == 0 {
			continue
		}
		if c.Defect != nil {
			return c, errors.New("lines of two files are marked")
		}
		c.Defect = &score.Place{Path: f.Name, First: first, Last: last}
	}
	categories, defect := strings.CutPrefix(kind, "defect: ")
	switch {
	case defect != (c.Defect != nil) || !defect && kind != "clean":
		return c, errors.New(`the comment's last line must be "clean", or "defect: CATEGORY" if lines are marked`)
	case defect:
		c.Defect.Categories = strings.Split(categories, ", ")
	}
	return c, nil
}

// readFile reads a file, and the range of lines of its head that are marked, 0 if none is.
func readFile(f txtar.File) (file File, first, last int, err error) {
	var base, head strings.Builder
	lines := 0
	for line := range strings.Lines(string(f.Data)) {
		mark, text := line[0], line[1:]
		if line == "\n" {
			mark, text = ' ', line
		}
		if strings.IndexByte(" -+!=", mark) < 0 {
			return file, 0, 0, fmt.Errorf("%s: the line %q has no mark", f.Name, strings.TrimSpace(line))
		}
		if mark == ' ' || mark == '-' || mark == '=' {
			base.WriteString(text)
		}
		if mark == '-' {
			continue
		}
		head.WriteString(text)
		lines++
		if mark == '!' || mark == '=' {
			if first == 0 {
				first = lines
			}
			last = lines
		}
	}
	return File{Path: f.Name, Base: text(base.String()), Head: text(head.String())}, first, last, nil
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

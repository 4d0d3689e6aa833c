package settings

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/devplus-app/devplus/shared/filekind"
)

// Paths has a repository's knowledge about its files.
type Paths struct {
	Ignore    []Glob `json:"ignore,omitempty" yaml:"ignore" help:"files that the model is not shown; they are measured all the same"`
	Sensitive []Glob `json:"sensitive,omitempty" yaml:"sensitive" help:"files that make a change at least high, whatever its score"`
	Generated []Glob `json:"generated,omitempty" yaml:"generated" help:"files that a program writes: they count for nothing, and the model is not shown them"`
	Vendored  []Glob `json:"vendored,omitempty" yaml:"vendored" help:"files of others: like generated"`
}

// ClassOf returns the class that the settings give a file; ok is false if they give none.
func (p Paths) ClassOf(path string) (_ filekind.Class, ok bool) {
	switch {
	case anyGlob(p.Generated)(path):
		return filekind.Generated, true
	case anyGlob(p.Vendored)(path):
		return filekind.Vendored, true
	}
	return "", false
}

// Ignores reports whether the model is not shown a file.
func (p Paths) Ignores(path string) bool { return anyGlob(p.Ignore)(path) }

// IsSensitive reports whether a file makes a change at least high.
func (p Paths) IsSensitive(path string) bool { return anyGlob(p.Sensitive)(path) }

// Instruction is an instruction for the reviewer of some files.
type Instruction struct {
	Paths []Glob   `json:"paths,omitempty" yaml:"paths" help:"the files; without any, all"`
	Text  Guidance `json:"text" yaml:"text" bytes:"4096" help:"what to look at in them, and how"`
}

// Applies reports whether one of the files is the instruction's.
func (i Instruction) Applies(paths []string) bool {
	return len(i.Paths) == 0 || slices.ContainsFunc(paths, anyGlob(i.Paths))
}

// Guidance is a text for the reviewer.
type Guidance string

// Check returns an error for a text that says nothing.
func (g Guidance) Check() error {
	if strings.TrimSpace(string(g)) == "" {
		return errors.New("is empty")
	}
	return nil
}

// maxInstructions bounds the texts of all instructions, in bytes: the model reads them with each part of a change.
const maxInstructions = 16 << 10

// Instructions are all that a repository asks its reviewer to keep to.
type Instructions []Instruction

// CheckAll returns an error for more text than is sent.
func (all Instructions) CheckAll() error {
	total := 0
	for _, i := range all {
		total += len(i.Text)
	}
	if total > maxInstructions {
		return errors.New("has more than 16 KiB of text in all")
	}
	return nil
}

// File is the path of a file in a repository.
type File string

// Check returns an error for a path that leads elsewhere.
func (f File) Check() error {
	switch s := string(f); {
	case s == "" || len(s) > maxPattern || !utf8.ValidString(s):
		return errors.New("is empty or too long: at most 200 bytes")
	case strings.HasPrefix(s, "/"), strings.Contains(s, ".."), strings.Contains(s, "//"), strings.HasSuffix(s, "/"), strings.ContainsAny(s, "\\:*?\n"):
		return errors.New("must be the path of one file, relative to the repository's root")
	}
	return nil
}

// languages are those that the model can be asked to write in, by code.
var languages = map[string]string{
	"cs": "Czech", "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "fi": "Finnish", "fr": "French", "hi": "Hindi", "it": "Italian",
	"ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "sv": "Swedish", "tr": "Turkish",
	"uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}

// LanguageName returns the language of the model's texts in English.
func (r Repository) LanguageName() string { return languages[r.Language] }

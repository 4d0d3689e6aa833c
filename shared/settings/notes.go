package settings

import (
	"errors"
	"slices"
	"strings"
)

// NotesForm sets the form of release notes. Its zero value is DevPlus's own form. Lists of names ignore case, and * stands for all.
type NotesForm struct {
	Categories   NotesCategories `json:"categories,omitempty" yaml:"categories" items:"50" help:"sections of release notes in their order; a change stands in the first that it belongs to"`
	Exclude      NotesMatch      `json:"exclude,omitzero" yaml:"exclude" help:"changes that release notes leave out; breaking ones stay"`
	Order        []string        `json:"order,omitempty" yaml:"order" items:"50" help:"titles of sections in their order; the others follow"`
	Entry        NotesEntry      `json:"entry,omitempty" yaml:"entry" help:"a line of the notes with {text}, {links} and {authors}, such as {text} in {links}, thanks to {authors}"`
	Header       string          `json:"header,omitempty" yaml:"header" help:"Markdown before the notes; {tag} and {previous} are the release and the one before"`
	Footer       string          `json:"footer,omitempty" yaml:"footer" help:"Markdown after the notes, like header"`
	Contributors Contributors    `json:"contributors,omitempty" yaml:"contributors" options:"new|all|none" help:"the people that a section of its own names"`
	Housekeeping bool            `json:"housekeeping,omitempty" yaml:"housekeeping" options:"false|true" help:"true: merges of branches, version bumps and updates of the changelog are entries, too"`
	SharedPaths  []string        `json:"shared_paths,omitempty" yaml:"shared_paths" items:"5" help:"folders and files whose changes count for each part of the repository that is released by itself"`
	Components   []Component     `json:"components,omitempty" yaml:"components" items:"50" help:"parts of the repository that tags release by themselves, where their names do not tell the folder"`
	Version      VersionScheme   `json:"version,omitempty" yaml:"version" options:"auto|semantic|calendar" help:"how the next version is suggested; auto: as the tags before were made"`
}

// Component is a part of the repository that is released by itself.
type Component struct {
	Name string `json:"name" yaml:"name" help:"what stands before the version in its tags, such as api of api-v1.2.0"`
	Path File   `json:"path" yaml:"path" help:"its folder"`
}

// VersionScheme is how the next version is suggested; empty: auto.
type VersionScheme string

// The values of VersionScheme.
const (
	AutoVersions     VersionScheme = "auto"
	SemanticVersions VersionScheme = "semantic"
	CalendarVersions VersionScheme = "calendar"
)

// maxNotesPaths bounds the paths of all categories and exclusions: GitHub is asked for the commits that touch each.
const maxNotesPaths = 10

// NotesCategories are all sections of a repository's release notes.
type NotesCategories []NotesCategory

// CheckAll returns an error for more paths than GitHub is asked for.
func (all NotesCategories) CheckAll() error {
	if len(NotesForm{Categories: all}.Paths()) > maxNotesPaths {
		return errors.New("has more than 10 paths in all")
	}
	return nil
}

// Paths returns the paths that categories and exclusions name, each once.
func (f NotesForm) Paths() (all []string) {
	add := func(m NotesMatch) {
		for _, p := range m.Paths {
			if !slices.Contains(all, string(p)) {
				all = append(all, string(p))
			}
		}
	}
	add(f.Exclude)
	for _, c := range f.Categories {
		add(c.NotesMatch)
		add(c.Exclude)
	}
	return all
}

// NotesCategory is a section of release notes.
type NotesCategory struct {
	Title string `json:"title" yaml:"title" help:"the heading"`
	NotesMatch
	Exclude NotesMatch `json:"exclude,omitzero" yaml:"exclude" help:"changes that do not belong there after all"`
}

// NotesMatch selects changes: those that match any list.
type NotesMatch struct {
	Labels  []string `json:"labels,omitempty" yaml:"labels" help:"names of labels"`
	Authors []string `json:"authors,omitempty" yaml:"authors" help:"logins of authors, with or without [bot]"`
	Types   []string `json:"types,omitempty" yaml:"types" help:"types of Conventional Commits, such as ops"`
	Scopes  []string `json:"scopes,omitempty" yaml:"scopes" help:"scopes of Conventional Commits"`
	Paths   []File   `json:"paths,omitempty" yaml:"paths" items:"5" help:"folders and files: changes that touch one of them, also among others"`
}

// NotesChange has the properties that NotesMatch matches.
type NotesChange struct {
	Labels              []string
	Author, Type, Scope string
	Paths               []string // of NotesForm.Paths, those that it touches
}

// Match reports whether a change is selected.
func (m NotesMatch) Match(c NotesChange) bool {
	return slices.Contains(m.Labels, "*") || slices.ContainsFunc(c.Labels, func(l string) bool { return names(m.Labels, l) }) ||
		names(m.Authors, c.Author) || names(m.Authors, strings.TrimSuffix(c.Author, "[bot]")) || names(m.Types, c.Type) || names(m.Scopes, c.Scope) ||
		slices.ContainsFunc(m.Paths, func(p File) bool { return slices.Contains(c.Paths, string(p)) })
}

func names(list []string, name string) bool {
	return name != "" && slices.ContainsFunc(list, func(s string) bool { return s == "*" || strings.EqualFold(s, name) })
}

// NotesEntry is the form of a line of release notes.
type NotesEntry string

// Check returns an error for a form that says nothing, or from which a line's changes can't be read again.
func (e NotesEntry) Check() error {
	for _, part := range []string{"{text}", "{links}"} {
		if e != "" && strings.Count(string(e), part) != 1 {
			return errors.New("must have " + part + " once")
		}
	}
	if strings.ContainsAny(string(e), "\r\n") || len(e) > 200 {
		return errors.New("must be one line of at most 200 bytes")
	}
	return nil
}

// Contributors are the people whom a section of release notes names.
type Contributors string

// The values of Contributors.
const (
	NewContributors Contributors = "new"
	AllContributors Contributors = "all"
	NoContributors  Contributors = "none"
)

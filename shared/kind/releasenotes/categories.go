package releasenotes

import (
	"cmp"
	"context"
	"reflect"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/text"
)

// Config is GitHub's own file for generated notes ("Automatically generated release notes").
type Config struct {
	Changelog struct {
		Exclude    exclusion
		Categories []category
	}
}

type exclusion struct{ Labels, Authors []string }

type category struct {
	Title   string
	Labels  []string
	Exclude exclusion
}

// configPaths are where GitHub looks for the file.
var configPaths = []string{".github/release.yml", ".github/release.yaml"}

// maxCategories bounds the categories that are read.
const maxCategories = 50

// ReadConfig reads GitHub's file at the release's commit. A missing or malformed file has no effect; problem describes a malformed one.
func ReadConfig(ctx context.Context, src *source.Snapshot) (c Config, problem string, err error) {
	blobs, err := src.Blobs(ctx, configPaths...)
	if err != nil {
		if githubapp.Permanent(err) {
			return c, "", nil
		}
		return c, "", err
	}
	for i, b := range blobs {
		if b.Text == "" {
			continue
		}
		if err := yaml.Unmarshal([]byte(b.Text), &c); err != nil {
			return Config{}, configPaths[i] + " can't be read, so it decides nothing: " + text.Cut(text.OneLine(err.Error()), maxText), nil
		}
		c.Changelog.Categories = c.Changelog.Categories[:min(len(c.Changelog.Categories), maxCategories)]
		return c, "", nil
	}
	return c, "", nil
}

// Apply gives a set the form that the repository configures: form first, then GitHub's file. Breaking changes keep their section, because
// people who upgrade must see them. touched has the form's paths that changes touch.
func (c Config) Apply(s *Set, e *release.Evidence, form settings.NotesForm, touched map[release.Ref][]string) {
	if len(form.Categories) == 0 {
		form.Categories = c.categories()
	}
	reason := excludedBySettings
	if reflect.ValueOf(form.Exclude).IsZero() {
		form.Exclude, reason = c.Changelog.Exclude.match(), excluded
	}
	changes, came := map[release.Ref]settings.NotesChange{}, map[release.Ref]int{}
	for i, one := range everyChange(e) {
		changes[one.Ref()], came[one.Ref()] = notesChange(one, touched), i
	}
	kept := s.Entries[:0]
	for _, entry := range s.Entries {
		if change := changes[entry.Ref]; !entry.Breaking {
			if form.Exclude.Match(change) {
				s.leaveOut(entry, reason)
				continue
			}
			if title := titleOf(form.Categories, change); title != "" {
				entry.Section, entry.Kind = title, entry.Section
			}
		}
		kept = append(kept, entry)
	}
	s.Entries = kept
	var titles []string
	for _, title := range form.Order {
		titles = append(titles, heading(title))
	}
	s.Order = slices.Clone(titles)
	for _, one := range form.Categories {
		titles = append(titles, headingOf(one))
	}
	slices.SortStableFunc(s.Entries, func(a, b Entry) int { return cmp.Or(a.rank(titles)-b.rank(titles), came[a.Ref]-came[b.Ref]) })
	s.EntryForm, s.Header, s.Footer = string(form.Entry), form.Header, form.Footer
	switch form.Contributors {
	case settings.NoContributors:
		s.New = []string{}
	case settings.AllContributors:
		s.People = people(e)
	}
}

// notesChange returns the properties of a change that the configuration matches; of a commit only those in its title.
func notesChange(c release.Change, touched map[release.Ref][]string) settings.NotesChange {
	t := release.ParseTitle(c.Title(), func(string) bool { return true })
	change := settings.NotesChange{Author: c.Author().Login, Type: t.Kind, Scope: t.Scope, Paths: touched[c.Ref()]}
	if c.Pull != nil {
		change.Labels = c.Pull.Labels
	}
	return change
}

// titleOf returns the heading of the first category that a change belongs to; "" if there is none.
func titleOf(categories []settings.NotesCategory, change settings.NotesChange) string {
	for _, one := range categories {
		if one.Match(change) && !one.Exclude.Match(change) {
			return headingOf(one)
		}
	}
	return ""
}

func headingOf(c settings.NotesCategory) string { return text.Cut(text.OneLine(c.Title), maxName) }

// people returns the logins of all authors but bots, in the order of their first changes.
func people(e *release.Evidence) []string {
	var all []string
	for _, c := range everyChange(e) {
		if a := c.Author(); a.Login != "" && !a.Bot && !slices.Contains(all, a.Login) {
			all = append(all, a.Login)
		}
	}
	return all
}

// categories returns GitHub's categories, which take pull requests only.
func (c Config) categories() []settings.NotesCategory {
	var all []settings.NotesCategory
	for _, one := range c.Changelog.Categories {
		all = append(all, settings.NotesCategory{
			Title: one.Title, NotesMatch: settings.NotesMatch{Labels: one.Labels}, Exclude: one.Exclude.match(),
		})
	}
	return all
}

func (x exclusion) match() settings.NotesMatch {
	return settings.NotesMatch{Labels: x.Labels, Authors: x.Authors}
}

package releasenotes

import (
	"context"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind/release"
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

// ReadConfig reads GitHub's file at the release's commit. A file that is missing, or is none of the form, decides nothing; problem then says
// so.
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

// Apply moves the pull requests of a set into the categories that the repository configures, and leaves out what it excludes. Breaking
// changes keep their section, because people who upgrade must see them.
func (c Config) Apply(s *Set, e *release.Evidence) {
	pulls := map[int]*release.Pull{}
	for i := range e.Pulls {
		pulls[e.Pulls[i].Number] = &e.Pulls[i]
	}
	kept := s.Entries[:0]
	for _, entry := range s.Entries {
		p := pulls[entry.Ref.Pull]
		if p != nil && !entry.Breaking {
			if c.Changelog.Exclude.matches(p) {
				s.leaveOut(entry, excluded)
				continue
			}
			if title := c.title(p); title != "" {
				entry.Section = title
			}
		}
		kept = append(kept, entry)
	}
	s.Entries = kept
	titles := []string{}
	for _, one := range c.Changelog.Categories {
		titles = append(titles, one.heading())
	}
	slices.SortStableFunc(s.Entries, func(a, b Entry) int { return a.rank(titles) - b.rank(titles) })
}

// title returns the heading of the first category that a pull request belongs to; "" if there is none.
func (c Config) title(p *release.Pull) string {
	for _, one := range c.Changelog.Categories {
		listed := slices.Contains(one.Labels, "*") || slices.ContainsFunc(p.Labels, func(l string) bool { return containsFold(one.Labels, l) })
		if listed && !one.Exclude.matches(p) {
			return one.heading()
		}
	}
	return ""
}

func (c category) heading() string { return text.Cut(text.OneLine(c.Title), maxName) }

func (x exclusion) matches(p *release.Pull) bool {
	return containsFold(x.Authors, p.Author.Login) || containsFold(x.Authors, strings.TrimSuffix(p.Author.Login, "[bot]")) ||
		slices.ContainsFunc(p.Labels, func(l string) bool { return containsFold(x.Labels, l) })
}

func containsFold(list []string, s string) bool {
	return slices.ContainsFunc(list, func(o string) bool { return s != "" && strings.EqualFold(o, s) })
}

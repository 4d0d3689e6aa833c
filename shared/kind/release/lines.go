package release

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
)

// maxLines bounds the lines that Lines returns.
const maxLines = 12

// staleMonths is how long before the newest release of a repository a line's last one may be.
const staleMonths = 12

// ReleasedLine is a separately released part of a repository, with its releases.
type ReleasedLine struct {
	Last     Tag      `json:"last"`             // its newest stable release
	Folder   string   `json:"folder,omitempty"` // empty: the whole repository
	Versions []string `json:"versions"`         // the newest up to Last, the oldest first
}

// Lines returns the lines of the newest tags, the latest released first. The lines of parts that have no folder of their own count as one
// of the whole repository, that of the latest release. It reads the tree only where a tag names a part. folders is Range.Folders.
func Lines(ctx context.Context, src *source.Snapshot, tags []Tag, folders map[string]string) ([]ReleasedLine, error) {
	latest := map[string]candidate{}
	for _, c := range candidates(tags) {
		if last, ok := latest[c.Line]; c.stable() && c.Counts() && !c.unfinished() && (!ok || c.At.After(last.At) || c.At.Equal(last.At) && c.Compare(last.Version) > 0) {
			latest[c.Line] = c
		}
	}
	var all []candidate
	for _, c := range latest {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b candidate) int { return cmp.Or(b.At.Compare(a.At), strings.Compare(a.Name, b.Name)) })
	var lines []ReleasedLine
	whole := false
	for _, c := range all {
		if c.At.Before(all[0].At.AddDate(0, -staleMonths, 0)) || len(lines) == maxLines {
			break
		}
		folder, err := component(ctx, src, c.Name, folders)
		if err != nil && !githubapp.Permanent(err) {
			return nil, err
		}
		if folder == "" && whole {
			continue
		}
		whole = whole || folder == ""
		lines = append(lines, ReleasedLine{Last: c.Tag, Folder: folder, Versions: lineUpTo(c.Tag, tags)})
	}
	return lines, nil
}

// Mark returns tags with the data of their releases.
func Mark(tags []githubapp.Tag, releases []*github.RepositoryRelease) []Tag {
	marked := make([]Tag, len(tags))
	for i, t := range tags {
		marked[i] = mark(t, releases)
	}
	return marked
}

func mark(t githubapp.Tag, releases []*github.RepositoryRelease) Tag {
	tag := Tag{Name: t.Name, SHA: t.SHA, At: t.At}
	published := false
	for _, r := range releases {
		if r.GetTagName() == t.Name {
			published = published || !r.GetDraft()
			tag.Draft = !published
			tag.Prerelease = r.GetPrerelease()
		}
	}
	return tag
}

// Before returns the newest release of the line among tags that head follows, and how far head is ahead of it.
func (l ReleasedLine) Before(head string, tags []Tag, distance func(Tag) (githubapp.Distance, error)) (*Predecessor, error) {
	last, ok := ParseVersion(l.Last.Name)
	own := slices.DeleteFunc(slices.Clone(tags), func(t Tag) bool {
		v, versioned := ParseVersion(t.Name)
		return !ok || !versioned || v.Line != last.Line
	})
	return Previous(Tag{SHA: head}, own, distance)
}

// Upto returns the line as it was when a release of it was the last.
func (l ReleasedLine) Upto(t Tag, tags []Tag) ReleasedLine {
	l.Last, l.Versions = t, lineUpTo(t, tags)
	return l
}

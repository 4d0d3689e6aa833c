package release

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// ErrNoTag says that the repository has no such tag, or no longer.
var ErrNoTag = errors.New("the repository has no such tag")

// Bounds on where a predecessor is looked for: the newest.
const (
	maxTags     = 1000
	maxReleases = 300
)

// Range is what a release brings: the commits of Head that Base lacks (BASE..HEAD).
type Range struct {
	Head    string    `json:"head"`     // commit SHA
	HeadTag string    `json:"head_tag"` // or branch; empty where the head is a commit
	Base    string    `json:"base"`     // commit SHA; empty: nothing came before, the range is the whole history
	BaseTag string    `json:"base_tag"` // likewise
	BaseAt  time.Time `json:"base_at"`  // when the base was tagged, committed or deployed; zero without a base
	Note    string    `json:"note"`     // why this base and not the one a reader would expect, in a sentence; mostly empty
}

// Tag is a tag of the repository.
type Tag struct {
	Name       string
	SHA        string    // of the commit that it leads to, through as many tags as there are
	At         time.Time // when the tag was made, or the commit where the tag does not say
	Prerelease bool      // its release says so, whatever the name looks like
	Draft      bool      // all it has is a draft of a release
}

// OfTag is the range of the release with that tag: from the previous release on its line (Previous) to the tag's commit. The
// error wraps ErrNoTag when the tag is not there.
func OfTag(ctx context.Context, gh *githubapp.Repository, tag string) (Range, error) {
	of, tags, err := readTags(ctx, gh, tag)
	if err != nil {
		return Range{}, err
	}
	if of == nil {
		return Range{}, fmt.Errorf("tag %q of %s: %w", tag, gh, ErrNoTag)
	}
	return from(ctx, gh, *of, tags)
}

// OfDraft is the range of a release whose tag will be made of target, a branch or a SHA, when it is published: that of OfTag where
// the tag is there already.
func OfDraft(ctx context.Context, gh *githubapp.Repository, tag, target string) (Range, error) {
	of, tags, err := readTags(ctx, gh, tag)
	if err != nil {
		return Range{}, err
	}
	if of == nil {
		c, err := gh.Commit(ctx, target)
		if err != nil {
			return Range{}, err
		}
		of = &Tag{Name: tag, SHA: c.GetSHA()}
	}
	return from(ctx, gh, *of, tags)
}

// OfCommit is the range of a commit that is to be released: that of its tag where it has one, of a version if there are
// several, else from the newest stable release that it contains.
func OfCommit(ctx context.Context, gh *githubapp.Repository, sha string) (Range, error) {
	_, tags, err := readTags(ctx, gh, "")
	if err != nil {
		return Range{}, err
	}
	of := Tag{SHA: sha}
	for _, t := range tags {
		v, versioned := parseVersion(t.Name)
		if t.SHA != sha || t.Draft || versioned && moves(t, v, tags) {
			continue
		}
		if was, ok := parseVersion(of.Name); of.Name == "" || versioned && (!ok || was.compare(v) < 0) {
			of = t
		}
	}
	return from(ctx, gh, of, tags)
}

// OfDeployment is the range of the deployment with that ID of sha: from what was last deployed to the environment with success.
// Where there is no such deployment, it is OfCommit's.
func OfDeployment(ctx context.Context, gh *githubapp.Repository, environment string, id int64, sha string) (Range, error) {
	last, err := gh.LastDeployment(ctx, environment, id)
	if err != nil {
		return Range{}, err
	}
	if last == nil {
		r, err := OfCommit(ctx, gh, sha)
		if err == nil && r.Note == "" {
			r.Note = fmt.Sprintf("No deployment to %s has succeeded yet, so this is compared with the release before.", environment)
		}
		return r, err
	}
	r := Range{Head: sha, Base: last.SHA, BaseAt: last.CreatedAt}
	if last.SHA == sha {
		r.Note = "The same commit is deployed already."
		return r, nil
	}
	forward, err := gh.Contains(ctx, sha, last.SHA)
	if err == nil && !forward {
		r.Note = fmt.Sprintf("What is deployed now, %.7s, is not part of %.7s: this takes changes back or comes from another branch.", last.SHA, sha)
	}
	return r, err
}

// Between is the range that somebody asked for: each end a tag, a SHA or a branch. The error wraps githubapp.ErrNotFound when
// there is nothing of that name.
func Between(ctx context.Context, gh *githubapp.Repository, base, head string) (Range, error) {
	var r Range
	for _, end := range []struct {
		name     string
		sha, tag *string
		at       *time.Time
	}{{base, &r.Base, &r.BaseTag, &r.BaseAt}, {head, &r.Head, &r.HeadTag, new(time.Time)}} {
		c, err := gh.Commit(ctx, end.name)
		if err != nil {
			return Range{}, err
		}
		*end.sha, *end.at = c.GetSHA(), c.GetCommit().GetCommitter().GetDate().UTC()
		if !strings.HasPrefix(c.GetSHA(), end.name) {
			*end.tag = end.name
		}
	}
	return r, nil
}

// from is the range from of's predecessor.
func from(ctx context.Context, gh *githubapp.Repository, of Tag, tags []Tag) (Range, error) {
	r := Range{Head: of.SHA, HeadTag: of.Name}
	previous, contained, err := Previous(of, tags, func(t Tag) (bool, error) {
		return gh.Contains(ctx, of.SHA, t.SHA)
	})
	if err != nil || previous == nil {
		return r, err
	}
	r.Base, r.BaseTag, r.BaseAt = previous.SHA, previous.Name, previous.At
	if !contained {
		r.Note = fmt.Sprintf("No earlier release is part of this one's history; it is compared with the nearest, %s, from where the two parted.", previous.Name)
	}
	return r, nil
}

// readTags are the repository's newest tags, with what their releases say of them, and the one with that name.
func readTags(ctx context.Context, gh *githubapp.Repository, name string) (named *Tag, tags []Tag, err error) {
	found, listed, err := gh.Tags(ctx, name, maxTags)
	if err != nil {
		return nil, nil, err
	}
	releases, err := gh.Releases(ctx, maxReleases)
	if err != nil {
		return nil, nil, err
	}
	marked := func(t githubapp.Tag) Tag {
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
	for _, t := range listed {
		tags = append(tags, marked(t))
	}
	if found != nil {
		tag := marked(*found)
		named = &tag
		if !slices.ContainsFunc(tags, func(t Tag) bool { return t.Name == tag.Name }) {
			tags = append(tags, tag)
		}
	}
	return named, tags, nil
}

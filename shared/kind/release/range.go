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

// ErrNoTag means that the tag does not exist.
var ErrNoTag = errors.New("the repository has no such tag")

// How many of the newest tags and releases are searched for the previous release.
const (
	maxTags     = 1000
	maxOldTags  = 4000 // if the newest reach less than oldMonths behind the release
	maxNearTags = 300  // with the same minor or major version each, if those do neither
	oldMonths   = 12
	maxReleases = 300
)

// Unreleased is the tag of a commit that is not released yet. Git allows no tag of that name.
const Unreleased = "HEAD"

// Range is the content of a release: the commits of Head that Base lacks (BASE..HEAD).
type Range struct {
	Head    string    `json:"head"`             // commit SHA
	HeadTag string    `json:"head_tag"`         // or branch; empty if the head is a commit
	Base    string    `json:"base"`             // commit SHA; empty if nothing came before: the range is the whole history
	BaseTag string    `json:"base_tag"`         // tag or branch of the base
	BaseAt  time.Time `json:"base_at"`          // when the base was tagged, committed or deployed; zero without a base
	Beside  string    `json:"beside,omitempty"` // SHA of the newest patch of the base's version, made on a branch beside the release's history
	Note    string    `json:"note"`             // why the base is not the expected one, or how unusual the range is, in sentences; often empty
	Shared  []string  `json:"shared,omitempty"` // paths outside its folder that count for a released part, as configured
	// Folders has, by the name before the version in its tags, the folder of a released part, as configured.
	Folders map[string]string `json:"folders,omitempty"`
	// Scheme is how the next version is suggested, as configured: semantic, calendar, or as the line has it.
	Scheme string   `json:"scheme,omitempty"`
	Line   []string `json:"line"` // the newest versions of the base's line up to the base, the oldest first
}

// Tag is a tag of the repository.
type Tag struct {
	Name       string
	SHA        string    // of the commit that it points to
	At         time.Time // when the tag was created; if it does not say, when the commit was
	Prerelease bool      // its release says so, whatever its name
	Draft      bool      // it has only a draft of a release
}

// OfTag returns the range of the release with that tag, from the previous release on its line (Previous) to the tag's commit. The
// error wraps ErrNoTag if the tag does not exist.
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

// OfDraft returns the range of a release whose tag will be created at target, a branch or a SHA, when it is published. If the tag
// exists, it is that of OfTag.
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

// OfCommit returns the range of a commit to be released: that of its tag, preferably one of a version, else from the newest stable
// release that it contains.
func OfCommit(ctx context.Context, gh *githubapp.Repository, sha string) (Range, error) {
	_, tags, err := readTags(ctx, gh, "")
	if err != nil {
		return Range{}, err
	}
	of := Tag{SHA: sha}
	moving := movingNames(tags)
	for _, t := range tags {
		v, versioned := ParseVersion(t.Name)
		if t.Name == Unreleased || t.SHA != sha || t.Draft || versioned && moving[t.Name] {
			continue
		}
		if was, ok := ParseVersion(of.Name); of.Name == "" || versioned && (!ok || was.Compare(v) < 0) {
			of = t
		}
	}
	return from(ctx, gh, of, tags)
}

// OfDeployment returns the range of the deployment of sha with that ID, from the last successful deployment to the environment. If
// there is none, it is that of OfCommit.
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

// from returns the range from of's predecessor.
func from(ctx context.Context, gh *githubapp.Repository, of Tag, tags []Tag) (Range, error) {
	r := Range{Head: of.SHA, HeadTag: of.Name}
	previous, err := Previous(of, tags, func(t Tag) (githubapp.Distance, error) {
		return gh.Distance(ctx, of.SHA, t.SHA)
	})
	if err != nil || previous == nil {
		return r, err
	}
	r.Base, r.BaseTag, r.BaseAt, r.Beside = previous.SHA, previous.Name, previous.At, previous.Beside
	r.Line = lineUpTo(previous.Tag, tags)
	switch {
	case !previous.Related:
		r.Note = fmt.Sprintf("No earlier release shares history with this one; it is compared with the nearest, %s.", previous.Name)
	case !previous.Contained():
		r.Note = fmt.Sprintf("%s is not part of this release's history; it is compared from their common ancestor.", previous.Name)
	}
	unusual, err := unusual(ctx, gh, of, *previous, tags)
	r.Note = strings.TrimSpace(r.Note + " " + unusual)
	return r, err
}

// nearTags adds to tags those with the minor and major version of a name, and with the versions before these.
func nearTags(ctx context.Context, gh *githubapp.Repository, name string, tags []githubapp.Tag) ([]githubapp.Tag, error) {
	v, ok := ParseVersion(name)
	if !ok {
		return tags, nil
	}
	known := map[string]bool{}
	for _, t := range tags {
		known[t.Name] = true
	}
	for _, part := range v.near() {
		found, err := gh.TagsWith(ctx, part, maxNearTags)
		if err != nil {
			return nil, err
		}
		for _, t := range found {
			if !known[t.Name] {
				known[t.Name], tags = true, append(tags, t)
			}
		}
	}
	return tags, nil
}

// near returns the prefixes that earlier versions' names share with this one's: "v1.4.", "v1.3.", "v1." and "v0." for v1.4.2.
func (v Version) near() (parts []string) {
	for i := v.Parts - 2; i >= 0; i-- {
		before := v.prefix
		for _, number := range v.numberTexts[:i] {
			before += number + v.separator
		}
		parts = append(parts, before+v.numberTexts[i]+v.separator)
		if v.numbers[i] == 0 {
			continue
		}
		bare, padded := fmt.Sprint(v.numbers[i]-1), fmt.Sprintf("%0*d", len(v.numberTexts[i]), v.numbers[i]-1)
		for _, number := range slices.Compact([]string{bare, padded}) {
			parts = append(parts, before+number+v.separator)
		}
	}
	return parts
}

// readTags returns the repository's newest tags with what their releases say about them, and the tag with that name.
func readTags(ctx context.Context, gh *githubapp.Repository, name string) (named *Tag, tags []Tag, err error) {
	reaches := func(found *githubapp.Tag, listed []githubapp.Tag) bool { // the releases before an old one, done again
		return found == nil || !listed[len(listed)-1].At.After(found.At.AddDate(0, -oldMonths, 0))
	}
	found, listed, err := gh.TagsUntil(ctx, name, maxOldTags, func(found *githubapp.Tag, listed []githubapp.Tag) bool {
		return len(listed) >= maxTags && reaches(found, listed)
	})
	if err != nil {
		return nil, nil, err
	}
	if len(listed) == maxOldTags && !reaches(found, listed) {
		if listed, err = nearTags(ctx, gh, name, listed); err != nil {
			return nil, nil, err
		}
	}
	releases, err := gh.Releases(ctx, maxReleases)
	if err != nil {
		return nil, nil, err
	}
	tags = Mark(listed, releases)
	if found != nil {
		tag := mark(*found, releases)
		named = &tag
		if !slices.ContainsFunc(tags, func(t Tag) bool { return t.Name == tag.Name }) {
			tags = append(tags, tag)
		}
	}
	return named, tags, nil
}

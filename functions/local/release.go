package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
	"github.com/devplus-app/devplus/shared/page"
)

// openRelease finds the release that span names: "TAG..TAG", "TAG" or "..TAG", and "" for the newest tag. If the end is no tag, such as
// HEAD, the release is the unreleased commits.
func openRelease(ctx context.Context, dir, span string) (*checkout, error) {
	c, err := openTop(ctx, dir)
	if err != nil {
		return nil, err
	}
	var between bool
	if c.since, c.tag, between = strings.Cut(span, ".."); !between {
		c.since, c.tag = "", span
	}
	c.tag = strings.TrimPrefix(c.tag, ".") // "TAG...TAG", as GitHub's pages write it
	if c.tag == "" && c.since != "" {
		c.tag = "HEAD"
	}
	if c.tag == "" {
		if c.tag, err = newestVersion(ctx, c.dir); err != nil {
			return nil, err
		}
	}
	if c.since != "" {
		if c.base, err = commitOf(ctx, c.dir, "refs/tags/"+c.since); err != nil {
			return nil, &usageError{fmt.Sprintf("-range %q: %s has no tag %q: write TAG..TAG or TAG..HEAD, git tag lists them%s", span, c.dir, c.since, missing(ctx, c.dir))}
		}
	}
	if c.head, err = commitOf(ctx, c.dir, "refs/tags/"+c.tag); err != nil {
		if c.head, err = commitOf(ctx, c.dir, c.tag); err != nil || !between {
			return nil, &usageError{fmt.Sprintf("-range %q: %s has no tag %q: write TAG..TAG or TAG..HEAD, git tag lists them%s", span, c.dir, c.tag, missing(ctx, c.dir))}
		}
		c.tag = release.Unreleased
	}
	return c, c.describe(ctx)
}

// commitOf returns the commit that a revision names.
func commitOf(ctx context.Context, dir, revision string) (string, error) {
	return git(ctx, dir, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
}

// unreleased returns the tag of the unreleased commits, which does not exist in git; nil for a release.
func (c *checkout) unreleased() map[string]string {
	if c.tag != release.Unreleased {
		return nil
	}
	return map[string]string{c.tag: c.head}
}

// tags returns the tags that the stand-in shows: with a range only its two, so that one follows the other.
func (c *checkout) tags() []string {
	if c.since == "" {
		return nil
	}
	return []string{c.since, c.tag}
}

// newestVersion returns the newest tag that is a version.
func newestVersion(ctx context.Context, dir string) (string, error) {
	tags, err := git(ctx, dir, "for-each-ref", "--sort=-version:refname", "--sort=-creatordate", "--format=%(refname:short)", "refs/tags")
	if err != nil {
		return "", err
	}
	for _, tag := range strings.Fields(tags) {
		if releasenotes.IsVersion(tag) {
			return tag, nil
		}
	}
	return "", fmt.Errorf("%s has no tag that is a version: git tag v0.1.0 makes one, -range names another", dir)
}

// span returns the analyzed range of the checkout.
func (c *checkout) span() string {
	switch {
	case c.since != "":
		return c.since + ".." + c.tag
	case c.tag != "":
		return c.tag
	case c.base == "":
		return fmt.Sprintf("%.7s", c.head)
	}
	return fmt.Sprintf("%.7s..%.7s", c.base, c.head)
}

// bringRelease delivers the webhook of a published release and returns its subject and head.
func bringRelease(ctx context.Context, s *system, gh *standin.Server, secret []byte) (analysis.Subject, string, error) {
	r := gh.Releases()[0]
	payload, err := gh.ReleasePayload("published", r.ID, nil)
	if err != nil {
		return analysis.Subject{}, "", err
	}
	if err := s.deliver(ctx, gh, secret, "release", payload); err != nil {
		return analysis.Subject{}, "", err
	}
	head, err := gh.Commit(r.Tag)
	return analysis.Subject{Tag: r.Tag}, head, err
}

// follows checks that the analyzed range is the requested one, because the analysis orders releases by version.
func (c *checkout) follows(view *analysis.View) error {
	if c.since != "" && view.BaseSHA != c.base {
		return &usageError{fmt.Sprintf("-range %s: %s is no release before %s: write the older one first, of the same line", c.span(), c.since, c.tag)}
	}
	return nil
}

// shownRelease is a release as GitHub shows it, and its notes for other tools.
type shownRelease struct {
	releasenotes.Outline
	Body string `json:"body"`
}

// newShownRelease returns the release that notes were written for, or nil for other analyses.
func newShownRelease(view *analysis.View, gh *standin.Server) *shownRelease {
	if view.Kind != releasenotes.Name {
		return nil
	}
	o := gh.Options()
	outline, err := releasenotes.NewOutline(view.Evidence, view.Result, page.Writer{Repository: o.Owner + "/" + o.Name})
	if err != nil {
		return nil
	}
	shown := &shownRelease{Outline: outline}
	shown.Tag = view.Subject.Tag
	for _, r := range gh.Releases() {
		if r.ID == view.Subject.ReleaseID {
			shown.Body = r.Body
		}
	}
	return shown
}

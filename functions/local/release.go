package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
)

// openers find what a range names, for each kind of analysis.
var openers = map[analysis.Kind]func(ctx context.Context, dir, span string) (*checkout, error){
	analysis.PullRequest:  openCheckout,
	analysis.ReleaseNotes: openRelease,
	analysis.ReleaseRisk:  openRelease,
}

// openRelease finds the release that span names: "TAG..TAG", "TAG" or "..TAG", and "" for the newest tag.
func openRelease(ctx context.Context, dir, span string) (*checkout, error) {
	c, err := locate(ctx, dir)
	if err != nil {
		return nil, err
	}
	var between bool
	if c.since, c.tag, between = strings.Cut(span, ".."); !between {
		c.since, c.tag = "", span
	}
	if c.tag == "" && c.since == "" {
		if c.tag, err = git(ctx, c.dir, "for-each-ref", "--sort=-creatordate", "--count=1", "--format=%(refname:short)", "refs/tags"); err != nil {
			return nil, err
		}
		if c.tag == "" {
			return nil, fmt.Errorf("%s has no tag: git tag v0.1.0 makes one", c.dir)
		}
	}
	for _, end := range []struct {
		name string
		sha  *string
	}{{c.since, &c.base}, {c.tag, &c.head}} {
		if end.name == "" && end.sha == &c.base {
			continue
		}
		if *end.sha, err = git(ctx, c.dir, "rev-parse", "--verify", "--quiet", "--end-of-options", "refs/tags/"+end.name+"^{commit}"); err != nil {
			return nil, &usageError{fmt.Sprintf("-range %q: %s has no tag %q: write TAG..TAG, git tag lists them%s", span, c.dir, end.name, missing(ctx, c.dir))}
		}
	}
	return c, c.describe(ctx)
}

// tags are those that the stand-in shows: with a range only its two, so that one follows the other.
func (c *checkout) tags() []string {
	if c.since == "" {
		return nil
	}
	return []string{c.since, c.tag}
}

// span is the change as a person writes it.
func (c *checkout) span() string {
	switch {
	case c.tag == "":
		return fmt.Sprintf("%.7s..%.7s", c.base, c.head)
	case c.since == "":
		return c.tag
	}
	return c.since + ".." + c.tag
}

// payload is the webhook that asks for the analysis.
func (c *checkout) payload(gh *standin.Server) (event string, payload []byte, err error) {
	if c.tag == "" {
		payload, err = gh.PullRequestPayload("opened", 1)
		return "pull_request", payload, err
	}
	payload, err = gh.ReleasePayload("published", gh.Releases()[0].ID, nil)
	return "release", payload, err
}

// asked checks that what was analysed is the range that was asked for: versions come in an order of their own.
func (c *checkout) asked(view *analysis.View) error {
	if c.tag != "" && c.base != "" && view.BaseSHA != c.base {
		return &usageError{fmt.Sprintf("-range %s: %s is no release before %s: write the older one first, of the same line", c.span(), c.since, c.tag)}
	}
	return nil
}

// shownRelease is a release as GitHub shows it.
type shownRelease struct {
	Tag         string `json:"tag"`
	PreviousTag string `json:"previous_tag"`
	Body        string `json:"body"`
	NextVersion string `json:"next_version"`
}

// newShownRelease is the release that notes were written for; nil for other analyses.
func newShownRelease(view *analysis.View, gh *standin.Server) *shownRelease {
	var s releasenotes.Set
	if view.Kind != analysis.ReleaseNotes || json.Unmarshal(view.Evidence, &s) != nil {
		return nil
	}
	shown := &shownRelease{Tag: view.Subject.Tag, PreviousTag: s.PreviousTag, NextVersion: s.Next.Version}
	for _, r := range gh.Releases() {
		if r.ID == view.Subject.ReleaseID {
			shown.Body = r.Body
		}
	}
	return shown
}

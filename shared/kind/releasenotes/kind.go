package releasenotes

import (
	"context"
	"errors"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/source"
)

// Kind is the analysis that writes release notes.
type Kind struct {
	Cache *source.Cache // nil: each analysis reads for itself
	Write bool          // into releases, where their text is empty or DevPlus's; else they are only shown
	Draft bool          // make a draft of a release for a version tag that has none; only with Write
}

var _ kind.Kind = (*Kind)(nil)

// Name is analysis.ReleaseNotes.
func (*Kind) Name() analysis.Kind { return analysis.ReleaseNotes }

// Supersedes is true: notes for another commit than the tag's are wrong.
func (*Kind) Supersedes() bool { return true }

// Wants takes releases that are made, published, changed to release something else or deleted, and tags that name a version.
// Other tags move, or mark something that nobody releases.
func (*Kind) Wants(e event.Event) bool {
	if e.IsRelease() {
		return e.Subject.Tag != "" && !e.RepeatsPublished()
	}
	return IsVersion(e.Subject.Tag)
}

// tagLag is how long a tag that GitHub announced may be missing from its answers.
const tagLag = 2 * time.Minute

// released is what Subject.Ref says of a tag whose release is written into: what was only shown is done again when the release
// comes.
const released = "release"

// Look reads the release, or the tag where there is none yet.
func (k *Kind) Look(ctx context.Context, gh *githubapp.Repository, e event.Event) (kind.Subject, error) {
	gh = gh.Limited(release.MaxCalls)
	s := kind.Subject{Subject: analysis.Subject{Kind: analysis.ReleaseNotes, Tag: e.Subject.Tag, ReleaseID: e.Subject.ReleaseID}}
	deleted := e.Intent == event.Stop
	if deleted { // the tag may have another by now
		s.ReleaseID = 0
	}
	r, err := k.find(ctx, gh, s.Subject)
	switch {
	case errors.Is(err, githubapp.ErrNotFound), err == nil && r == nil && deleted:
		s.Over = "the release was deleted"
		return s, nil
	case err != nil:
		return s, err
	case r != nil && r.GetTagName() != s.Tag:
		s.Over = "the release has another tag now"
		return s, nil
	case r != nil:
		s.ReleaseID, s.URL = r.GetID(), r.GetHTMLURL()
	}
	text, err := parseBody(r.GetBody())
	if errors.Is(err, ErrForeign) {
		s.Skip = "the release has a text that somebody wrote"
	}
	own := e.Creates() && e.Sender.Type == "Bot" && text.marked // a draft that DevPlus made
	if r != nil && k.Write && !own {
		s.Ref = released
	}
	span, err := rangeOf(ctx, gh, s.Tag, r)
	switch {
	case errors.Is(err, release.ErrNoTag) && time.Since(e.ReceivedAt) < tagLag:
		return s, err
	case errors.Is(err, release.ErrNoTag):
		s.Over = "the tag is gone"
		return s, nil
	case err != nil:
		return s, err
	}
	s.HeadSHA, s.BaseSHA = span.Head, span.Base
	s.Measure = func(ctx context.Context, a, _ *analysis.Analysis) (kind.Measured, error) {
		return measure(ctx, source.At(gh, span.Head, k.Cache), span, a)
	}
	return s, nil
}

// maxDrafts is how many of the newest releases are searched for a draft, which GitHub does not find by its tag.
const maxDrafts = 100

// find is the release of a subject; nil when its tag has none. Drafts are shown only to Apps that may write.
func (k *Kind) find(ctx context.Context, gh *githubapp.Repository, s analysis.Subject) (*github.RepositoryRelease, error) {
	if s.ReleaseID != 0 {
		return gh.Release(ctx, s.ReleaseID)
	}
	r, err := gh.ReleaseByTag(ctx, s.Tag)
	if !errors.Is(err, githubapp.ErrNotFound) {
		return r, err
	}
	if !k.Write {
		return nil, nil
	}
	all, err := gh.Releases(ctx, maxDrafts)
	for _, r := range all {
		if r.GetTagName() == s.Tag {
			return r, nil
		}
	}
	return nil, err
}

// rangeOf is what the tag releases. A draft's tag is made when it is published.
func rangeOf(ctx context.Context, gh *githubapp.Repository, tag string, r *github.RepositoryRelease) (release.Range, error) {
	if r.GetDraft() {
		return release.OfDraft(ctx, gh, tag, r.GetTargetCommitish())
	}
	return release.OfTag(ctx, gh, tag)
}

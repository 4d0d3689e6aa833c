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
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/source"
)

// Kind is the analysis that writes release notes. Its settings decide whether the notes are only shown, written into releases
// whose text is empty or DevPlus's own, or also written into a new draft for a version tag without a release.
type Kind struct {
	Cache *source.Cache // nil: each analysis reads for itself
}

var _ kind.Kind = (*Kind)(nil)

// Handles accepts releases that are created, published, moved to another tag or commit, or deleted, and tags that name a
// version. Other tags move, or do not mark a release.
func (*Kind) Handles(e event.Event) bool {
	if e.Subject.Kind == Name {
		return true // a person asked for the notes of a tag or a range
	}
	if e.IsRelease() {
		return e.Subject.Tag != "" && !e.RepeatsPublished()
	}
	return IsVersion(e.Subject.Tag)
}

// tagLag is how long a tag that GitHub announced may be missing from its answers.
const tagLag = 2 * time.Minute

// released is the Subject.Ref of a tag with a release to write into: notes that were only shown are made again once the
// release exists.
const released = "release"

// Resolve reads the release, or the tag if there is no release yet.
func (k *Kind) Resolve(ctx context.Context, request kind.Request) (kind.Subject, kind.Measurer, error) {
	gh, e, written := request.GitHub.Limited(release.NotesCalls), request.Event, request.Settings.ReleaseNotes.Written()
	if isSpan(e.Subject) {
		return k.resolveSpan(ctx, gh, e.Subject)
	}
	s := kind.Subject{Subject: analysis.Subject{Kind: Name, Tag: e.Subject.Tag, ReleaseID: e.Subject.ReleaseID}}
	deleted := e.Intent == event.Stop
	if deleted { // the tag may have another release by now
		s.ReleaseID = 0
	}
	r, err := find(ctx, gh, s.Subject, written || request.Settings.NextRelease == settings.NextDraft)
	switch {
	case errors.Is(err, githubapp.ErrNotFound) && !e.Shows(), err == nil && r == nil && deleted:
		s.EndedReason = "the release was deleted"
		return s, nil, nil
	case err != nil:
		return s, nil, err
	case r != nil && r.GetTagName() != s.Tag:
		s.EndedReason = "the release has another tag now"
		return s, nil, nil
	case r.GetDraft() && IsNext(r.GetBody()):
		s.EndedReason = "it is the draft of the next release"
		return s, nil, nil
	case r != nil:
		s.ReleaseID, s.URL = r.GetID(), r.GetHTMLURL()
	}
	text, err := parseBody(r.GetBody())
	if errors.Is(err, ErrForeign) {
		s.SkipReason = "the release has a text that somebody wrote"
	}
	own := e.Creates() && e.Sender.Type == "Bot" && text.marked // a draft that DevPlus made
	if r != nil && written && !own {
		s.Ref = released
	}
	span, err := rangeOf(ctx, gh, s.Tag, r)
	switch {
	case errors.Is(err, release.ErrNoTag) && e.Command.Name == "" && time.Since(e.ReceivedAt) < tagLag:
		return s, nil, err
	case errors.Is(err, release.ErrNoTag):
		s.EndedReason = "the tag is gone"
		return s, nil, nil
	case err != nil:
		return s, nil, err
	}
	s.HeadSHA, s.BaseSHA = span.Head, span.Base
	return s, func(ctx context.Context, a *analysis.Analysis, _ kind.Before) (kind.Measured, error) {
		return measure(ctx, source.At(gh, span.Head, k.Cache), span, a)
	}, nil
}

// maxDrafts bounds the newest releases searched for a draft, because GitHub does not find drafts by tag.
const maxDrafts = 100

// find returns the release of a subject; nil when its tag has none. GitHub shows drafts only to Apps that may write.
func find(ctx context.Context, gh *githubapp.Repository, s analysis.Subject, drafts bool) (*github.RepositoryRelease, error) {
	if s.ReleaseID != 0 {
		return gh.Release(ctx, s.ReleaseID)
	}
	r, err := gh.ReleaseByTag(ctx, s.Tag)
	if !errors.Is(err, githubapp.ErrNotFound) {
		return r, err
	}
	if !drafts {
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

// rangeOf returns the range that the tag releases. GitHub creates a draft's tag on publication.
func rangeOf(ctx context.Context, gh *githubapp.Repository, tag string, r *github.RepositoryRelease) (release.Range, error) {
	if r.GetDraft() {
		return release.OfDraft(ctx, gh, tag, r.GetTargetCommitish())
	}
	return release.OfTag(ctx, gh, tag)
}

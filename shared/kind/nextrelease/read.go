package nextrelease

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/store"
)

// Bounds on the reads of one run.
const (
	newest     = 100 // tags, releases and commits
	maxKept    = 500 // changes whose measurements are kept
	forCommits = 4   // requests reserved for the commits during the search for the previous release
)

// errNoBranch means that the repository is empty.
var errNoBranch = errors.New("the repository has no commit")

// reading reads the state of a next release from GitHub.
type reading struct {
	runner *Runner
	gh     *githubapp.Repository
	draft  *github.RepositoryRelease // of the next release, if the reading found one

	folders map[string]string // of released parts, as configured
}

// readState returns the state at the head of the default branch: the stored state plus new commits, or a fresh state if tags were added or
// deleted, or the branch was rewritten.
func (r *reading) readState(ctx context.Context, n *store.NextRelease) (*state, error) {
	head, tags, err := r.gh.HeadAndTags(ctx)
	if err != nil {
		return nil, err
	}
	if head == "" {
		return nil, errNoBranch
	}
	s, err := unpack(n)
	if err != nil {
		return nil, err
	}
	src := source.At(r.gh, head, r.runner.Cache)
	var patches map[release.Ref][]diff.Patch
	grown := false
	if s != nil && s.Tags == digest(tags, r.folders) {
		if grown, patches, err = r.addNewCommits(ctx, src, s, head); err != nil {
			return nil, err
		}
	}
	if !grown {
		known := s
		if s, err = r.readAll(ctx, src, tags, head); err != nil {
			return nil, err
		}
		patches = onlyChangeFiles(&s.Evidence)
		if known != nil {
			s.measured = known.measured
		}
	}
	s.Evidence.Settle(r.gh.String())
	kept, err := r.runner.Risk.Unreleased(ctx, src, &s.Evidence, s.measured, patches)
	s.measured = withEarlier(kept, s.measured)
	return s, err
}

// withEarlier adds the measurements of changes that have been released since, because their release may still be analyzed.
func withEarlier(kept, earlier []releaserisk.Kept) []releaserisk.Kept {
	known := map[release.Ref]bool{}
	for _, k := range kept {
		known[k.Ref] = true
	}
	for _, k := range earlier {
		if !known[k.Ref] && len(kept) < maxKept {
			kept = append(kept, k)
		}
	}
	return kept
}

// addNewCommits adds the commits up to the head. It returns false if the stored head is not part of the head's history, or too many commits
// are new. patches has the files of a change that came alone.
func (r *reading) addNewCommits(ctx context.Context, src *source.Snapshot, s *state, head string) (bool, map[release.Ref][]diff.Patch, error) {
	if s.Evidence.Head == head {
		return true, nil, nil
	}
	c, err := src.Compare(ctx, s.Evidence.Head, newest)
	switch {
	case errors.Is(err, githubapp.ErrNotFound):
		return false, nil, nil
	case err != nil:
		return false, nil, err
	case !c.Related || c.Behind > 0 || c.Total > newest:
		return false, nil, nil
	}
	newer, err := release.GatherWithin(ctx, src, release.Range{Head: head, Base: s.Evidence.Head}, release.Limits{Commits: newest, Brief: true})
	if err != nil {
		return false, nil, err
	}
	if slices.ContainsFunc(newer.Files, func(p diff.Patch) bool { return strings.HasPrefix(p.Path, ".github/release.y") }) {
		if err := r.configure(ctx, src, s); err != nil {
			return false, nil, err
		}
	}
	s.Evidence.Grow(newer)
	return true, onlyChangeFiles(newer), nil
}

// onlyChangeFiles returns the files of evidence's change, if it has only one.
func onlyChangeFiles(e *release.Evidence) map[release.Ref][]diff.Patch {
	changes := e.Changes()
	if len(changes) != 1 || e.FilesTruncated {
		return nil
	}
	return map[release.Ref][]diff.Patch{changes[0].Ref(): e.Files}
}

// readAll reads the newest changes since the last release.
func (r *reading) readAll(ctx context.Context, src *source.Snapshot, listed []githubapp.Tag, head string) (*state, error) {
	releases, err := r.gh.Releases(ctx, newest)
	if err != nil {
		return nil, err
	}
	for _, one := range releases {
		if one.GetDraft() && r.draft == nil && releasenotes.IsNext(one.GetBody()) {
			r.draft = one
		}
	}
	tags := release.Mark(listed, releases)
	s := &state{Tags: digest(listed, r.folders)}
	if s.Lines, err = release.Lines(ctx, src, tags, r.folders); err != nil {
		return nil, err
	}
	span, err := r.sincePrevious(ctx, s, tags, head)
	if err != nil {
		return nil, err
	}
	found, err := release.GatherWithin(ctx, src, span, release.Limits{Commits: newest, Brief: true})
	if err != nil {
		return nil, err
	}
	s.Evidence = *found
	return s, r.configure(ctx, src, s)
}

// sincePrevious returns the range since the previous release, that of the oldest line if there are several.
func (r *reading) sincePrevious(ctx context.Context, s *state, tags []release.Tag, head string) (release.Range, error) {
	span := release.Range{Head: head, HeadTag: release.Unreleased}
	if len(s.Lines) == 0 {
		return span, nil
	}
	last := s.Lines[len(s.Lines)-1].Last
	if len(s.Lines) == 1 {
		before, err := s.Lines[0].Before(head, tags, func(t release.Tag) (githubapp.Distance, error) {
			if r.gh.Left() <= forCommits {
				return githubapp.Distance{}, nil
			}
			return r.gh.Distance(ctx, head, t.SHA)
		})
		if err != nil {
			return span, err
		}
		if before != nil {
			last = before.Tag
			s.Lines[0] = s.Lines[0].Upto(last, tags)
		}
	}
	span.Base, span.BaseTag, span.BaseAt = last.SHA, last.Name, last.At
	return span, nil
}

// configure reads how the repository wants its notes, if the budget of requests allows it.
func (r *reading) configure(ctx context.Context, src *source.Snapshot, s *state) (err error) {
	if r.gh.Left() == 0 {
		return nil
	}
	s.Config, _, err = releasenotes.ReadConfig(ctx, src)
	return err
}

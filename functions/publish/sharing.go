package publish

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/checkrun"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/lease"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// sharedPatience is how long a result waits for the other open subjects of its head, as a merge group waits for its pull requests. Without
// it, a check that passes could be newer than one that still runs, and GitHub counts the newest.
const sharedPatience = 10 * time.Minute

// errUnfinished means that a result waits for another subject's: its message comes again.
var errUnfinished = errors.New("another open pull request with this commit has no result yet")

// shared is the check of a head for all subjects that have it.
type shared struct {
	*Publisher
	github   *githubapp.Repository
	owner    string // of the lease
	head     *analysis.Analysis
	runs     []*github.CheckRun
	analyses []*analysis.Analysis
	open     map[string]bool // of analyses: those whose subject is open, with this head
	shownID  string          // ID of the one whose result has just been shown
	stop     func()          // of the lease's renewal; nil without a lease
}

// sharing lists the check runs of an analysis's head. If other subjects have some there, it keeps others from them until release: write
// with the context that it returns, which ends with the lease.
func (p *Publisher) sharing(ctx context.Context, gh *githubapp.Repository, a *analysis.Analysis, d kind.Descriptor, owner string) (context.Context, *shared, error) {
	s := &shared{Publisher: p, github: gh, owner: owner, head: a}
	if !d.OneConclusion {
		return ctx, s, nil
	}
	var err error
	if s.runs, err = gh.CheckRuns(ctx, a.HeadSHA, d.CheckName); err != nil {
		return ctx, nil, err
	}
	s.runs = append([]*github.CheckRun{}, s.runs...) // known, even if there are none
	others := checkrun.Others(s.runs, a)
	if len(others) == 0 {
		return ctx, s, nil
	}
	kept, err := s.hold(ctx, others)
	if err != nil {
		s.release(ctx)
		return ctx, nil, err
	}
	return kept, s, nil
}

// hold locks the shared check runs of the repository, and then reads which analyses share the head now, including those with the given
// IDs. A subject that leaves the head after that requests an update of the check runs, after release.
func (s *shared) hold(ctx context.Context, others []string) (context.Context, error) {
	if err := s.Store.Acquire(ctx, s.leaseName(), s.owner, s.Now(), s.Now().Add(analysis.LeaseDuration)); err != nil {
		return ctx, err
	}
	ctx, s.stop = lease.KeepNamed(ctx, s.Store, s.leaseName(), s.owner, s.Now)
	s.open = map[string]bool{}
	for _, id := range append([]string{s.head.ID}, others...) {
		if err := s.learn(ctx, id); err != nil {
			return ctx, err
		}
	}
	return ctx, nil
}

func (s *shared) leaseName() string { return "checks-" + strconv.FormatInt(s.head.Repository.ID, 10) }

// release lets others at the check runs. Nothing depends on it, as the lease ends by itself.
func (s *shared) release(ctx context.Context) {
	if s.stop != nil {
		s.stop()
		_ = s.Store.Release(context.WithoutCancel(ctx), s.leaseName(), s.owner)
	}
}

// learn reads an analysis, and marks its subject as one that shares its head.
func (s *shared) learn(ctx context.Context, id string) error {
	a, err := s.Store.Analysis(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	k, err := s.Kinds.Named(a.Kind)
	if err != nil || a.Repository.ID != s.head.Repository.ID || a.HeadSHA != s.head.HeadSHA {
		return err
	}
	latest, err := s.Store.UpdateLatest(ctx, k.Descriptor().Identity(a.Repository.ID, a.Subject).LatestID(), func(l *analysis.Latest) error {
		if l.AnalysisID == a.ID {
			l.Shares = a.ID
		}
		return nil
	})
	if err != nil {
		return err
	}
	if a.Settings == nil {
		a.Settings = &s.Settings
	}
	s.analyses = append(s.analyses, a)
	s.open[a.ID] = latest.AnalysisID == a.ID && latest.Ended == "" && a.State != analysis.Superseded
	return nil
}

// countedBeside returns the other analyses that count in a check run. One without a result counts only in newer check runs, because
// GitHub shows only the newest.
func (s *shared) countedBeside(id string, run int64) (count []*analysis.Analysis) {
	for _, a := range s.analyses {
		if a.ID != id && s.open[a.ID] && (!s.unfinished(a) || s.runOf(a) < run) {
			count = append(count, a)
		}
	}
	return count
}

// countedBesideOwn is countedBeside for the check run of an analysis's attempt.
func (s *shared) countedBesideOwn(a *analysis.Analysis) []*analysis.Analysis {
	return s.countedBeside(a.ID, s.runOf(a))
}

// waits reports whether the result of an analysis waits for another.
func (s *shared) waits(a *analysis.Analysis) error {
	if s.Now().Sub(a.Times[a.State]) < sharedPatience && slices.ContainsFunc(s.countedBesideOwn(a), s.unfinished) {
		return errUnfinished
	}
	return nil
}

// unfinished reports whether GitHub does not show a result of an analysis yet.
func (s *shared) unfinished(a *analysis.Analysis) bool {
	return a.ID != s.shownID && !a.State.Ended() && !a.Stands()
}

// runOf returns the check run of an analysis's attempt. One that is still to be created is newer than all.
func (s *shared) runOf(a *analysis.Analysis) int64 {
	if run := checkrun.Of(s.runs, a); run != nil {
		return run.GetID()
	}
	return math.MaxInt64
}

// updateOthers brings the completed check runs of the others up to date, and the head's newest one, where GitHub looks, even if its own
// subject is over.
func (s *shared) updateOthers(ctx context.Context) error {
	var newest int64
	for _, run := range s.runs {
		newest = max(newest, run.GetID())
	}
	for _, run := range s.runs {
		id, attempt, _ := analysis.ParseExternalID(run.GetExternalID())
		i := slices.IndexFunc(s.analyses, func(a *analysis.Analysis) bool { return a.ID == id })
		if i < 0 || run.GetStatus() != "completed" {
			continue
		}
		a := s.analyses[i]
		switch {
		case s.open[id] && (!a.State.Ended() || attempt != a.Attempt && run.GetID() != a.Published.StandingCheckRunID):
			continue // its own publication writes it, or it no longer matters
		case !s.open[id] && run.GetID() != newest:
			continue
		case !s.open[id]:
			if a = s.decider(); a == nil {
				continue
			}
		}
		if err := s.rewrite(ctx, run, a); err != nil {
			return err
		}
	}
	return nil
}

// decider returns the open analysis with the worst conclusion, nil while one is without.
func (s *shared) decider() (worst *analysis.Analysis) {
	for _, a := range s.countedBeside("", math.MaxInt64) {
		switch {
		case s.unfinished(a):
			return nil
		case worst == nil || s.Renderer.IsWorse(a, worst):
			worst = a
		}
	}
	return worst
}

func (s *shared) rewrite(ctx context.Context, shown *github.CheckRun, as *analysis.Analysis) error {
	renderer := s.Renderer
	renderer.Sharing = s.countedBeside(as.ID, shown.GetID())
	run := renderer.Standing(as)
	if run.Conclusion == "" || checkrun.Shows(shown, run) {
		return nil
	}
	if err := lease.Check(ctx); err != nil {
		return err
	}
	run.Annotations = nil // GitHub adds them to those that are there
	of := as.Clone()
	of.Published.CheckRunID = shown.GetID()
	_, err := checkrun.Show(ctx, s.github, of, run)
	if githubapp.Permanent(err) {
		telemetry.GaveUp(ctx, "GitHub rejected the shared conclusion", err)
		return nil
	}
	if err != nil {
		return fmt.Errorf("showing the conclusion of #%d: %w", as.Subject.Number, err)
	}
	telemetry.Action(ctx, "check run", shown.GetHTMLURL(), string(run.Conclusion))
	return nil
}

// replace has an analysis count as it has just been shown.
func (s *shared) replace(a *analysis.Analysis) {
	s.shownID = a.ID
	for i, known := range s.analyses {
		if known.ID == a.ID {
			s.analyses[i] = a
		}
	}
}

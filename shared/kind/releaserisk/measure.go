package releaserisk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/store"
)

// maxMeasured bounds the changes that are measured now, because their pull request was not analyzed. The budget of requests bounds their
// files.
const maxMeasured = 100

// measure measures the release's risk and reports it to a waiting deployment.
func (k *Kind) measure(ctx context.Context, src *source.Snapshot, r release.Range, a *analysis.Analysis) (kind.Measured, error) {
	r = r.Configured(settings.Of(a.Settings).Repository.Release)
	found, err := release.Gather(ctx, src, r)
	if err != nil {
		return kind.Measured{}, err
	}
	pushed, err := k.pushed(ctx, src.GitHub().ID())
	if err != nil {
		return kind.Measured{}, err
	}
	changes, counts, err := k.changes(ctx, src, found, pushed)
	if err != nil {
		return kind.Measured{}, err
	}
	assessment := compose(changes, found, k.Now(), k.Checkout)
	e := Evidence{
		Tag: r.HeadTag, PreviousTag: r.BaseTag, Base: r.Base, Head: r.Head, Environment: a.Subject.Environment,
		Changes: changes[:min(len(changes), maxChanges)], Counts: counts, Notes: notesOf(found), NoReviews: k.Checkout,
	}
	e.lead(changes)
	y, err := k.Store.Yardstick(ctx, src.GitHub().ID())
	if err != nil {
		return kind.Measured{}, err
	}
	if err := errors.Join(e.weigh(y, changes), e.compareReleases(y, r, changes, a, k.Now())); err != nil {
		return kind.Measured{}, err
	}
	m := kind.Measured{Risk: &assessment}
	if len(found.Files) > 0 {
		facts := change.Measure(found.Files)
		m.Facts = &facts
	}
	if m.Evidence, err = json.Marshal(e); err != nil {
		return kind.Measured{}, err
	}
	var coverage analysis.Coverage
	if m.Context, coverage, err = buildContext(a, e, assessment, found); err != nil {
		return kind.Measured{}, err
	}
	m.Coverage = &coverage
	report(ctx, src.GitHub(), a, assessment)
	return m, nil
}

// notesOf returns the remarks on the range, and what GitHub did not list of it.
func notesOf(found *release.Evidence) []string {
	notes := slices.Clip(found.Notes)
	for _, number := range slices.Sorted(maps.Keys(found.Integrating())) {
		notes = append(notes, fmt.Sprintf("#%d only brings other changes of this release, which are counted themselves.", number))
	}
	if found.FilesTruncated {
		notes = append(notes, fmt.Sprintf(
			"GitHub lists only %d of the changed files. Migrations, settings and workflows among the others are not counted.", len(found.Files)))
	}
	return notes
}

// changes returns the release's changes with their risks, riskiest first. It reuses the analyses of pull requests at the merged head and
// the measurements of pushes, measures the largest of the other changes, and estimates the rest from their line counts.
func (k *Kind) changes(ctx context.Context, src *source.Snapshot, found *release.Evidence, pushed map[release.Ref]Kept) ([]Change, Counts, error) {
	counts := Counts{Commits: len(found.Commits) + found.Unlisted}
	var all, unknown []*Change
	integrating := found.Integrating()
	for _, c := range found.Changes() {
		entry := newChange(c)
		if integrating[entry.Pull] {
			continue
		}
		if entry.reverted {
			counts.Undone++
			continue
		}
		all = append(all, entry)
		if kept, ok := pushed[c.Ref()]; ok && kept.How == Known {
			counts.Known++
			entry.take(kept)
			continue
		}
		if c.Pull != nil {
			known, err := k.reuse(ctx, src.GitHub().ID(), c.Pull, entry)
			if err != nil {
				return nil, counts, err
			}
			if known {
				counts.Known++
				continue
			}
		}
		if kept, ok := pushed[c.Ref()]; ok {
			counts.Pushed++
			entry.take(kept)
			continue
		}
		unknown = append(unknown, entry)
	}
	slices.SortStableFunc(unknown, func(a, b *Change) int { return cmp.Compare(b.lines(), a.lines()) })
	for _, c := range unknown {
		if counts.Measured < maxMeasured && 1+c.files/100 < src.GitHub().Left() {
			switch measured, err := c.measure(ctx, src); {
			case err != nil:
				return nil, counts, err
			case measured:
				counts.Measured++
				continue
			}
		}
		c.estimate()
		counts.Counted++
	}
	counts.Changes = len(all)
	changes := make([]Change, len(all))
	for i, c := range all {
		changes[i] = *c
		if c.Bot {
			counts.Bots++
		}
	}
	sortByRisk(changes)
	return changes, counts, nil
}

// sortByRisk puts the riskiest change first.
func sortByRisk(changes []Change) {
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(b.risk.Probability, a.risk.Probability), cmp.Compare(b.Score, a.Score), cmp.Compare(a.label(), b.label()))
	})
}

func newChange(c release.Change) *Change {
	if p := c.Pull; p != nil {
		return &Change{
			Pull: p.Number, SHA: p.MergeSHA, Title: p.Title, Author: cmp.Or(p.Author.Login, p.Author.Name), Review: string(p.Review), Checks: string(p.Checks),
			reverted: p.Undone, Bot: p.Author.Bot, additions: p.Additions, deletions: p.Deletions, files: p.Files,
		}
	}
	commit := c.Commit
	return &Change{
		SHA: commit.SHA, Title: commit.Title, Author: cmp.Or(commit.Author.Login, commit.Author.Name), Checks: string(commit.Checks),
		reverted: commit.Undone, Bot: commit.Author.Bot, additions: commit.Additions, deletions: commit.Deletions, files: commit.Files,
	}
}

func (c *Change) lines() int { return c.additions + c.deletions }

// reuse copies the measurements of the pull request's analysis at the merged head; false if there is none.
func (k *Kind) reuse(ctx context.Context, repositoryID int64, p *release.Pull, c *Change) (bool, error) {
	stored, err := k.Store.Analysis(ctx, pullrequest.ID(repositoryID, p.Number, p.HeadSHA))
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if stored.Risk == nil || stored.Facts == nil {
		return false, nil
	}
	c.setRisk(*stored.Risk, Known)
	c.addPaths(*stored.Facts)
	for _, f := range pullrequest.OpenFindings(stored) {
		if f.Severity.Rank() <= analysis.SeverityMedium.Rank() {
			c.findings = append(c.findings, f)
		}
	}
	c.Findings = len(c.findings)
	return true, nil
}

// measure measures the change from its diff; false if GitHub no longer has it.
func (c *Change) measure(ctx context.Context, src *source.Snapshot) (bool, error) {
	var patches []diff.Patch
	var err error
	if c.Pull != 0 {
		patches, err = src.MergedFiles(ctx, c.Pull)
	} else {
		patches, err = src.At(c.SHA).Files(ctx)
	}
	if errors.Is(err, githubapp.ErrNotFound) {
		slog.WarnContext(ctx, "could not read a change of the release", "change", c.label(), "error", err)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	c.measured(patches)
	return true, nil
}

// measured scores the change by its diff.
func (c *Change) measured(patches []diff.Patch) {
	facts := change.Measure(patches)
	if len(patches) == githubapp.MaxFiles {
		facts.AddUnlisted(change.Unlisted(change.Totals{Files: c.files, Additions: c.additions, Deletions: c.deletions}, patches))
	}
	facts.Fix = change.SaysFix(c.Title)
	c.setRisk(risk.Assess(facts), Measured)
	c.addPaths(facts)
}

// estimate scores the change by its line counts alone.
func (c *Change) estimate() {
	c.setRisk(risk.Estimate(c.additions, c.deletions, change.SaysFix(c.Title)), Counted)
}

func (c *Change) setRisk(measured risk.Assessment, how How) {
	c.risk, c.Score, c.Level, c.How, c.NotScored = measured, measured.Score, measured.Level, how, measured.NotScored
}

func (c *Change) addPaths(facts change.Facts) {
	for _, f := range facts.Files {
		c.paths = append(c.paths, f.Path)
	}
}

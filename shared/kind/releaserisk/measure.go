package releaserisk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/store"
)

// maxMeasured is how many changes are measured that were not measured before. The budget of requests bounds their files.
const maxMeasured = 100

// measure composes the release's risk, and tells a waiting deployment how it stands.
func (k *Kind) measure(ctx context.Context, src *source.Snapshot, r release.Range, a *analysis.Analysis) (kind.Measured, error) {
	found, err := release.Gather(ctx, src, r)
	if err != nil {
		return kind.Measured{}, err
	}
	changes, counts, err := k.changes(ctx, src, found)
	if err != nil {
		return kind.Measured{}, err
	}
	risk := compose(changes, found, k.Now())
	e := Evidence{
		Tag: r.HeadTag, PreviousTag: r.BaseTag, Base: r.Base, Head: r.Head, Environment: a.Subject.Environment,
		Changes: changes[:min(len(changes), maxChanges)], Counts: counts, Notes: found.Notes,
	}
	m := kind.Measured{Risk: &risk}
	if len(found.Files) > 0 {
		facts := change.Measure(found.Files)
		m.Facts = &facts
	}
	if m.Evidence, err = json.Marshal(e); err != nil {
		return kind.Measured{}, err
	}
	var coverage analysis.Coverage
	if m.Context, coverage, err = request(a, e, risk, found); err != nil {
		return kind.Measured{}, err
	}
	m.Coverage = &coverage
	report(ctx, src.GitHub(), a, risk)
	return m, nil
}

// changes are the release's changes with their risks, the riskiest first. What the analysis of a pull request found at the head that was
// merged is taken over; of the rest the largest are measured, and what is left is judged by its lines.
func (k *Kind) changes(ctx context.Context, src *source.Snapshot, found *release.Evidence) ([]Change, Counts, error) {
	counts := Counts{Commits: len(found.Commits) + found.Unlisted}
	var all, unknown []*Change
	for _, c := range found.Changes() {
		entry := newChange(c)
		if entry.undone {
			counts.Undone++
			continue
		}
		all = append(all, entry)
		if c.Pull != nil {
			known, err := k.known(ctx, src.GitHub().ID(), c.Pull, entry)
			if err != nil {
				return nil, counts, err
			}
			if known {
				counts.Known++
				continue
			}
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
		c.count()
		counts.Counted++
	}
	counts.Changes = len(all)
	slices.SortStableFunc(all, func(a, b *Change) int {
		return cmp.Or(cmp.Compare(b.risk.Probability, a.risk.Probability), cmp.Compare(b.Score, a.Score), cmp.Compare(a.name(), b.name()))
	})
	changes := make([]Change, len(all))
	for i, c := range all {
		changes[i] = *c
	}
	return changes, counts, nil
}

func newChange(c release.Change) *Change {
	if p := c.Pull; p != nil {
		return &Change{
			Pull: p.Number, SHA: p.MergeSHA, Title: p.Title, Author: p.Author.Login, Review: string(p.Review), Checks: string(p.Checks),
			undone: p.Undone, bot: p.Author.Bot, additions: p.Additions, deletions: p.Deletions, files: p.Files,
		}
	}
	commit := c.Commit
	return &Change{
		SHA: commit.SHA, Title: commit.Title, Author: cmp.Or(commit.Author.Login, commit.Author.Name), Checks: string(commit.Checks),
		undone: commit.Undone, bot: commit.Author.Bot, additions: commit.Additions, deletions: commit.Deletions, files: commit.Files,
	}
}

func (c *Change) lines() int { return c.additions + c.deletions }

// known takes over what the analysis of the pull request found at the head that was merged.
func (k *Kind) known(ctx context.Context, repositoryID int64, p *release.Pull, c *Change) (bool, error) {
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
	c.assessed(*stored.Risk, Known)
	c.touches(*stored.Facts)
	if result, err := pullrequest.DecodeResult(stored.Result); err == nil {
		for _, f := range result.Findings {
			if f.Severity.Rank() <= analysis.SeverityMedium.Rank() {
				c.findings = append(c.findings, f)
			}
		}
		c.Findings = len(c.findings)
	}
	return true, nil
}

// measure measures the change from its diff; false where GitHub no longer has it.
func (c *Change) measure(ctx context.Context, src *source.Snapshot) (bool, error) {
	var patches []diff.Patch
	var err error
	if c.Pull != 0 {
		patches, err = src.MergedFiles(ctx, c.Pull)
	} else {
		patches, err = src.At(c.SHA).Files(ctx)
	}
	if errors.Is(err, githubapp.ErrNotFound) {
		slog.WarnContext(ctx, "a change of the release can't be read", "change", c.name(), "error", err)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	facts := change.Measure(patches)
	facts.Fix = change.SaysFix(c.Title)
	c.assessed(risk.Assess(facts), Measured)
	c.touches(facts)
	return true, nil
}

// count judges the change by its lines alone, as lines of code usually are.
func (c *Change) count() {
	facts := change.Measure([]diff.Patch{{Path: "unknown", Status: diff.Modified, Additions: c.additions, Deletions: c.deletions}})
	facts.Fix = change.SaysFix(c.Title)
	c.assessed(risk.Assess(facts), Counted)
}

func (c *Change) assessed(measured risk.Assessment, how How) {
	c.risk, c.Score, c.Level, c.How = measured, measured.Score, measured.Level, how
}

func (c *Change) touches(facts change.Facts) {
	for _, f := range facts.Files {
		c.paths = append(c.paths, f.Path)
	}
}

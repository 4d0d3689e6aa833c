package releaserisk

import (
	"context"
	"errors"
	"time"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/packed"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/store"
)

// maxKeptPaths bounds the paths of one change that are kept.
const maxKeptPaths = 100

// Kept is the measurement of a pushed change, kept until its release.
type Kept struct {
	Ref      release.Ref           `json:"ref"`
	How      How                   `json:"how"`
	Risk     risk.Assessment       `json:"risk"` // with what Compose needs of its signals
	Paths    []string              `json:"paths,omitempty"`
	Findings []pullrequest.Finding `json:"findings,omitempty"` // without their texts
}

// Unreleased is the risk of changes that are not released yet.
type Unreleased struct {
	risk.Assessment
	Changes []Change // riskiest first
}

// Unreleased measures unreleased changes within src's request budget. patches has the diffs that are known without a request, by change.
// known are the measurements that earlier calls kept; kept replaces them.
func (k *Kind) Unreleased(
	ctx context.Context, src *source.Snapshot, found *release.Evidence, known []Kept, patches map[release.Ref][]diff.Patch,
) (kept []Kept, err error) {
	pushed := byRef(known)
	for _, c := range found.Changes() {
		if files, ok := patches[c.Ref()]; ok && len(files) > 0 && (pushed[c.Ref()].How == "" || pushed[c.Ref()].How == Counted) {
			entry := newChange(c)
			entry.measured(files)
			pushed[c.Ref()] = entry.stored(Pushed)
		}
	}
	for ref, one := range pushed {
		if one.How == Counted { // retry: the budget may be enough this time
			delete(pushed, ref)
		}
	}
	changes, _, err := k.changes(ctx, src, found, pushed)
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		how := c.How
		if how == Measured {
			how = Pushed
		}
		kept = append(kept, c.stored(how))
	}
	return kept, nil
}

// Compose returns the risk of evidence whose changes were all measured by Unreleased.
func (k *Kind) Compose(found *release.Evidence, kept []Kept, now time.Time) Unreleased {
	known := byRef(kept)
	var u Unreleased
	for _, c := range found.Changes() {
		one, ok := known[c.Ref()]
		if !ok || c.Undone() {
			continue
		}
		entry := newChange(c)
		entry.take(one)
		u.Changes = append(u.Changes, *entry)
	}
	sortByRisk(u.Changes)
	u.Assessment = compose(u.Changes, found, now, k.Checkout)
	return u
}

// pushed returns the measurements of the repository's pushes, without estimates.
func (k *Kind) pushed(ctx context.Context, repositoryID int64) (map[release.Ref]Kept, error) {
	stored, err := k.Store.NextRelease(ctx, repositoryID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var kept []Kept
	if err := packed.Unpack(stored.Changes, &kept); err != nil {
		return nil, err
	}
	known := byRef(kept)
	for _, one := range kept {
		if one.How == Counted {
			delete(known, one.Ref)
		}
	}
	return known, nil
}

func byRef(kept []Kept) map[release.Ref]Kept {
	known := make(map[release.Ref]Kept, len(kept))
	for _, one := range kept {
		known[one.Ref] = one
	}
	return known
}

// stored returns the kept form of a measured change.
func (c *Change) stored(how How) Kept {
	k := Kept{Ref: release.Ref{Pull: c.Pull}, How: how, Risk: c.risk, Paths: c.paths[:min(len(c.paths), maxKeptPaths)]}
	if c.Pull == 0 {
		k.Ref.SHA = c.SHA
	}
	k.Risk.Signals = nil
	placed := false
	for _, s := range c.risk.Signals {
		if change.IsGuard(s.Name) || !placed && s.Points > 0 {
			k.Risk.Signals = append(k.Risk.Signals, s)
		}
		placed = placed || s.Points > 0
	}
	for _, f := range c.findings {
		k.Findings = append(k.Findings, pullrequest.Finding{Path: f.Path, Line: f.Line, EndLine: f.EndLine, Severity: f.Severity, Confidence: f.Confidence})
	}
	return k
}

// take copies a kept measurement.
func (c *Change) take(k Kept) {
	c.setRisk(k.Risk, k.How)
	c.paths, c.findings, c.Findings = k.Paths, k.Findings, len(k.Findings)
}

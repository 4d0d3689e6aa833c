package main

import (
	"context"
	"maps"
	"math"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/gitlog"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

// hazards are −ln(1−probability) of measured changes by their diffs, by SHA.
type hazards map[string]float64

// add adds a measured change.
func (h hazards) add(sha string, assessed risk.Assessment) {
	h[sha] = -math.Log1p(-min(assessed.FittedByDiff(), 0.999))
}

// missing counts the changes that are not measured.
func (h hazards) missing(changes []string) (missing int) {
	for _, sha := range changes {
		if _, ok := h[sha]; !ok {
			missing++
		}
	}
	return missing
}

// sum returns the hazard of all changes.
func (h hazards) sum(changes []string) (sum float64) {
	for _, sha := range changes {
		sum += h[sha]
	}
	return sum
}

// shipment is the changes that a release shipped.
type shipment struct {
	tag     taggedVersion
	from    string // the commit of the release before
	line    string
	step    yardstick.Step
	changes []string // SHAs of what landed
	merged  []span   // the merges that only brought some of these
}

// measureAll measures the shipments' changes that are missing in measured.
func measureAll(ctx context.Context, dir string, all []shipment, measured hazards) error {
	added := make([]hazards, len(all))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for i, s := range all {
		if measured.missing(s.changes) == 0 {
			continue
		}
		group.Go(func() (err error) {
			added[i], err = s.measure(ctx, dir)
			return err
		})
	}
	err := group.Wait()
	for _, h := range added {
		maps.Copy(measured, h)
	}
	return err
}

// measure measures the shipment's changes.
func (s shipment) measure(ctx context.Context, dir string) (hazards, error) {
	measured := hazards{}
	for _, of := range append(s.merged, span{s.from, s.tag.sha}) {
		for c, err := range (gitlog.Log{Dir: dir}).Landed(ctx, &gitlog.Tracker{}, 0, of.to, "^"+of.from) {
			if err != nil {
				return nil, err
			}
			facts := change.Measure(c.Patches)
			facts.Fix = change.SaysFix(c.Title)
			measured.add(c.SHA, risk.Assess(facts))
		}
	}
	return measured, nil
}

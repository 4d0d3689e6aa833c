package dispatch

import (
	"context"
	"errors"
	"strconv"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
	"github.com/devplus-app/devplus/shared/store"
)

// withScale returns the analysis with the scale for its change: the one of the head's first score, so that a re-run gives the same result.
func (w *work) withScale(ctx context.Context, a *analysis.Analysis) (*analysis.Analysis, error) {
	if !w.kind.Descriptor().ComparesWithOthers || a.Scale != nil && a.Scale.Model == risk.Model {
		return a, nil
	}
	y, err := w.Store.Yardstick(ctx, a.Repository.ID)
	if err != nil {
		return nil, err
	}
	scale, err := y.Scale(a.Subject.Number)
	if err != nil {
		return nil, err
	}
	compared := a.Clone()
	compared.Scale = &scale
	return compared, nil
}

// maxHeads bounds the search for a measured head of a pull request.
const maxHeads = 5

// recordMerge adds a merged change to its repository's scale, by its last measured head. It leaves out changes of bots, changes that were never
// measured, and those that the settings do not keep.
func (w *work) recordMerge(ctx context.Context, lastID string) error {
	merged := w.subject.Merged
	if merged == nil || merged.Bot || w.request.Settings.Repository.KeepsNothing() {
		return nil
	}
	repository := w.request.Event.Repository
	for range maxHeads {
		if lastID == "" {
			return nil
		}
		a, err := w.Store.Analysis(ctx, lastID)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return nil
		case err != nil:
			return err
		case a.Risk == nil: // ended before it was measured
			lastID = a.Previous
			continue
		}
		author := yardstick.Digest(strconv.FormatInt(repository.ID, 10), merged.Author)
		entry, scored := yardstick.EntryOf(*a.Risk, store.YardstickSubject(a.Subject.Number), author, merged.At)
		if !scored {
			return nil
		}
		return w.Store.AddToYardstick(ctx, repository.ID, w.Now().Add(w.request.Settings.Retention()), entry)
	}
	return nil
}

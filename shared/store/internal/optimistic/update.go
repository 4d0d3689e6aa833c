package optimistic

import (
	"context"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store/internal/document"
)

// Analyses is where analyses are kept.
type Analyses interface {
	// Analysis reads one; store.ErrNotFound.
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	// Replace writes one if its stored revision is still the given one, else ErrStale.
	Replace(ctx context.Context, id string, revision analysis.Revision, next *document.Analysis) (analysis.Revision, error)
}

// Update applies fn to a copy of a and replaces what is stored: one write when nothing interfered. Otherwise the stored
// version takes a's place, as often as Retry lets it.
func Update(ctx context.Context, in Analyses, a *analysis.Analysis, fn func(*analysis.Analysis) error) (*analysis.Analysis, error) {
	var updated *analysis.Analysis
	from := a
	err := Retry(ctx, func() (err error) {
		if from == nil {
			if from, err = in.Analysis(ctx, a.ID); err != nil {
				return err
			}
		}
		next, err := document.UpdateAnalysis(from, fn)
		if err != nil {
			return err
		}
		revision, err := in.Replace(ctx, a.ID, from.Revision, next)
		if err != nil {
			from = nil
			return err
		}
		updated, err = next.Decode(a.ID, revision)
		return err
	})
	if err != nil {
		return nil, err
	}
	return updated, nil
}

package publish

import (
	"context"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// doubt returns why a 404 does not count yet: GitHub still shows the repository, and this is the first 404 or a young one. It returns nil for
// what is gone.
func (w *work) doubt(ctx context.Context, why error) error {
	if w.analysis == nil || w.analysis.Doubted && w.Now().Sub(w.analysis.Times[w.analysis.State]) >= githubapp.ReplicaLag {
		return nil
	}
	return w.github.Doubt(ctx, why)
}

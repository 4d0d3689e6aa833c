package pullrequest

import (
	"context"
	"errors"
	"log/slog"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/surround"
)

// surroundings returns the code that a reviewer needs besides the diff; nil if it can't be read, because the diff alone can
// be reviewed. base is the merge base, "" if it is not known: what stands at the branch's tip is not what was replaced.
func surroundings(ctx context.Context, src *source.Snapshot, base string, patches []diff.Patch) *surround.Selection {
	selection, err := src.Surroundings(ctx, base, patches)
	if err != nil {
		advice := "the diff is reviewed alone"
		if errors.Is(err, githubapp.ErrForbidden) {
			advice += "; give the GitHub App the permission to read contents"
		}
		slog.WarnContext(ctx, "could not read the code around the change", "error", err, "advice", advice)
		return nil
	}
	return selection
}

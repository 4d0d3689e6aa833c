package pullrequest

import (
	"context"
	"errors"
	"log/slog"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
)

// history returns the history of the files before the pull request, nil if it is not known. A refusal of GitHub's does not fail the
// analysis, because the score is possible without the history. An unreachable GitHub does, so that the same change always gets the same
// score.
func history(ctx context.Context, src *source.Snapshot, pull *github.PullRequest, patches []diff.Patch) (*change.History, error) {
	author := pull.GetUser()
	if author.GetType() != "User" { // commits of Apps have no account
		return nil, nil
	}
	h, err := src.ChangeHistory(ctx, pull.GetBase().GetSHA(), author.GetNodeID(), patches)
	switch {
	case githubapp.IsAway(err):
		return nil, err
	case err != nil:
		advice := "the change is scored from its diff alone"
		if errors.Is(err, githubapp.ErrForbidden) {
			advice += "; give the GitHub App the permission to read contents"
		}
		slog.WarnContext(ctx, "could not read the file history", "error", err, "advice", advice)
		return nil, nil
	}
	return h, nil
}

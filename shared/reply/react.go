package reply

import (
	"context"
	"log/slog"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// React reacts to the comment with a command. A button has no comment. A refusal of GitHub's is only logged: the comment may have been
// deleted, or the App may lack the permission.
func React(ctx context.Context, gh *githubapp.Repository, c event.Command, with githubapp.Reaction) error {
	_, err := Try(ctx, gh, c, with)
	return err
}

// Try is React, but also returns the error with which GitHub refused the reaction.
func Try(ctx context.Context, gh *githubapp.Repository, c event.Command, with githubapp.Reaction) (refusal, err error) {
	if c.IsButton() {
		return nil, nil
	}
	err = gh.React(ctx, c.CommentID, with)
	if githubapp.Permanent(err) {
		slog.InfoContext(ctx, "GitHub rejected a reaction", "reaction", with, "error", err)
		return err, nil
	}
	return nil, err
}

// Ended reacts to the command that began an analysis's round, if any, by the result.
func Ended(ctx context.Context, gh *githubapp.Repository, a *analysis.Analysis) error {
	began, err := event.Decode(a.Event)
	if err != nil {
		return nil // of an analysis without an event
	}
	with := githubapp.Confused
	if a.Degraded == "" && a.SkipReason == "" && (a.State == analysis.Completed || a.State == analysis.Published) {
		with = githubapp.ThumbsUp
	}
	return React(ctx, gh, began.Command, with)
}

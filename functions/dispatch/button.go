package dispatch

import (
	"context"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// locateButton fills in the pull request of a button's check run, because GitHub does not name those of forks. If that one is closed, or has
// another head, and others share its check, it takes the first of them. It also returns the pull request if it was read.
func (d *dispatcher) locateButton(ctx context.Context, gh *githubapp.Repository, e event.Event) (event.Event, *github.PullRequest, error) {
	if !e.Command.IsButton() {
		return e, nil, nil
	}
	found, err := d.storedSubjects(ctx, e, []string{e.AnalysisID})
	e.Subject.Number = 0
	if err != nil || len(found) != 1 {
		return e, nil, err
	}
	e.Subject = found[0].event.Subject
	live, err := d.isLive(ctx, found[0])
	if err != nil {
		return e, nil, err
	}
	var pull *github.PullRequest
	if live {
		pull, err = gh.PullRequest(ctx, e.Subject.Number)
		if githubapp.Permanent(err) { // for the command to find out again
			return e, nil, nil
		}
		if err != nil || pull.GetState() == "open" && pull.GetHead().GetSHA() == e.HeadSHA {
			return e, pull, err
		}
	}
	others, err := d.otherSubjects(ctx, gh, e, found[0].kind)
	if err != nil || len(others) == 0 {
		return e, pull, err
	}
	if live { // the event that ended it, or moved its head, was lost
		err = d.Topics.PublishEvent(ctx, e.Opened(e.Subject.Number, pull.GetHead().GetSHA()))
	}
	return others[0].event, nil, err
}

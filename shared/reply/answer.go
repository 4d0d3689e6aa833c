package reply

import (
	"context"
	"errors"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// markerText identifies the comment. Anyone can paste it, so its author is checked, too.
const markerText = "devplus:answer"

// Store keeps the reference of the comment.
type Store interface {
	Commands(ctx context.Context, id string) (*store.Commands, error)
	ChangeCommands(ctx context.Context, id string, fn func(*store.Commands) error) (*store.Commands, error)
}

// Answers is the one comment that answers the commands on a pull request or issue.
type Answers struct {
	Store  Store
	GitHub *githubapp.Repository
	App    int64 // the App's ID
	Number int
}

// Show writes the comment, and creates it if there is none. It logs a refusal of GitHub's, such as for a locked conversation.
func (a Answers) Show(ctx context.Context, sections ...page.Section) error {
	body := page.Compose(render.MaxComment, append([]page.Section{page.Marker(markerText)}, sections...))
	err := a.showComment(ctx, body.String())
	if githubapp.Permanent(err) && (!errors.Is(err, githubapp.ErrGone) || errors.Is(err, githubapp.ErrForbidden)) {
		telemetry.GaveUp(ctx, "GitHub rejected the answer to a command", err)
		return nil
	}
	return err
}

func (a Answers) showComment(ctx context.Context, body string) error {
	c, err := a.Store.Commands(ctx, a.id())
	if err != nil {
		return err
	}
	id := c.Answer.ID()
	if c.Answer == analysis.CommentPending {
		if id, err = a.find(ctx); err != nil {
			return err
		}
	}
	if id != 0 {
		comment, err := a.GitHub.UpdateComment(ctx, id, body)
		if err == nil {
			telemetry.Action(ctx, "comment", comment.HTMLURL, "edited")
			return a.saveID(ctx, id)
		}
		if !errors.Is(err, githubapp.ErrNotFound) { // else somebody has deleted it
			return err
		}
	}
	if err := a.saveID(ctx, int64(analysis.CommentPending)); err != nil {
		return err
	}
	comment, err := a.GitHub.CreateComment(ctx, a.Number, body)
	if err != nil {
		return err
	}
	telemetry.Action(ctx, "comment", comment.HTMLURL, "created")
	return a.saveID(ctx, comment.ID)
}

// find returns the comment that an interrupted creation left; 0 if there is none.
func (a Answers) find(ctx context.Context) (int64, error) {
	comments, err := a.GitHub.Comments(ctx, a.Number)
	if err != nil {
		return 0, err
	}
	for _, c := range comments {
		if c.MadeBy(a.App) && strings.HasPrefix(c.Body, "<!-- "+markerText+" -->") {
			return c.ID, nil
		}
	}
	return 0, nil
}

func (a Answers) saveID(ctx context.Context, id int64) error {
	_, err := a.Store.ChangeCommands(ctx, a.id(), func(c *store.Commands) error {
		c.Answer = analysis.CommentRef(id)
		return nil
	})
	return err
}

func (a Answers) id() string { return store.CommandsID(a.GitHub.ID(), a.Number) }

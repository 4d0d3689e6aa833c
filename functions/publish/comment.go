package publish

import (
	"context"
	"errors"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// comment keeps the pull request's one comment true: made when there is something to act on, edited afterwards, also to say
// that it is over.
func (w *work) comment(ctx context.Context, pull *analysis.Pull) error {
	body, wanted := w.Renderer.Comment(w.analysis, w.analysis.Posted.CheckRunURL)
	id := pull.CommentID
	if !wanted && (id == 0 || !reviewed(w.analysis)) {
		return nil
	}
	var err error
	if id <= 0 { // the first, or one that was cut off while being made
		if id, err = w.findComment(ctx); err != nil {
			return err
		}
	}
	if id == 0 && !wanted {
		return w.noteComment(ctx, 0)
	}
	if err := w.hold(ctx); err != nil {
		return err
	}
	if !wanted {
		body = w.Renderer.CommentOver(w.analysis, w.analysis.Posted.CheckRunURL)
	}
	if id != 0 {
		comment, err := w.github.UpdateComment(ctx, w.analysis.Repository.Owner, w.analysis.Repository.Name, id, body)
		switch {
		case errors.Is(err, githubapp.ErrNotFound): // somebody deleted it
			id = 0
		case err != nil:
			return err
		default:
			telemetry.Action(ctx, "comment", comment.HTMLURL, "edited")
		}
	}
	if id == 0 && wanted {
		if err := w.noteComment(ctx, analysis.CommentUnknown); err != nil {
			return err
		}
		comment, err := w.github.CreateComment(ctx, w.analysis.Repository.Owner, w.analysis.Repository.Name, w.analysis.Subject.Number, body)
		if err != nil {
			return err
		}
		telemetry.Action(ctx, "comment", comment.HTMLURL, "created")
		id = comment.ID
	}
	w.analysis.Posted.CommentID = id
	if id == pull.CommentID {
		return nil
	}
	return w.noteComment(ctx, id)
}

// reviewed reports whether the model has seen all that it was to see. Nothing less takes back what an earlier review found.
func reviewed(a *analysis.Analysis) bool { return a.Degraded == "" && a.Usage.Unanswered == 0 }

// findComment looks for the App's comment of this kind. The author decides: anybody can write the marker.
func (w *work) findComment(ctx context.Context) (int64, error) {
	a := w.analysis
	comments, err := w.github.Comments(ctx, a.Repository.Owner, a.Repository.Name, a.Subject.Number)
	if err != nil {
		return 0, err
	}
	for _, c := range comments {
		if c.MadeBy(w.app) && render.IsMarked(c.Body, a.Kind) {
			return c.ID, nil
		}
	}
	return 0, nil
}

func (w *work) noteComment(ctx context.Context, id int64) error {
	_, err := w.Store.UpdatePull(ctx, w.analysis.Repository.ID, w.analysis.Subject.Number, func(p *analysis.Pull) error {
		p.CommentID = id
		return nil
	})
	return err
}

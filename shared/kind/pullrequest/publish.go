package pullrequest

import (
	"context"
	"errors"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// Publish keeps the pull request's one comment true: made when there is something to act on, edited afterwards, also to say that it is
// over. A conversation that is locked, say, leaves the result to the check run.
func (*Kind) Publish(ctx context.Context, p kind.Publication) error {
	if p.Latest.AnalysisID != p.Analysis.ID { // a failed analysis may be an old head's
		return nil
	}
	err := publication{p}.comment(ctx)
	if githubapp.Permanent(err) && !errors.Is(err, githubapp.ErrGone) {
		telemetry.GaveUp(ctx, "GitHub does not take the comment", err)
		return nil
	}
	return err
}

type publication struct{ kind.Publication }

func (p publication) comment(ctx context.Context) error {
	a := p.Analysis
	body := Comment(p.Renderer, a, a.Posted.CheckRunURL)
	wanted := body != ""
	known := p.Latest.CommentID
	id := known
	if !wanted && (id == 0 || !reviewed(a)) {
		return nil
	}
	var err error
	if id <= 0 { // the first, or one that was cut off while being made
		if id, err = p.find(ctx); err != nil {
			return err
		}
	}
	if id == 0 && !wanted {
		return p.note(ctx, 0)
	}
	if err := p.CheckLease(ctx); err != nil {
		return err
	}
	if !wanted {
		body = CommentOver(a, a.Posted.CheckRunURL)
	}
	if id != 0 {
		comment, err := p.GitHub.UpdateComment(ctx, id, body)
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
		if err := p.note(ctx, analysis.CommentUnknown); err != nil {
			return err
		}
		comment, err := p.GitHub.CreateComment(ctx, a.Subject.Number, body)
		if err != nil {
			return err
		}
		telemetry.Action(ctx, "comment", comment.HTMLURL, "created")
		id = comment.ID
	}
	a.Posted.CommentID = id
	if id == known {
		return nil
	}
	return p.note(ctx, id)
}

// reviewed reports whether the model has seen all that it was to see. Nothing less takes back what an earlier review found.
func reviewed(a *analysis.Analysis) bool { return a.Degraded == "" && a.Usage.Unanswered == 0 }

// find looks for the App's comment of this kind. The author decides: anybody can write the marker.
func (p publication) find(ctx context.Context) (int64, error) {
	a := p.Analysis
	comments, err := p.GitHub.Comments(ctx, a.Subject.Number)
	if err != nil {
		return 0, err
	}
	for _, c := range comments {
		if c.MadeBy(p.App) && IsMarked(c.Body) {
			return c.ID, nil
		}
	}
	return 0, nil
}

func (p publication) note(ctx context.Context, id int64) error {
	return p.UpdateLatest(ctx, func(l *analysis.Latest) error {
		l.CommentID = id
		return nil
	})
}

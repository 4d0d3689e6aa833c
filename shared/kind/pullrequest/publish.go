package pullrequest

import (
	"context"
	"errors"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// Publish sets the risk label and submits the review, if the settings want them. It creates the pull request's one comment when something
// needs action, and keeps it up to date, also when nothing is left. The check run shows the result even if GitHub refuses the rest, for
// example in a locked conversation or without the permission.
func (*Kind) Publish(ctx context.Context, p kind.Publication) error {
	if p.Latest.AnalysisID != p.Analysis.ID { // a failed analysis may be of an old head
		return nil
	}
	published := publication{p}
	if err := published.label(ctx); err != nil {
		return err
	}
	if err := tolerated(ctx, "GitHub rejected the review", published.review(ctx)); err != nil {
		return err
	}
	return tolerated(ctx, "GitHub rejected the comment", published.comment(ctx))
}

// tolerated returns err unless GitHub refused a write that only repeats the check run.
func tolerated(ctx context.Context, what string, err error) error {
	if githubapp.Permanent(err) && (!errors.Is(err, githubapp.ErrGone) || errors.Is(err, githubapp.ErrForbidden)) {
		telemetry.GaveUp(ctx, what, err)
		return nil
	}
	return err
}

type publication struct{ kind.Publication }

// comment brings the comment up to date and stores its reference.
func (p publication) comment(ctx context.Context) error {
	a, ref := p.Analysis, p.Latest.Comment
	body := Comment(p.Renderer, a, a.Published.CheckRunURL)
	wanted := body != ""
	if !wanted {
		if ref == analysis.NoComment || !reviewed(a) {
			return nil
		}
		body = ResolvedComment(p.Renderer, a, a.Published.CheckRunURL)
		if n := len(inReviews(a)); n > 0 {
			body = elsewhereComment(p.Renderer, a, n)
		}
	}
	id, err := p.locate(ctx, ref)
	if err != nil {
		return err
	}
	if id == 0 && !wanted {
		return p.store(ctx, analysis.NoComment)
	}
	if err := p.CheckLease(ctx); err != nil {
		return err
	}
	if id != 0 {
		if id, err = p.edit(ctx, id, body); err != nil {
			return err
		}
	}
	if id == 0 && wanted {
		if id, err = p.create(ctx, body); err != nil {
			return err
		}
	}
	a.Published.CommentID = id
	if stored := analysis.CommentRef(id); stored != ref {
		return p.store(ctx, stored)
	}
	return nil
}

// reviewed reports whether the model answered all parts. A partial review does not clear the findings of an earlier one.
func reviewed(a *analysis.Analysis) bool {
	return a.Degraded == "" && a.SkipReason == "" && a.Usage.Unanswered == 0
}

// locate returns the comment's ID, 0 if there is no comment. Without an ID in ref it searches the conversation for the App's comment of
// this kind. The author decides, because anybody can write the marker.
func (p publication) locate(ctx context.Context, ref analysis.CommentRef) (int64, error) {
	if id := ref.ID(); id != 0 {
		return id, nil
	}
	comments, err := p.GitHub.Comments(ctx, p.Analysis.Subject.Number)
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

// edit replaces the comment's body. It returns 0 if somebody has deleted the comment.
func (p publication) edit(ctx context.Context, id int64, body string) (int64, error) {
	comment, err := p.GitHub.UpdateComment(ctx, id, body)
	if errors.Is(err, githubapp.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	telemetry.Action(ctx, "comment", comment.HTMLURL, "edited")
	return id, nil
}

// create creates the comment and returns its ID. It first stores a pending reference, so that a retry searches for the comment. It
// creates none if the pull request has a newer head by now, or is closed.
func (p publication) create(ctx context.Context, body string) (int64, error) {
	err := p.UpdateLatest(ctx, func(l *analysis.Latest) error {
		if l.AnalysisID != p.Analysis.ID || l.Ended != "" {
			return analysis.ErrOvertaken
		}
		l.Comment = analysis.CommentPending
		return nil
	})
	if err != nil {
		return 0, err
	}
	comment, err := p.GitHub.CreateComment(ctx, p.Analysis.Subject.Number, body)
	if err != nil {
		return 0, err
	}
	telemetry.Action(ctx, "comment", comment.HTMLURL, "created")
	return comment.ID, nil
}

func (p publication) store(ctx context.Context, ref analysis.CommentRef) error {
	return p.UpdateLatest(ctx, func(l *analysis.Latest) error {
		l.Comment = ref
		return nil
	})
}

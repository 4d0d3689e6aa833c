package pullrequest

import (
	"context"
	"errors"
	"fmt"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// updateComment edits the comment on a finding to say how it ended, and resolves or opens its conversation. The comment may have been
// deleted.
func (p publication) updateComment(ctx context.Context, there githubapp.Reviewed, f ledger.Finding) error {
	thread := threadOf(f, there)
	if id := thread.CommentID; id != 0 {
		if err := p.CheckLease(ctx); err != nil {
			return err
		}
		switch err := p.GitHub.UpdateLineComment(ctx, id, lineComment(p.Renderer, p.Analysis, f)); {
		case err == nil:
			telemetry.Action(ctx, "review comment", fmt.Sprint(id), string(f.State))
		case !errors.Is(err, githubapp.ErrNotFound):
			return err
		}
		if err := p.converse(ctx, thread, f); err != nil {
			return err
		}
	}
	return p.recordShown(ctx, []string{f.Name}, f.State)
}

// converse resolves the conversation on a finding that has ended, if GitHub allows it: otherwise, "Require conversation resolution" would
// block the merge. People must resolve outdated conversations, and those on findings dismissed by somebody who may not lift a block. It opens
// the conversation on a finding that is open again, unless a person resolved it.
func (p publication) converse(ctx context.Context, t githubapp.OwnThread, f ledger.Finding) error {
	over := f.State == ledger.Fixed || f.State == ledger.Dismissed && !f.Quiet
	change, what := p.GitHub.ResolveThread, "resolved"
	switch {
	case over && !t.IsResolved && t.Resolvable:
	case f.State == ledger.Open && t.IsResolved && t.ResolvedBy == "" && t.Reopenable:
		change, what = p.GitHub.UnresolveThread, "opened again"
	default:
		return nil
	}
	if err := p.CheckLease(ctx); err != nil {
		return err
	}
	err := change(ctx, t.ID)
	if err == nil {
		telemetry.Action(ctx, "conversation", t.ID, what)
	}
	if errors.Is(err, githubapp.ErrNotFound) || errors.Is(err, githubapp.ErrForbidden) {
		return nil
	}
	return err
}

package releasenotes

import (
	"context"
	"errors"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/source"
)

// resolveSpan reads a range of commits that a person asked about. Its notes are only shown.
func (k *Kind) resolveSpan(ctx context.Context, gh *githubapp.Repository, of analysis.Subject) (kind.Subject, kind.Measurer, error) {
	s := kind.Subject{Subject: analysis.Subject{Kind: Name, SHA: of.SHA, Ref: of.Ref}}
	span, err := release.Between(ctx, gh, of.Ref, of.SHA)
	if errors.Is(err, release.ErrNoTag) {
		s.EndedReason = "what it was to be compared with is gone"
		return s, nil, nil
	}
	if err != nil {
		return s, nil, err
	}
	s.HeadSHA, s.BaseSHA = span.Head, span.Base
	return s, func(ctx context.Context, a *analysis.Analysis, _ kind.Before) (kind.Measured, error) {
		return measure(ctx, source.At(gh, span.Head, k.Cache), span, a)
	}, nil
}

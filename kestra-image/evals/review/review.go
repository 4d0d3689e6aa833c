package review

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/devplus-app/devplus/kestra-image/evals/play"
	"github.com/devplus-app/devplus/kestra-image/evals/score"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/settings"
)

// Reviewer reviews with a flow.
type Reviewer struct {
	Flow        *play.Flow
	Environment play.Environment
}

// Shown is the part of a review that people see.
type Shown struct {
	Findings []score.Finding
	Usage    play.Usage
}

// Review has the model review a pull request of a repository.
func (r Reviewer) Review(ctx context.Context, on *Repository, number int, model play.Model) (Shown, error) {
	k := &pullrequest.Kind{}
	request := kind.Request{GitHub: on.github, Event: event.Event{Subject: analysis.Subject{Kind: pullrequest.Name, Number: number}}, Settings: settings.Default()}
	subject, measure, err := k.Resolve(ctx, request)
	if err != nil {
		return Shown{}, fmt.Errorf("reading the pull request: %w", err)
	}
	a := &analysis.Analysis{
		ID: pullrequest.ID(on.repository.ID, number, subject.HeadSHA), Kind: pullrequest.Name, Repository: on.repository,
		Subject: subject.Subject, HeadSHA: subject.HeadSHA, BaseSHA: subject.BaseSHA, URL: subject.URL, Attempt: 1, Settings: &request.Settings,
	}
	measured, err := measure(ctx, a, kind.Before{MaxTokens: func(string) int64 { return 0 }})
	if err != nil {
		return Shown{}, fmt.Errorf("measuring: %w", err)
	}
	a.Facts, a.Risk, a.Coverage, a.Digests = measured.Facts, measured.Risk, measured.Coverage, measured.Digests
	schema := k.Descriptor().Schema
	outcome, err := r.Flow.Review(ctx, measured.Context, r.Environment, model, func(result json.RawMessage) (json.RawMessage, error) {
		clipped, _ := schema.Clip(result)
		return clipped, schema.Validate(clipped)
	})
	if err != nil {
		return Shown{}, err
	}
	a.Result = outcome.Result
	a.Usage = analysis.Usage{
		Model: outcome.Usage.Model, InputTokens: outcome.Usage.InputTokens, OutputTokens: outcome.Usage.OutputTokens,
		Calls: outcome.Usage.Calls, Parts: outcome.Usage.Parts, Unanswered: outcome.Usage.Unanswered,
	}
	if err := k.Prove(ctx, on.github, a); err != nil {
		return Shown{}, fmt.Errorf("proving the findings: %w", err)
	}
	if _, a.Evidence, err = k.Remember(a, nil); err != nil {
		return Shown{}, fmt.Errorf("entering the findings in the ledger: %w", err)
	}
	return Shown{Findings: findingsOf(a), Usage: outcome.Usage}, nil
}

func findingsOf(a *analysis.Analysis) (all []score.Finding) {
	for _, f := range pullrequest.OpenFindings(a) {
		all = append(all, score.Finding{Path: f.Path, First: f.Line, Last: max(f.Line, f.EndLine), Category: f.Category})
	}
	return all
}

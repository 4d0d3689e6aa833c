package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/devplus-app/devplus/kestra-image/evals/play"
	"github.com/devplus-app/devplus/kestra-image/evals/recording"
	"github.com/devplus-app/devplus/kestra-image/evals/review"
	"github.com/devplus-app/devplus/kestra-image/evals/score"
	"github.com/devplus-app/devplus/shared/config"
)

// evaluation reviews subjects.
type evaluation struct {
	review.Reviewer
	price    config.Price
	atOnce   int
	progress io.Writer
}

// outcome has the results of the subjects, in their order.
type outcome struct {
	reviewed []score.Reviewed
	failed   []failure
}

// failure is a subject without a usable answer.
type failure struct {
	name string
	err  error
}

// run reviews all subjects, each with its own model.
func (e evaluation) run(ctx context.Context, subjects []subject, modelOf func(name string) play.Model) (outcome, error) {
	shown, errs := make([]review.Shown, len(subjects)), make([]error, len(subjects))
	var done sync.WaitGroup
	free := make(chan struct{}, e.atOnce)
	for i, s := range subjects {
		free <- struct{}{}
		done.Go(func() {
			defer func() { <-free }()
			if shown[i], errs[i] = e.one(ctx, s, modelOf(s.name)); errs[i] != nil && !errors.Is(errs[i], recording.ErrNotMeasured) {
				fmt.Fprintf(e.progress, "%s: %v\n", s.name, errs[i])
			}
		})
	}
	done.Wait()
	var out outcome
	for i, s := range subjects {
		if errs[i] != nil {
			out.failed = append(out.failed, failure{s.name, errs[i]})
			continue
		}
		used := shown[i].Usage
		out.reviewed = append(out.reviewed, score.Reviewed{
			Name: s.name, Group: s.group, Defects: s.defects, Shown: shown[i].Findings,
			InputTokens: used.InputTokens, OutputTokens: used.OutputTokens, CostUSD: e.cost(used),
		})
	}
	return out, ctx.Err()
}

func (e evaluation) one(ctx context.Context, s subject, model play.Model) (review.Shown, error) {
	repository, closed, err := s.open(ctx)
	if err != nil {
		return review.Shown{}, err
	}
	defer closed()
	return e.Review(ctx, repository, s.number, model)
}

// cost returns what the tokens of a review cost; nil if that is not known.
func (e evaluation) cost(used play.Usage) *float64 {
	if e.price.Input == nil || e.price.Output == nil || used.InputTokens == nil || used.OutputTokens == nil {
		return nil
	}
	cost := (float64(*used.InputTokens)**e.price.Input + float64(*used.OutputTokens)**e.price.Output) / 1e6
	return &cost
}

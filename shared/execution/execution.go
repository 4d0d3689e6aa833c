// Package execution finds and ends the execution of an analysis's attempt at Kestra.
package execution

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kind"
)

// The labels that an execution is found by.
const (
	labelAnalysis   = "analysis"
	labelAttempt    = "attempt"
	labelRepository = "repository" // its ID
)

// Labels returns the labels of the attempt's execution.
func Labels(a *analysis.Analysis) map[string]string {
	return map[string]string{labelAnalysis: a.ID, labelAttempt: strconv.Itoa(a.Attempt), labelRepository: strconv.FormatInt(a.Repository.ID, 10)}
}

// Kestra is where executions are.
type Kestra struct {
	*kestra.Client
	Kinds kind.List
}

// Find finds the attempt's execution by its labels.
func (k Kestra) Find(ctx context.Context, a *analysis.Analysis) (kestra.Execution, bool, error) {
	of, err := k.Kinds.Named(a.Kind)
	if err != nil {
		return kestra.Execution{}, false, err
	}
	found, err := k.FindByLabel(ctx, of.Descriptor().Flow, labelAnalysis, a.ID)
	if err != nil {
		return kestra.Execution{}, false, err
	}
	for _, execution := range found {
		if execution.Labels[labelAttempt] == strconv.Itoa(a.Attempt) {
			return execution, true, nil
		}
	}
	return kestra.Execution{}, false, nil
}

// LookUp asks for the attempt's execution, by its ID where that was noted.
func (k Kestra) LookUp(ctx context.Context, a *analysis.Analysis) (kestra.Execution, bool, error) {
	if a.ExecutionID == "" {
		return k.Find(ctx, a)
	}
	execution, err := k.Execution(ctx, a.ExecutionID)
	if errors.Is(err, kestra.ErrNotFound) {
		return kestra.Execution{}, false, nil
	}
	return execution, err == nil, err
}

// killTimeout bounds ending one execution: a newer head may wait.
const killTimeout = 5 * time.Second

// End kills the attempt's execution, and waits until it has ended. It reports false where that is not known within some seconds, and where
// the execution may have been started so lately that Kestra does not list it yet.
func (k Kestra) End(ctx context.Context, a *analysis.Analysis, now time.Time) (over bool, _ error) {
	ctx, cancel := context.WithTimeout(ctx, killTimeout)
	defer cancel()
	x, found, err := k.LookUp(ctx, a)
	switch {
	case err != nil:
		return false, err
	case !found:
		return now.Sub(a.Times[analysis.Dispatched]) >= analysis.StartTimeout+analysis.FindPatience, nil
	case x.State.Terminal():
		return true, nil
	}
	if err := k.Kill(ctx, x.ID); err != nil {
		return false, err
	}
	for wait := 50 * time.Millisecond; ; wait *= 2 {
		switch x, err = k.Execution(ctx, x.ID); {
		case errors.Is(err, kestra.ErrNotFound):
			return true, nil
		case err != nil:
			return false, err
		case x.State.Terminal():
			return true, nil
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(wait):
		}
	}
}

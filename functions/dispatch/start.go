package dispatch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/execution"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/prompt"
)

// start starts the flow of a dispatched analysis and stores its execution. The next delivery retries a failed start until Patience has
// passed; then the analysis is published without a review. maybeStarted: an earlier delivery may have started the flow.
func (w *work) start(ctx context.Context, a *analysis.Analysis, request prompt.Context, maybeStarted bool) error {
	x, err := w.findOrStart(ctx, a, request, maybeStarted)
	if err == nil {
		return w.started(ctx, a, x.ID)
	}
	var refused *kestra.Error
	final := errors.As(err, &refused) && !refused.Temporary()
	if !final && w.Now().Sub(a.Times[analysis.Dispatched]) < w.Patience {
		return err
	}
	slog.ErrorContext(ctx, "the workflow could not be started", "error", err)
	degrade := (*analysis.Analysis).DegradeForNow
	if final {
		degrade = (*analysis.Analysis).Degrade
	}
	return w.degrade(ctx, a, final && !maybeStarted, "the workflow could not be started: "+inWords(err), degrade)
}

// started stores the execution of a's attempt, or kills it if the attempt was overtaken during the start: the worker that overtook it
// could not find the execution yet.
func (w *work) started(ctx context.Context, a *analysis.Analysis, id string) error {
	attempt := a.Clone()
	attempt.ExecutionID = id
	stored, err := w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		a.Release(w.owner)
		if a.ExecutionID == "" && a.State == analysis.Dispatched && a.Attempt == attempt.Attempt { // the answer may have arrived first
			a.ExecutionID = id
		}
		return nil
	})
	if err != nil {
		return err
	}
	if stored.Attempt != attempt.Attempt || stored.State == analysis.Superseded || stored.State == analysis.Failed {
		w.kill(ctx, attempt)
	}
	return nil
}

// inWords describes an error of Kestra for people. Addresses and other details are only for the log.
func inWords(err error) string {
	var answer *kestra.Error
	switch {
	case errors.Is(err, config.ErrNoSecret):
		return "a secret of Kestra's has no value yet"
	case errors.Is(err, context.DeadlineExceeded):
		return "Kestra did not answer in time"
	case !errors.As(err, &answer), answer.Status == 0:
		return "Kestra can't be reached"
	case answer.Status == http.StatusUnauthorized, answer.Status == http.StatusForbidden:
		return fmt.Sprintf("Kestra refuses the login (HTTP %d)", answer.Status)
	case answer.Advice != "":
		return answer.Advice
	case answer.Status == http.StatusNotFound:
		return "Kestra does not have the flow (HTTP 404)"
	}
	return fmt.Sprintf("Kestra answered HTTP %d", answer.Status)
}

var errMayRun = errors.New("an execution may have been started that Kestra does not list yet")

func (w *work) findOrStart(ctx context.Context, a *analysis.Analysis, request prompt.Context, maybeStarted bool) (kestra.Execution, error) {
	client, err := w.Kestra(ctx)
	if err != nil {
		return kestra.Execution{}, err
	}
	if maybeStarted {
		found, ok, err := execution.Kestra{Client: client, Kinds: w.Kinds}.Find(ctx, a)
		if err != nil || ok {
			return found, err
		}
		if w.Now().Sub(a.Times[analysis.Dispatched]) < analysis.FindPatience {
			return kestra.Execution{}, errMayRun
		}
	}
	key, err := w.CallbackKey.Value(ctx)
	if err != nil {
		return kestra.Execution{}, err
	}
	body, err := json.Marshal(request)
	if err != nil {
		return kestra.Execution{}, fmt.Errorf("encoding the context: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, analysis.StartTimeout)
	defer cancel()
	return client.Start(ctx, w.kind.Descriptor().Flow, execution.Labels(a), []kestra.Input{
		{Name: "analysis_id", Value: a.ID},
		{Name: "attempt", Value: strconv.Itoa(a.Attempt)},
		{Name: "context", File: body},
		{Name: "callback_url", Value: w.CallbackURL},
		{Name: "callback_token", Value: analysis.Mint(key, a.ID, a.Attempt, w.Now().Add(analysis.TokenLifetime))},
	})
}

// degrade completes a dispatched analysis with its measurements alone, for good or for now. over: no flow of it runs.
func (w *work) degrade(
	ctx context.Context, a *analysis.Analysis, over bool, reason string, as func(*analysis.Analysis, time.Time, string) error,
) error {
	attempt := a.Attempt
	a, err := w.end(ctx, a, over, func(a *analysis.Analysis) error {
		if err := a.Expect(attempt, analysis.Dispatched); err != nil {
			return err
		}
		a.Release(w.owner)
		return as(a, w.Now(), reason)
	})
	if err != nil {
		return err
	}
	count(ctx, a)
	return w.announce(ctx, a)
}

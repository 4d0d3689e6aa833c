// Package callback is the function that workflows send their answers to. It authenticates and validates an answer, stores it
// with the analysis, and has it published.
package callback

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/budget"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/slots"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
	"github.com/devplus-app/devplus/shared/wiring"
)

// Path is where workflows answer.
const Path = "/api/v1/webhook/ai"

// Store reads and changes analyses, Kestra's slots and the spending.
type Store interface {
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	Settle(ctx context.Context, a *analysis.Analysis, k budget.Keys, change func(*analysis.Analysis, *store.Held) error) (*analysis.Analysis, error)
	ChangeHeld(ctx context.Context, k budget.Keys, change func(*store.Held) error) (*store.Held, error)
	slots.Store
}

// Keys returns the keys that tokens may be minted with.
type Keys interface {
	Values(ctx context.Context) ([][]byte, error)
	Refresh(ctx context.Context) ([][]byte, error)
}

// Topics publishes the attempts that have a result, and the events of analyses whose flow may start.
type Topics interface {
	PublishResult(ctx context.Context, r event.Result) error
	slots.Topics
}

// Callback serves Path.
type Callback struct {
	Store  Store
	Keys   Keys
	Topics Topics
	Kinds  kind.List
	Price  config.Price
	Now    func() time.Time
}

// New returns the handler of Path.
func New(p wiring.Parts) *Callback {
	p = p.Complete()
	return &Callback{Store: p.Store, Keys: p.CallbackKey, Topics: p.Topics, Kinds: p.Kinds, Price: p.Price, Now: p.Now}
}

// ServeHTTP answers 200 once the answer is stored, 409 if it comes too late, 422 with the broken fields if the result needs a
// repair, and 503 with Retry-After if the caller should retry. The order of the checks does not reveal to strangers which
// analyses exist.
func (c *Callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	answer, err := readAnswer(w, r)
	if err == nil {
		ctx = telemetry.With(ctx, telemetry.KeyAnalysis, answer.AnalysisID, "attempt", answer.Attempt, "execution_id", answer.ExecutionID)
		ctx, err = c.take(ctx, bearer(r), answer)
	}
	if err != nil {
		reject(ctx, w, err)
		return
	}
	respond(w, http.StatusOK, map[string]string{"status": "accepted"})
}

// take authenticates an answer and settles it. The returned context names the stored analysis.
func (c *Callback) take(ctx context.Context, token string, answer *answer) (context.Context, error) {
	if err := c.authenticate(ctx, token, answer); err != nil {
		return ctx, err
	}
	a, err := c.Store.Analysis(ctx, answer.AnalysisID)
	if errors.Is(err, store.ErrNotFound) {
		return ctx, fmt.Errorf("%w: no such analysis", errUnauthorized)
	}
	if err != nil {
		return ctx, err
	}
	ctx = telemetry.WithAnalysis(telemetry.Join(ctx, "answer", a.Deliveries), a.ID, a.Repository.FullName(), a.Deliveries)
	telemetry.Record(ctx, "Kestra's execution", a.Times[analysis.Dispatched], map[string]string{"execution_id": answer.ExecutionID, "status": answer.Status})
	return ctx, c.settle(ctx, a, answer)
}

// settle commits an answer and requests its publication. Both may safely happen twice: a second commit fails as a transition,
// and a second message finds the result published.
func (c *Callback) settle(ctx context.Context, a *analysis.Analysis, answer *answer) error {
	err := awaited(a, answer.Attempt)
	var refused *analysis.InvalidResultError
	if err == nil {
		a, refused, err = c.commit(ctx, a, answer)
	}
	repeated := errors.Is(err, errRepeated)
	if repeated || errors.Is(err, analysis.ErrOvertaken) {
		c.free(ctx, a, answer) // the answer is not needed, but its slot is
	}
	if err != nil && !repeated {
		return err
	}
	if a.State == analysis.Queued {
		c.askAgain(ctx, a)
		return nil
	}
	if repeated || a.State == analysis.Completed { // if repeated, the message or the first response may have been lost
		ctx = telemetry.FollowAnalysis(ctx, a.Deliveries, a.Attempt, false, a.Degraded)
		if err := c.Topics.PublishResult(ctx, event.Result{AnalysisID: a.ID, Attempt: a.Attempt}); err != nil {
			return err
		}
	}
	if refused != nil {
		return refused
	}
	return nil
}

// commit applies the answer if the analysis still awaits it. A result that breaks its schema, or that the store can't take, is
// counted and returned as refused.
func (c *Callback) commit(ctx context.Context, a *analysis.Analysis, answer *answer) (_ *analysis.Analysis, refused *analysis.InvalidResultError, _ error) {
	if answer.Status == succeeded {
		k, err := c.Kinds.Named(a.Kind)
		if err != nil {
			return a, nil, err
		}
		schema := k.Descriptor().Schema
		result, clipped := schema.Clip(json.RawMessage(answer.Result))
		answer.clipped = clipped
		if err := schema.Validate(result); err != nil && !errors.As(err, &refused) {
			return a, nil, err
		}
		if refused == nil {
			answer.Result = jsontext.Value(verified(ctx, k, result, answer))
		}
	}
	updated, err := c.apply(ctx, a, answer, refused)
	if errors.Is(err, store.ErrTooLarge) && answer.Status == succeeded && refused == nil {
		refused = &analysis.InvalidResultError{Problems: []string{"result: is too large to keep, shorten it"}}
		updated, err = c.apply(ctx, a, answer, refused)
	}
	if err != nil {
		return a, nil, err
	}
	if updated.State == analysis.Completed {
		telemetry.Count(ctx, telemetry.MetricAnalysis, "state", updated.State, "kind", updated.Kind, "degraded", updated.Degraded != "",
			"input_tokens", updated.Usage.InputTokens, "output_tokens", updated.Usage.OutputTokens, "cost_usd", updated.Usage.CostUSD)
	}
	return updated, refused, nil
}

func (c *Callback) apply(ctx context.Context, a *analysis.Analysis, answer *answer, refused *analysis.InvalidResultError) (*analysis.Analysis, error) {
	wake := false
	a, err := c.Store.Settle(ctx, a, keysOf(a), func(a *analysis.Analysis, held *store.Held) error {
		if err := awaited(a, answer.Attempt); err != nil {
			return err
		}
		if err := c.change(a, answer, refused); err != nil {
			return err
		}
		if a.State != analysis.Dispatched {
			wake = c.settled(held, a, answer)
		}
		c.recordWindow(a, held.Slots, answer)
		return nil
	})
	if err == nil && wake {
		c.wake(ctx)
	}
	return a, err
}

// change applies the awaited answer to an analysis.
func (c *Callback) change(a *analysis.Analysis, answer *answer, refused *analysis.InvalidResultError) error {
	a.Usage = answer.Usage.priced(c.Price, a.Effort)
	a.Usage.Clipped = answer.clipped
	if answer.ExecutionID != "" {
		a.ExecutionID = answer.ExecutionID
	}
	switch {
	case answer.Status == failed && answer.Error.Code == tooLong:
		if window, ok := prompt.Window(a.Window).Smaller(answer.Error.window()); ok {
			return a.Shrink(c.Now(), int(window))
		}
		return a.Degrade(c.Now(), answer.Error.reason())
	case answer.Status == failed && passing[answer.Error.Code]:
		return a.DegradeForNow(c.Now(), answer.Error.reason())
	case answer.Status == failed:
		return a.Degrade(c.Now(), answer.Error.reason())
	case refused == nil:
		return a.Complete(c.Now(), json.RawMessage(answer.Result))
	}
	if digest := answer.digest(); a.Refused != digest { // otherwise our response was lost, and the answer was sent again
		a.Refused = digest
		a.Refusals++
	}
	if a.Refusals < analysis.MaxRefusals {
		return nil
	}
	return a.Degrade(c.Now(), "the model's answer was unusable twice, last because "+refused.Error())
}

var (
	errRepeated = errors.New("the attempt already has an answer")
)

// awaited returns nil if a still waits for the attempt's answer, else analysis.ErrOvertaken or errRepeated.
func awaited(a *analysis.Analysis, attempt int) error {
	switch {
	case a.Attempt != attempt:
		return analysis.ErrOvertaken
	case a.State == analysis.Dispatched:
		return nil
	case a.State == analysis.Completed, a.State == analysis.Published:
		return errRepeated
	}
	return analysis.ErrOvertaken
}

// authenticate checks the capability token. If it is not valid, it reads the keys again, because they may have been rotated.
func (c *Callback) authenticate(ctx context.Context, token string, answer *answer) error {
	if token == "" {
		return fmt.Errorf("%w: no bearer token", errUnauthorized)
	}
	for _, keys := range []func(context.Context) ([][]byte, error){c.Keys.Values, c.Keys.Refresh} {
		values, err := keys(ctx)
		if err != nil {
			return err
		}
		if analysis.CheckCapability(values, token, answer.AnalysisID, answer.Attempt, c.Now()) == nil {
			return nil
		}
	}
	return fmt.Errorf("%w: %w", errUnauthorized, analysis.ErrCapability)
}

package document

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/packed"
)

// FromAnalysis returns the stored form of a, which shares nothing with it, and the bytes of its packed fields.
func FromAnalysis(a *analysis.Analysis) (d *Analysis, packed int, err error) {
	d = &Analysis{
		Kind: a.Kind, Repository: repository(a.Repository), InstallationID: a.InstallationID, Subject: subject(a.Subject),
		HeadSHA: a.HeadSHA, BaseSHA: a.BaseSHA, URL: a.URL, Previous: a.Previous,
		Attempt: a.Attempt, FirstAttempt: a.FirstAttempt, State: a.State,
		Degraded: text(a.Degraded), SkipReason: text(a.SkipReason), Failure: text(a.Failure), SupersededBy: text(a.SupersededBy),
		DueAt: instant(a.DueAt), Doubted: a.Doubted, Notified: a.Notified, NextTry: instant(a.NextTry), Retries: a.Retries, Unfunded: a.Unfunded, Effort: a.Effort, Thrift: text(a.Thrift), Deadline: instant(a.Deadline), Paused: a.Paused, Transient: a.Transient, WaitingSince: instant(a.WaitingSince), HeldUntil: instant(a.HeldUntil),
		Lease: lease{Owner: a.Lease.Owner, Until: instant(a.Lease.Until)},
		Tries: a.Tries, Refusals: a.Refusals, Refused: a.Refused, ExpireAt: instant(a.ExpireAt),
		Window: a.Window, ExecutionID: a.ExecutionID, Published: published(a.Published), Usage: usage(a.Usage),
		Deliveries:    append([]string(nil), a.Deliveries...),
		FindingsCount: countFindings(a.Result),
	}
	d.Usage.InputTokens, d.Usage.OutputTokens, d.Usage.CostUSD = copied(a.Usage.InputTokens), copied(a.Usage.OutputTokens), copied(a.Usage.CostUSD)
	if len(a.Times) > 0 {
		d.Times = make(map[string]time.Time, len(a.Times))
		for state, at := range a.Times {
			d.Times[string(state)] = instant(at)
		}
	}
	if a.Repository != (analysis.Repository{}) {
		d.RepositoryName = a.Repository.FullName()
	}
	if a.Risk != nil {
		d.RiskScore, d.RiskLevel = copied(&a.Risk.Score), a.Risk.Level
	}
	packed, err = d.packAll(a)
	return d, packed, err
}

func (d *Analysis) packAll(a *analysis.Analysis) (total int, err error) {
	steps := make([]analysis.Step, len(a.History))
	for i, step := range a.History {
		step.At = instant(step.At)
		steps[i] = step
	}
	for _, part := range []struct {
		to     *[]byte
		value  any
		absent bool
	}{
		{&d.Facts, a.Facts, a.Facts == nil},
		{&d.Risk, a.Risk, a.Risk == nil},
		{&d.Evidence, a.Evidence, len(a.Evidence) == 0},
		{&d.Digests, a.Digests, len(a.Digests) == 0},
		{&d.Coverage, a.Coverage, a.Coverage == nil},
		{&d.Settings, a.Settings, a.Settings == nil},
		{&d.Scale, a.Scale, a.Scale == nil},
		{&d.Result, a.Result, len(a.Result) == 0},
		{&d.Event, a.Event, len(a.Event) == 0},
		{&d.History, steps, len(steps) == 0},
	} {
		if part.absent {
			continue
		}
		bytes, err := packed.Pack(part.value)
		if err != nil {
			return 0, err
		}
		*part.to = bytes
		total += len(bytes)
	}
	return total, nil
}

// instant returns t as every store keeps it.
func instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}

// text returns s as valid UTF-8, which Firestore requires: a reason may quote outside input, or be cut.
func text(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

// countFindings counts the findings of a result; nil if it has no such list.
func countFindings(result json.RawMessage) *int {
	var listed struct {
		Findings []json.RawMessage `json:"findings"`
	}
	if json.Unmarshal(result, &listed) != nil || listed.Findings == nil {
		return nil
	}
	count := len(listed.Findings)
	return &count
}

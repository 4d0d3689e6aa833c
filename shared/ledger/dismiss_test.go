package ledger

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A block is lifted by whoever may, and by nobody else; what a person said stays until a person takes it back.
func TestDismiss_MovesFindingsAsPeopleSay(t *testing.T) {
	t.Parallel()
	open := Finding{Name: "F2", Severity: "high", State: Open}
	lifted := Finding{Name: "F2", Severity: "high", State: Dismissed, By: "mona", Why: "by design", EndedAt: "head"}
	reopened := open
	reopened.ReopenedAt = noon
	quiet := lifted
	quiet.Quiet = true
	others := func(f Finding) Finding { f.By, f.Why = "hubot", "no"; return f }
	for name, test := range map[string]struct {
		from Finding
		do   func(*Ledger) (*Ledger, error)
		want Finding
		err  error
	}{
		"dismissed":                         {open, dismiss("F2", false), lifted, nil},
		"by one who may not lift":           {open, dismiss("F2", true), quiet, nil},
		"lifted after it was quiet":         {others(quiet), dismiss("F2", false), lifted, nil},
		"quiet after it was lifted":         {others(lifted), dismiss("F2", true), others(lifted), nil},
		"again by one who may not lift":     {others(quiet), dismiss("F2", true), others(quiet), nil},
		"reopened":                          {lifted, reopen("F2"), reopened, nil},
		"a quiet one reopened":              {quiet, reopen("F2"), reopened, nil},
		"an open one reopened":              {open, reopen("F2"), open, nil},
		"one that is fixed":                 {Finding{Name: "F2", State: Fixed}, dismiss("F2", false), Finding{}, ErrEnded},
		"one whose lines are gone reopened": {Finding{Name: "F2", State: Outdated}, reopen("F2"), Finding{}, ErrEnded},
		"one that is not there":             {open, dismiss("F3", false), Finding{}, ErrNoFinding},
		"one that is not there reopened":    {open, reopen("F22"), Finding{}, ErrNoFinding},
	} {
		l := &Ledger{Head: "head", Findings: []Finding{{Name: "F1", State: Open}, test.from}}
		next, err := test.do(l)
		if !errors.Is(err, test.err) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(test.from, l.Findings[1]); diff != "" {
			t.Errorf("%s: changed in place: %s", name, diff)
		}
		if err != nil {
			continue
		}
		if diff := cmp.Diff([]Finding{{Name: "F1", State: Open}, test.want}, next.Findings); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if _, blocks := next.Blocks("high"); blocks != (test.want.State == Open || test.want.Quiet) {
			t.Errorf("%s: blocks: %t", name, blocks)
		}
	}
}

func dismiss(name string, quiet bool) func(*Ledger) (*Ledger, error) {
	return func(l *Ledger) (*Ledger, error) { return l.Dismiss(name, "mona", "by design", quiet) }
}

func reopen(name string) func(*Ledger) (*Ledger, error) {
	return func(l *Ledger) (*Ledger, error) { return l.Reopen(name, noon) }
}

package ledger

import (
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// GitHub resolves a conversation by itself when its suggestion is committed: whether that ends a finding as fixed or as dismissed is seen at
// the next head alone.
func TestResolve_CountsAtTheNextHead(t *testing.T) {
	t.Parallel()
	before := &Ledger{Head: "h1", Named: 1, Rounds: 1, Findings: []Finding{{
		Name: "F1", State: Open, Path: "a.go", Line: 2, Severity: "high", Anchor: Anchor{Lines: []uint32{digest("var limit = 10 // a day")}},
	}}}
	code := func(line string) Code {
		return Code{Files: []File{{Path: "a.go", Hunks: []Hunk{{Start: 1, Change: line, Lines: []uint32{digest("package a"), digest(line)}}}}}}
	}
	again := func(severity string) []Finding {
		return []Finding{{Path: "a.go", Line: 2, Severity: severity, Title: "again"}}
	}
	for name, c := range map[string]struct {
		line  string
		found []Finding
		want  State
	}{
		"the lines are as they were":       {"var limit = 10 // a day", nil, Dismissed},
		"and the model raises it again":    {"var limit = 10 // a day", again("high"), Dismissed},
		"as something worse":               {"var limit = 10 // a day", again("critical"), Open},
		"the lines have changed":           {"var limit = 1000", nil, Fixed},
		"and the defect is still in there": {"var limit = 11 // not more", again("high"), Open},
	} {
		resolved, err := before.Resolve("F1", "mona", true, noon)
		if err != nil || resolved.Findings[0].State != Open {
			t.Fatalf("at once: %+v, %v", resolved.Findings[0], err)
		}
		left := Code{Files: []File{{Path: "a.go", Omitted: true}}}
		unseen := resolved.Advance(Round{ID: "2", Head: "h2", Code: left, Whole: true}).Findings[0]
		if unseen.State != Open || unseen.ResolvedBy != "mona" {
			t.Errorf("GitHub leaves the lines out: %+v", unseen)
		}
		f := resolved.Advance(Round{ID: "2", Head: "h2", Code: code(c.line), Found: c.found, Whole: true, Full: true}).Findings[0]
		if f.State != c.want || f.State == Dismissed && (f.By != "mona" || !f.Quiet) || f.State == Open && f.ResolvedBy != "" {
			t.Errorf("%s: %+v, want %s", name, f, c.want)
		}
	}
}

func TestResolve_CountsAtMergeAndIsTakenBack(t *testing.T) {
	t.Parallel()
	before := &Ledger{Head: "h1", Findings: []Finding{{Name: "F1", State: Open}, {Name: "F2", State: Open}, {Name: "F3", State: Dismissed, By: "ann"}}}
	resolved, err := before.Resolve("F1", "mona", false, noon)
	if err != nil {
		t.Fatal(err)
	}
	merged := resolved.Merge()
	if f := merged.Findings; f[0].State != Dismissed || f[0].By != "mona" || f[0].Quiet || f[1].State != Open {
		t.Errorf("at merge: %+v", f)
	}
	for name, want := range map[string]State{"F1": Open, "F3": Dismissed} { // only what the conversation did
		back, err := merged.Unresolve(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range back.Findings {
			if f.Name == name && (f.State != want || f.ResolvedBy != "") {
				t.Errorf("%s: %+v, want %s", name, f, want)
			}
		}
	}
	dismissed, err := resolved.Dismiss("F1", "ann", "by design", false)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := dismissed.Unresolve("F1"); err != nil || back.Findings[0].State != Dismissed {
		t.Errorf("dismissed by a command: %+v, %v", back.Findings[0], err)
	}
	if _, err := before.Resolve("F9", "mona", false, noon); err == nil {
		t.Error("a finding that is not there")
	}
}

// Pub/Sub repeats messages and delivers them late: one of a conversation that was resolved before a finding came back must not end it again.
func TestResolve_FromBeforeAFindingWasReopenedEndsNothing(t *testing.T) {
	t.Parallel()
	code := Code{Files: []File{{Path: "a.go", Hunks: []Hunk{{Start: 1, Change: "x", Lines: []uint32{digest("package a"), digest("var limit = 10 // a day")}}}}}}
	dismissed := &Ledger{Head: "h1", Rounds: 1, Findings: []Finding{{
		Name: "F1", State: Dismissed, Path: "a.go", Line: 2, Severity: "high", By: "mona", Anchor: Anchor{Lines: []uint32{digest("var limit = 10 // a day")}},
	}}}
	byAPerson, err := dismissed.Reopen("F1", noon)
	if err != nil {
		t.Fatal(err)
	}
	worse := []Finding{{Path: "a.go", Line: 2, Severity: "critical", Title: "again"}}
	for name, l := range map[string]*Ledger{
		"by a person":                  byAPerson,
		"by a review that finds worse": dismissed.Advance(Round{ID: "2", Head: "h2", At: noon, Code: code, Found: worse, Whole: true}),
	} {
		for at, want := range map[time.Time]State{noon.Add(-time.Minute): Open, noon: Open, noon.Add(time.Minute): Dismissed} {
			resolved, err := l.Resolve("F1", "ann", false, at)
			if err != nil {
				t.Fatal(err)
			}
			if f := resolved.Advance(Round{ID: "3", Head: "h3", Code: code, Whole: true}).Findings[0]; f.State != want {
				t.Errorf("reopened %s, resolved at %s: %+v, want %s", name, at.Format(time.TimeOnly), f, want)
			}
		}
	}
}

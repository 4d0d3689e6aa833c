package ledger

import "testing"

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
		resolved, err := before.Resolve("F1", "mona", true)
		if err != nil || resolved.Findings[0].State != Open {
			t.Fatalf("at once: %+v, %v", resolved.Findings[0], err)
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
	resolved, err := before.Resolve("F1", "mona", false)
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
	if _, err := before.Resolve("F9", "mona", false); err == nil {
		t.Error("a finding that is not there")
	}
}

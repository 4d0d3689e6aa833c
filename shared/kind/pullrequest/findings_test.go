package pullrequest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

func TestFindings_AreLocatedInTheDiff(t *testing.T) {
	t.Parallel()
	facts := change.Facts{Files: []change.File{
		{Path: "a.go", Hunks: []diff.Range{{Start: 5, End: 10}, {Start: 20, End: 22}}},
		{Path: "deleted.go"},
	}}
	at := func(path string, line, end int) Finding {
		return Finding{Path: path, Line: line, EndLine: end}
	}
	onDiff, offDiff, dropped := Locate([]Finding{
		at("a.go", 5, 0), at("a.go", 10, 10), at("a.go", 8, 21), at("a.go", 20, 22), at("a.go", 9, 3),
		at("a.go", 4, 6), at("a.go", 11, 0), at("deleted.go", 1, 0),
		at("b.go", 5, 0), at("A.go", 5, 0), at("", 5, 0),
	}, facts)
	wantOn := []Finding{at("a.go", 5, 0), at("a.go", 10, 0), at("a.go", 8, 10), at("a.go", 20, 22), at("a.go", 9, 0)}
	wantOff := []Finding{at("a.go", 4, 6), at("a.go", 11, 0), at("deleted.go", 1, 0)}
	if diff := cmp.Diff(wantOn, onDiff); diff != "" {
		t.Errorf("on the diff (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantOff, offDiff); diff != "" {
		t.Errorf("off the diff (-want +got):\n%s", diff)
	}
	if dropped != 3 {
		t.Errorf("%d findings dropped, want 3", dropped)
	}
}

func TestFindings_RepeatedAreMergedAndRanked(t *testing.T) {
	t.Parallel()
	f := func(path string, line int, severity analysis.Severity, category, title string, confidence float64) Finding {
		return Finding{Path: path, Line: line, Severity: severity, Category: category, Title: title, Confidence: confidence}
	}
	to := func(end int, f Finding) Finding { f.EndLine = end; return f }
	got := Merge([]Finding{
		f("b", 1, "low", "tests", "Low", 0.9),
		f("a", 1, "high", "security", "Key in code", 0.5),
		f("a", 1, "medium", "correctness", "Key in code", 0.9), // another defect of the line
		f("a", 1, "high", "security", "A secret", 0.4),
		to(9, f("b", 7, "medium", "api", "Breaks callers", 0.9)),
		to(8, f("b", 6, "medium", "api", "No such field any more", 0.8)), // shares lines 7 and 8
		f("b", 9, "low", "api", "Undocumented", 0.8),                     // shares line 9
		to(12, f("b", 10, "low", "api", "Next door", 0.7)),
		f("a", 2, "high", "security", "Key in code", 0.8),
		f("b", 1, "critical", "api", "Other", 0.1),
		f("a", 3, "odd", "api", "Unrated", 1),
	})
	want := []Finding{
		f("b", 1, "critical", "api", "Other", 0.1),
		f("a", 2, "high", "security", "Key in code", 0.8),
		f("a", 1, "high", "security", "Key in code", 0.5),
		f("a", 1, "medium", "correctness", "Key in code", 0.9),
		to(9, f("b", 7, "medium", "api", "Breaks callers", 0.9)),
		f("b", 1, "low", "tests", "Low", 0.9),
		to(12, f("b", 10, "low", "api", "Next door", 0.7)),
		f("a", 3, "odd", "api", "Unrated", 1),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("merged (-want +got):\n%s", diff)
	}
}

func TestFindings_BeyondTheAnnotationLimitAreInTheText(t *testing.T) {
	t.Parallel()
	var findings []Finding
	for i := range 60 {
		findings = append(findings, Finding{Path: "cart/cart.go", Line: 100 + i, Severity: []analysis.Severity{"low", "critical"}[i%2], Category: "api", Title: "t", Explanation: "e"})
	}
	inTextOnly := renderer("")
	inTextOnly.TextOnly = true
	textOnly := inTextOnly.CheckRun(sample(t, findings...)).Shown()
	if inText, _ := cutSection(textOnly.Text, "### Findings on changed lines"); len(textOnly.Annotations) != 0 || inText != 60 {
		t.Errorf("text only: %d annotations, %d findings in the text; want 0, 60", len(textOnly.Annotations), inText)
	}
	run := renderer("").CheckRun(sample(t, findings...)).Shown()
	critical := 0
	for _, a := range run.Annotations {
		if a.Level == "failure" {
			critical++
		}
	}
	section, found := cutSection(run.Text, "### Further findings")
	if len(run.Annotations) != 50 || critical != 30 || !found || section != 10 {
		t.Errorf("%d annotations, %d of them critical, %d findings in the text; want 50, 30, 10", len(run.Annotations), critical, section)
	}
}

// cutSection counts the bullets of the section under a heading.
func cutSection(markdown, heading string) (bullets int, found bool) {
	_, rest, found := strings.Cut(markdown, heading)
	rest, _, _ = strings.Cut(rest, "\n### ")
	return strings.Count(rest, "\n- "), found
}

// A blank replacement must be dropped: a click on it would delete the finding's lines.
func TestFindings_HaveNoBlankReplacement(t *testing.T) {
	t.Parallel()
	for replacement, want := range map[string]string{" \n\t": "", "": "", "\treturn nil\n": "\treturn nil\n"} {
		result, err := DecodeResult(fmt.Appendf(nil, `{"findings": [{"path": "a.go", "line": 12.0, "replacement": %q}]}`, replacement))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]Finding{{Path: "a.go", Line: 12, Replacement: want}}, result.Findings); diff != "" {
			t.Errorf("%q (-want +got):\n%s", replacement, diff)
		}
	}
}

package risk

import (
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/google/go-cmp/cmp"
)

// People read the title in a list of checks, and repeat the sentence: both must be true of what the score compares with.
func TestTitle_NamesTheScale(t *testing.T) {
	t.Parallel()
	own := Compared{With: Own, Changes: 87}
	for _, test := range []struct {
		of              Assessment
		title, sentence string
	}{
		{Assessment{Model: Model, Score: 96.2, Compared: own}, "risk: top 4% here", "Riskier than 96% of this repository's last 87 changes."},
		{Assessment{Model: Model, Score: 99.9, Compared: own}, "risk: top 1% here", "Riskier than 99% of this repository's last 87 changes."},
		{Assessment{Model: Model, Score: 50, Compared: own}, "risk: lower half here", "Riskier than 50% of this repository's last 87 changes."},
		{Assessment{Model: Model, Score: 50.1, Compared: own}, "risk: top 50% here", "Riskier than 50% of this repository's last 87 changes."},
		{
			Assessment{Model: Model, Score: 91, Compared: Compared{With: Moved, Changes: 23}}, "risk: top 9%, fitted scale",
			"Riskier than 91% of the changes of eight open-source projects, moved to the level of this repository's 23 known changes; its own scale begins at 60.",
		},
		{
			Assessment{Model: Model, Score: 91, Compared: Compared{With: Fitted}}, "risk: top 9%, fitted scale",
			"Riskier than 91% of the changes of eight open-source projects; this repository's own scale begins at 60 changes.",
		},
		{
			Assessment{Model: Model, Score: 12, Compared: Compared{With: Fitted, Changes: 7}}, "risk: lower half, fitted scale",
			"Riskier than 12% of the changes of eight open-source projects; this repository's own scale begins at 60 changes (7 known).",
		},
		{Assessment{Model: Model, Score: 12, Compared: own, Guarded: change.Critical}, "risk: lower half here, very high by a guard", "Riskier than 12% of this repository's last 87 changes."},
		{Assessment{Model: Model, Score: 88, Compared: own, Guarded: change.Medium}, "risk: top 12% here", "Riskier than 88% of this repository's last 87 changes."},
		{Assessment{Model: Model, Score: 97, Compared: Compared{With: Own, Changes: 87, Healthy: true}, Guarded: change.High}, "risk: top 3% here", "Riskier than 97% of this repository's last 87 changes."},
		{Assessment{Model: Model, Score: 97, Compared: Compared{With: Own, Changes: 87, Healthy: true}, Guarded: change.Critical}, "risk: top 3% here, very high by a guard", "Riskier than 97% of this repository's last 87 changes."},
		{Assessment{Model: Model, Score: 88, Compared: own}, "risk: top 12% here", "Riskier than 88% of this repository's last 87 changes."},
		{Assessment{Model: Model, NotScored: "CI only"}, "not scored: CI only", ""},
		{Assessment{Model: Model, NotScored: "CI only", Guarded: change.High}, "not scored: CI only, high by a guard", ""},
		{Assessment{Score: 91.4, Level: change.Critical}, "risk 91 (very high)", ""},
	} {
		if got := test.of.Title(); got != test.title {
			t.Errorf("title %q, want %q", got, test.title)
		}
		if got := test.of.Sentence(); got != test.sentence {
			t.Errorf("sentence %q, want %q", got, test.sentence)
		}
	}
}

func TestNotScored_SaysWhatChanged(t *testing.T) {
	t.Parallel()
	for want, paths := range map[string]string{
		"documentation only": "README.md docs/a.md", "CI only": ".github/workflows/ci.yml", "tests only": "a_test.go",
		"tests and documentation only": "a_test.go README.md", "lock files only": "go.sum", "nothing changed": "", "": "a.go a_test.go",
		"no production code changed": "a_test.go README.md go.sum .github/workflows/ci.yml",
	} {
		var patches []diff.Patch
		for path := range strings.FieldsSeq(paths) {
			patches = append(patches, diff.Patch{Path: path, Additions: 3})
		}
		if got := Assess(change.Measure(patches)).NotScored; got != want {
			t.Errorf("%q: %q, want %q", paths, got, want)
		}
	}
	moved := Assess(change.Measure([]diff.Patch{{Path: "b.go", PreviousPath: "a.go", Status: diff.Renamed}}))
	if moved.NotScored != "no changed lines of production code" {
		t.Errorf("a pure move: %q", moved.NotScored)
	}
}

func TestTell_LargestDriverFirstWithItsPlace(t *testing.T) {
	t.Parallel()
	facts := change.Measure([]diff.Patch{{Path: "a.go", Text: "@@ -7,2 +7,2 @@\n-return old(x)\n+if err := run(ctx, load(x)); err != nil {\n x"}})
	facts.History = &change.History{FileChanges: 3, ChangedFile: "a.go", Authored: 9, Commits: 10}
	a := Assess(facts)
	for i := range a.Drivers {
		a.Drivers[i].Here = 49 + i // the others are more than in half of the changes here
	}
	a.Score = 90
	told := a.Tell(&facts)
	var names []string
	total := 0
	for _, d := range told {
		names = append(names, d.Name)
		total += d.Percent
	}
	if diff := cmp.Diff([]string{"New logic", "File history", "Familiarity", "Removed code"}, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if total < 98 || total > 102 {
		t.Errorf("the shares add up to %d%%", total)
	}
	if first := told[0]; first.Place == nil || first.Place.Path != "a.go" || !strings.Contains(first.Sentence, "call") || strings.Contains(first.Sentence, "here") {
		t.Errorf("%+v: want the calls at a.go, and nothing of what is usual here", first)
	}
	if known := told[2]; known.Sentence != "Much of what is here is by the same author; a second reader helps most." {
		t.Errorf("%+v: want what helps, and no comparison of people", known)
	}
	a.Score = MediumAbove
	if quiet := a.Tell(&facts)[2]; quiet.Sentence != "Much of what is here is by the same author." {
		t.Errorf("of a change in the lower half: %+v: want no reader asked for", quiet)
	}
	if last := told[3]; last.Sentence != "1 line of production code removed; more than in 50% of the changes here." {
		t.Errorf("%+v", last)
	}
	if none := Assess(change.Facts{}).Tell(nil); none != nil {
		t.Errorf("a change without a score has drivers: %+v", none)
	}
}

// Drivers without a part in the risk, and small ones without words, are noise. A file is "the file" only where it is the one that is linked.
func TestTell_LeavesOutWhatIsNoDriver(t *testing.T) {
	t.Parallel()
	place := func(path string) []change.Place { return []change.Place{{Path: path}} }
	a := Assessment{
		Drivers: []Driver{{Name: NewLogic, Share: 94}, {Name: RemovedCode, Share: 0.9}, {Name: FileHistory, Share: 5}, {Name: Familiarity, Share: 0.1}},
		Signals: []Signal{
			{Name: "file_changes", Value: 3, Share: 4, Places: place("pkg/a.go")}, {Name: "file_fixes", Value: 1, Share: 1, Places: place("pkg/b.go")},
			{Name: "deleted_nesting", Value: 3, Share: 0.9},
		},
	}
	said := func(a Assessment) (all []string) {
		for _, d := range a.Tell(nil) {
			all = append(all, d.Name+": "+d.Sentence)
		}
		return all
	}
	want := []string{"New logic: Production code added.", "File history: The file changes often, b.go was fixed lately."}
	if diff := cmp.Diff(want, said(a)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	a.Signals = nil
	want[1] = "File history: Its files change now and then."
	if diff := cmp.Diff(want, said(a)); diff != "" {
		t.Errorf("5%% of the risk (-want +got):\n%s", diff)
	}
	a.Drivers[2].Share = 4
	if diff := cmp.Diff(want[:1], said(a)); diff != "" {
		t.Errorf("4%% of the risk (-want +got):\n%s", diff)
	}
}

// The author of a risky change must get advice, and only useful advice.
func TestTell_AdvisesTheAuthor(t *testing.T) {
	t.Parallel()
	code := func(path string, class filekind.Class) change.File {
		return change.File{Path: path, Class: class, Additions: 90, Code: change.Code{NewWords: 50}}
	}
	api, web, small := code("api/pay/a.go", filekind.Production), code("web/b.ts", filekind.Production), code("top.go", filekind.Production)
	small.Code.NewWords = 10
	tests := []change.ClassTotals{{Class: filekind.Test, Totals: change.Totals{Files: 1, Additions: 9}}}
	for name, test := range map[string]struct {
		facts change.Facts
		here  int
		want  string
	}{
		"a migration with code":     {change.Facts{Files: []change.File{api, code("db/1.sql", filekind.Migration)}}, 90, "Split the migration from the rest of the change."},
		"a migration alone":         {change.Facts{Files: []change.File{code("db/1.sql", filekind.Migration)}, Classes: tests}, 90, ""},
		"two parts":                 {change.Facts{Files: []change.File{api, web, small}, Classes: tests}, 90, "Split it if its parts can stand alone: api/pay (45%), web (45%)."},
		"one part without tests":    {change.Facts{Files: []change.File{api, small}}, 90, "Add a test: no line of tests is new."},
		"one part with its tests":   {change.Facts{Files: []change.File{api}, Classes: tests}, 90, ""},
		"no new words in two parts": {change.Facts{Files: []change.File{{Path: "api/a.go"}, {Path: "web/b.ts"}}, Classes: tests}, 90, ""},
		"usual here":                {change.Facts{Files: []change.File{api, web}}, 79, ""},
	} {
		a := Assessment{Drivers: []Driver{{Name: NewLogic, Share: 1, Here: test.here}}}
		if told := a.Tell(&test.facts); len(told) != 1 || told[0].Advice != test.want {
			t.Errorf("%s: %+v, want %q", name, told, test.want)
		}
	}
	fix := Assessment{Score: 90, Drivers: []Driver{{Name: FileHistory, Share: 1}}}
	if told := fix.Tell(&change.Facts{Fix: true}); told[0].Advice != "Add a test that fails without this fix." || told[0].Sentence != "Its files change now and then." {
		t.Errorf("of a risky fix: %+v", told)
	}
	if told := fix.Tell(&change.Facts{}); told[0].Advice != "" {
		t.Errorf("no fix: %+v", told)
	}
	if told := fix.Tell(nil); told[0].Advice != "" {
		t.Errorf("without facts: %+v", told)
	}
}

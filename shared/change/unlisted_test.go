package change

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// Thousands of files that come first must not hide the code that comes after them.
func TestUnlisted_CountsAsProductionCode(t *testing.T) {
	t.Parallel()
	docs := diff.Patch{Path: "a.md", Status: diff.Added, Additions: 5, Text: "@@ -0,0 +1,5 @@\n+a\n+b\n+c\n+d\n+e"}
	code := diff.Patch{Path: "a.go", Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+package a"}
	unlisted := Totals{2, 30, 4}
	for name, test := range map[string]struct {
		listed []diff.Patch
		want   []ClassTotals
		source Totals
	}{
		"after documentation": {[]diff.Patch{docs}, []ClassTotals{{filekind.Production, Totals{2, 30, 4}}, {filekind.Docs, Totals{1, 5, 0}}}, Totals{2, 30, 4}},
		"after code":          {[]diff.Patch{docs, code}, []ClassTotals{{filekind.Production, Totals{3, 31, 4}}, {filekind.Docs, Totals{1, 5, 0}}}, Totals{3, 31, 4}},
	} {
		f := Measure(test.listed)
		whole := Totals{f.Total.Files + 2, f.Total.Additions + 30, f.Total.Deletions + 4}
		f.AddUnlisted(Unlisted(whole, test.listed))
		if diff := cmp.Diff(test.want, f.Classes); diff != "" {
			t.Errorf("%s: classes (-want +got):\n%s", name, diff)
		}
		if source := (Totals{f.Source.Files, f.Source.Additions, f.Source.Deletions}); f.Total != whole || f.Omitted != unlisted || f.Unlisted != unlisted || source != test.source {
			t.Errorf("%s: in all %+v, omitted %+v, unlisted %+v, production %+v", name, f.Total, f.Omitted, f.Unlisted, source)
		}
		if added, deleted := f.UnseenLines(); added != 30 || deleted != 4 {
			t.Errorf("%s: +%d -%d are unseen", name, added, deleted)
		}
	}
	f := Measure([]diff.Patch{docs})
	f.AddUnlisted(Unlisted(f.Total, []diff.Patch{docs}))
	if diff := cmp.Diff(Measure([]diff.Patch{docs}), f); diff != "" {
		t.Errorf("a change that is listed whole (-want +got):\n%s", diff)
	}
}

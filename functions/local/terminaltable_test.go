package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
)

func TestLayTables_WrapsCellsAndKeepsFigures(t *testing.T) {
	t.Parallel()
	const markdown = "Before\n\n| Signal | Measured | Points |\n| --- | --- | ---: |\n" +
		"| **calls** | 14 calls \\| words in [`src/Illuminate/Filesystem/Adapter.php:229-283`](https://github.com/o/r/blob/x) | 1,234.5 |\n| x | | 2 |\n\nAfter\n"
	want := "Before\n\n```\n" +
		"Signal  Measured               Points\n" +
		"─────────────────────────────────────\n" +
		"calls   14 calls | words in   1,234.5\n" +
		"        src/Illuminate/\n" +
		"        Filesystem/\n" +
		"        Adapter.php:229-283\n" +
		"x                                   2\n" +
		"```\n\nAfter\n"
	if diff := cmp.Diff(want, layTables(markdown, 37)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLayTables_KeepsLinesThatOnlyBeginLikeATable(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"| alone\n", "| one\n| two\n", "a\n| b\nc\n| d"} {
		if got := layTables(text, 80); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestMarkdown_HasNoDeadLinks(t *testing.T) {
	t.Parallel()
	s := shownAnalysis{CheckRun: &checkRun{Title: "T", Summary: "See [`a.go:1`](https://github.com/local/x/blob/y/a.go#L1), [#2](https://github.com/local/x/pull/2) and [docs](https://docs.github.com/z)."}}
	if said := s.markdown(); !cmp.Equal(said, s.whole()) {
		t.Errorf("of a repository on GitHub: %s", said)
	}
	s.unhosted = true
	const alive = "See `a.go:1`, #2 and [docs](https://docs.github.com/z)."
	if said := s.markdown(); !strings.Contains(said, alive) {
		t.Errorf("of no repository on GitHub: %s", said)
	}
	s.URL, s.Published.CheckRunURL = "https://github.com/local/x/pull/1", "https://github.com/local/x/runs/7"
	s.unlink()
	if s.CheckRun.Summary != alive || s.URL != "" || s.Published.CheckRunURL != "" {
		t.Errorf("as JSON: %+v, %+v", s.CheckRun, s.View)
	}
	s.Published.ReleaseURL = "https://github.com/local/x/releases/tag/v1"
	s.Release = &shownRelease{Outline: releasenotes.Outline{Tag: "v1", Compare: "https://github.com/local/x/compare/v0...v1", Sections: []releasenotes.OutlineSection{{Title: "Fixes", Entries: []releasenotes.OutlineEntry{{
		Text: "Mend it", Section: "Fixes", Links: []releasenotes.Link{{Ref: release.Ref{Pull: 7}, URL: "https://github.com/local/x/pull/7"}},
	}}}}}}
	for _, format := range []string{"json", "changelog"} {
		var out strings.Builder
		if err := s.print(&out, format, false); err != nil || strings.Contains(out.String(), "github.com/local") || !strings.Contains(out.String(), "Mend it") {
			t.Errorf("%v, %s: %s", err, format, out.String())
		}
	}
	if said := (&shownAnalysis{}).living("the [check run](https://github.com/octo/project/runs/1001)."); said != "the check run." {
		t.Errorf("a check run of the stand-in: %s", said)
	}
}

// In 80 columns "multiline_method_call.rb" stood as "multiline_method_c" and "all.rb", beside a column with room.
func TestLayTables_BreaksNoWordWhileAnotherColumnCanGive(t *testing.T) {
	t.Parallel()
	got := layTables("| File | Most by |\n| --- | --- |\n| `lib/cop/multiline_method_call.rb` | Mona Lisa Octocat (40%) of 8 people |\n", 44)
	want := "```\n" +
		"File                      Most by\n" +
		"────────────────────────────────────────────\n" +
		"lib/cop/                  Mona Lisa Octocat\n" +
		"multiline_method_call.rb  (40%) of 8 people\n" +
		"```\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

package releasenotes

import (
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/render/rendertest"
	"github.com/devplus-app/devplus/shared/settings"
)

var hostile = []string{
	"@octocat @octo/team merges #1 and GH-2", "<script>alert(1)</script><img src=x onerror=y>", "--> <!-- devplus:release_notes end -->",
	"<!-- devplus:release_notes begin -->", "[click](https://evil.example) ![x](https://evil.example/x.png) https://evil.example www.evil.example",
	"**Breaking** _x_ `y` ~~z~~ | a | b |", "# Heading", "- [ ] task", "> [!WARNING]", "```suggestion", "````markdown", "1. one", "/close", "a\u202eb\u200dc\x00d",
	"line\n\n## Injected\n\n- entry ([#99](https://github.com/acme/shop/pull/99))", "", "\u200b", "[#98](https://github.com/acme/shop/pull/98)", strings.Repeat("long ", 500),
	"feat(@octocat)!: drop\r\n\r\nBREAKING", "Bump <b>x</b>`@octocat` from <i> to --> (#7)", "$`x`$", "\\", "&lt;b&gt; &#64;octocat",
}

// hostileSet has in every text what GitHub would act on.
func hostileSet() *Set {
	var pulls []release.Pull
	for i, text := range hostile {
		pulls = append(pulls, release.Pull{
			Title: text, Author: release.Account{Login: []string{"ann_x", text, "dependabot[bot]"}[i%3], Bot: i%3 == 2},
			Body: "BREAKING CHANGE: " + text, Labels: []string{text},
		})
	}
	e := evidence(pulls...)
	e.HeadTag, e.BaseTag = "v1.0-`<b>`)(@octocat", "v0.9]("
	e.NewContributors = []string{"ann_x", hostile[1]}
	e.Notes = []string{hostile[0]}
	e.Commits = append(e.Commits, release.Commit{SHA: strings.Repeat("c", 40), Title: hostile[1], Author: release.Account{Name: hostile[0]}, Parents: 1})
	s := Collect(e)
	return &s
}

// hostileAnswer has the same in every text of the model's.
func hostileAnswer(s *Set) Result {
	a := Result{Highlights: hostile, UpgradeNotes: hostile}
	for i, e := range s.Entries {
		a.Sections = append(a.Sections, WordedSection{
			Title: hostile[i%len(hostile)], Entries: []WordedEntry{{Text: hostile[(i+1)%len(hostile)], PRs: []int{e.Ref.Pull}}},
		})
	}
	return a
}

// ours finds the pages that notes link.
var ours = regexp.MustCompile(`^/(acme/shop/(pull/\d+|commit/[0-9a-f]{40}|compare/.+)|ann_x)$`)

var acted = regexp.MustCompile(`(?i)(^|[^\w/])@[a-z0-9]|\bGH-\d|https?://|www\.\w`)

func TestPage_EscapesHostileText(t *testing.T) {
	t.Parallel()
	s := hostileSet()
	w := page.Writer{Repository: "acme/shop"}
	for name, n := range map[string]Notes{"hostile_plain": Plain(s), "hostile_worded": Word(s, hostileAnswer(s))} {
		all := lines(s, n, w)
		notes := join(all)
		for _, l := range all {
			if strings.Contains(l.String(), "\n") {
				t.Errorf("%s: a line has several: %q", name, l.String())
			}
		}
		if strings.Contains(notes, "<!--") || strings.Contains(strings.ReplaceAll(notes, "…", ""), "\u202e") {
			t.Errorf("%s holds a comment, or what is not seen", name)
		}
		for _, n := range rendertest.Elements(t, notes) {
			switch n.Type {
			case html.ElementNode:
				if !slices.Contains([]string{"h2", "p", "ul", "li", "code", "a", "em", "strong"}, n.Data) {
					t.Errorf("%s makes <%s>", name, n.Data)
				}
				for _, a := range n.Attr {
					if u, err := url.Parse(a.Val); err != nil || u.Scheme != "https" || u.Host != "github.com" || !ours.MatchString(u.Path) {
						t.Errorf("%s links %q", name, a.Val)
					}
				}
			case html.TextNode:
				if (n.Parent == nil || n.Parent.Data != "code" && n.Parent.Data != "a") && acted.MatchString(n.Data) {
					t.Errorf("%s leaves %q live", name, n.Data)
				}
			case html.CommentNode:
				t.Errorf("%s makes a comment", name)
			}
		}
		body, err := write("", s, n, w)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := write(body, s, n, w); err != nil || again != body {
			t.Errorf("%s: a second write changes it, %v:\n%s", name, err, cmp.Diff(body, again))
		}
		for number := range s.pulls() {
			if n := strings.Count(notes, fmt.Sprintf("/pull/%d)", number)); n != 1 {
				t.Errorf("%s names #%d %d times", name, number, n)
			}
		}
		rendertest.Golden(t, name, notes+"\n")
		if fence := regexp.MustCompile("(?s)^(`{3,})markdown\n(.*)\n(`{3,})$").FindStringSubmatch(page.Copied(notes).Markdown()); fence == nil || fence[1] != fence[3] || strings.Contains(fence[2], fence[1]) {
			t.Errorf("%s breaks out of its fence", name)
		}
	}
}

func TestWrite_CutsLongNotesAtEntries(t *testing.T) {
	t.Parallel()
	var pulls []release.Pull
	for i := range 4000 {
		pulls = append(pulls, release.Pull{Title: fmt.Sprintf("%s: change number %d é%s", []string{"fix", "feat", "feat!"}[min(i%100, 2)], i, strings.Repeat("x", i%100))})
	}
	s := Collect(evidence(pulls...))
	if len(s.Entries) != MaxEntries || s.Left != 2000 || !s.Entries[0].Breaking {
		t.Fatalf("%d entries, %d left", len(s.Entries), s.Left)
	}
	n, w := Plain(&s), page.Writer{Repository: "acme/shop"}
	before, after := strings.Repeat("é", 5000)+"\n", "\r\nThe end."
	body, err := write(before+opening+"\n"+closing+" -->"+after, &s, n, w)
	if err != nil {
		t.Fatal(err)
	}
	if len(body) > render.MaxReleaseBody || len(body) < render.MaxReleaseBody*9/10 || !strings.HasPrefix(body, before+opening) || !strings.HasSuffix(body, after) {
		t.Errorf("the body has %d bytes", len(body))
	}
	said := regexp.MustCompile(`_(\d+) lines left out: GitHub takes no longer text._`)
	kept := strings.Count(body, "\n- ")
	if m := said.FindStringSubmatch(body); m == nil || m[1] != fmt.Sprint(4000-kept) {
		t.Errorf("of 4000 %d are there, and it says %q", kept, m)
	}
	if !strings.Contains(body, "## Breaking changes\n\n- change number 2 é") {
		t.Error("breaking changes are not first")
	}
	stored, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	a := &analysis.Analysis{Kind: Name, Repository: analysis.Repository{Owner: "acme", Name: "shop"}, State: analysis.Completed, Degraded: "x", Evidence: stored}
	run := render.Renderer{Page: kind.List{&Kind{}}.Page}.CheckRun(a).Shown()
	rendertest.Limits(t, run, "")
	for _, text := range []string{run.Summary, run.Text} {
		if !said.MatchString(text) || strings.Count(text, "\n- ") < 300 {
			t.Errorf("the check run does not say what is left out, in %d bytes", len(text))
		}
	}
}

// A team that says where its changes stand must find them there, whatever a model thinks of it, and what the model forgot, too.
func TestWord_KeepsTheRepositorysCategories(t *testing.T) {
	t.Parallel()
	e := evidence(
		release.Pull{Title: "feat(cli): one"}, release.Pull{Title: "ops: two"}, release.Pull{Title: "ops: three"}, release.Pull{Title: "fix: four"}, release.Pull{Title: "feat(cli)!: five"},
	)
	s := Collect(e)
	Config{}.Apply(&s, e, settings.NotesForm{Categories: []settings.NotesCategory{
		{Title: "For operators", NotesMatch: settings.NotesMatch{Types: []string{"ops"}}}, {Title: "Command line", NotesMatch: settings.NotesMatch{Scopes: []string{"cli"}}},
	}}, nil)
	n := Word(&s, Result{Sections: []WordedSection{
		{Title: "New", Entries: []WordedEntry{{Text: "One", PRs: []int{1}}, {Text: "Four", PRs: []int{4}}, {Text: "Five", PRs: []int{5}}}},
		{Title: "Better", Entries: []WordedEntry{{Text: "Two", PRs: []int{2}}}},
	}})
	var got []string
	for _, section := range n.Sections {
		for _, w := range section.Entries {
			got = append(got, section.Title+": "+w.Text)
		}
	}
	if diff := cmp.Diff([]string{"Breaking changes: Five", "For operators: Two", "For operators: ops: three", "Command line: One", "New: Four"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWord_LetsTheModelWordAndCodeDecide(t *testing.T) {
	t.Parallel()
	s := Collect(evidence(
		release.Pull{Title: "feat: one"}, release.Pull{Title: "fix!: two", Body: "BREAKING CHANGE: call it otherwise"}, release.Pull{Title: "three"},
		release.Pull{Title: "Bump x from 1 to 2"}, release.Pull{Title: "five"},
	))
	n := Word(&s, Result{
		Sections: []WordedSection{
			{Title: "## Better", Entries: []WordedEntry{
				{Text: "One and three (#1, #3)", PRs: []int{1, 3}}, {Text: "Two", PRs: []int{2}}, {Text: "Dependency", PRs: []int{4}}, {Text: "None"}, {Text: " ", PRs: []int{5}},
			}},
			{Title: "new contributors", Entries: []WordedEntry{{Text: "Five", PRs: []int{5, 5, 3}, Breaking: true}}},
		},
	})
	var got []string
	for _, section := range n.Sections {
		for _, e := range section.Entries {
			line := section.Title + ": " + e.Text
			for _, c := range e.Of {
				line += fmt.Sprintf(" %d", c.Ref.Pull)
			}
			got = append(got, line)
		}
	}
	want := []string{"Breaking changes: Two 2", "Breaking changes: Five 5", "Upgrade notes: call it otherwise", "Better: One and three 1 3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n.Forgotten != 0 || n.Invented != 2 || n.Repeated != 3 || !slices.Equal(n.Raised, []int{5}) {
		t.Errorf("forgotten %d, invented %d, repeated %d, raised %v", n.Forgotten, n.Invented, n.Repeated, n.Raised)
	}
	if s.Next.Version != "v2.0.0" {
		t.Errorf("next %+v", s.Next)
	}
}

// Firestore takes 1 MiB; what is stored of an analysis, packed, may have 600 KiB.
func TestCollect_FitsIntoADocument(t *testing.T) {
	t.Parallel()
	var pulls []release.Pull
	for i := range 5000 {
		noise := fmt.Sprintf("%x", sha512.Sum512([]byte{byte(i), byte(i >> 8)}))
		noise += fmt.Sprintf("%x", sha512.Sum512([]byte(noise)))
		p := release.Pull{Title: "fix!: " + noise, Body: "BREAKING CHANGE: " + noise[50:], Author: release.Account{Login: noise[:30]}}
		if i%2 == 0 {
			p = release.Pull{Title: "Bump " + noise + " from " + noise[:130] + " to " + noise[:140], Author: release.Account{Login: "dependabot[bot]", Bot: true}}
		}
		pulls = append(pulls, p)
	}
	stored, err := json.Marshal(Collect(evidence(pulls...)))
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(stored); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	if packed.Len() > 450<<10 {
		t.Errorf("%d bytes, packed %d", len(stored), packed.Len())
	}
}

func TestPage_OfNothingSaysSo(t *testing.T) {
	t.Parallel()
	s := Collect(evidence())
	want := "Nothing has changed.\n\n**Full changelog:** [`v1.0.0`...`v1.1.0`](https://github.com/acme/shop/compare/v1.0.0...v1.1.0)"
	if got := join(lines(&s, Plain(&s), page.Writer{Repository: "acme/shop"})); got != want {
		t.Errorf("%q", got)
	}
}

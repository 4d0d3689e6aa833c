package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind/nextrelease"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/testing/gittest"
	"github.com/devplus-app/devplus/shared/wiring"
)

// growing is a repository that is pushed to, with its next release shown.
type growing struct {
	*rig
	dir  string
	head string
}

func newGrowing(t *testing.T, how settings.NextRelease, mayWrite bool) *growing {
	t.Helper()
	dir, head := taggedRepository(t, "")
	r := newRigOn(t, 0, standin.Options{Dir: dir, ContentsWrite: mayWrite}, func(p *wiring.Parts) {
		p.Settings.NextRelease, p.Settings.ReleaseNotes = how, settings.Show
		p.Kestra, p.NoKestra = nil, "no workflow engine is configured"
	})
	return &growing{r, dir, head}
}

func (g *growing) git(args ...string) string {
	g.t.Helper()
	return gittest.RunAt(g.t, g.dir, g.now.UTC(), args...)
}

// commit changes a file and pushes it.
func (g *growing) commit(path, title string) {
	g.t.Helper()
	file := filepath.Join(g.dir, path)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		g.t.Fatal(err)
	}
	text, _ := os.ReadFile(file)
	if err := os.WriteFile(file, append(text, title+"\n"...), 0o600); err != nil {
		g.t.Fatal(err)
	}
	g.git("add", "--all")
	g.git("commit", "--quiet", "-m", title)
	g.pushed()
}

func (g *growing) pushed() {
	g.t.Helper()
	before := g.head
	g.head = gittest.Head(g.t, g.dir)
	payload, err := g.gh.PushPayload("main", before, g.head)
	g.deliver("push", payload, err)
}

// after delivers everything once the clock has moved.
func (g *growing) after(d time.Duration) (calls int) {
	g.now = g.now.Add(d)
	before := len(g.gh.Calls())
	for len(g.queue) > 0 {
		g.step()
	}
	return len(g.gh.Calls()) - before
}

func (g *growing) draft() standin.Release {
	g.t.Helper()
	var drafts []standin.Release
	for _, r := range g.gh.Releases() {
		if r.Draft {
			drafts = append(drafts, r)
		}
	}
	if len(drafts) != 1 {
		g.t.Fatalf("%d drafts, want 1: %+v", len(drafts), drafts)
	}
	return drafts[0]
}

// Two drafts, or one that stays behind, would be published as what it is not.
func TestNextRelease_OneDraftGrowsWithEachPush(t *testing.T) {
	t.Parallel()
	g := newGrowing(t, settings.NextDraft, true)
	g.commit("limits.go", "fix: count from zero (#4)")
	g.after(0)
	first := g.draft()
	if first.Tag != "v1.1.1" || first.Name != "v1.1.1" || !strings.Contains(first.Body, "count from zero") || !strings.Contains(first.Body, "Risk so far: **") {
		t.Fatalf("%s %s\n%s", first.Tag, first.Name, first.Body)
	}
	if err := g.gh.EditRelease(first.ID, func(r *standin.Release) { r.Body += "\n\nThanks to everybody." }); err != nil {
		t.Fatal(err)
	}
	g.commit("export.go", "feat: export rows (#5)")
	if calls := g.after(2 * time.Minute); calls > nextrelease.MaxCalls {
		t.Errorf("a push cost %d requests, at most %d", calls, nextrelease.MaxCalls)
	}
	second := g.draft()
	for _, want := range []string{"**The next release is `v1.2.0`:** 1 feature and no breaking change.", "2 changes since `v1.1.0`", "- export rows ([#5](", "- count from zero ([#4](", "Thanks to everybody.", "What raises it most:"} {
		if !strings.Contains(second.Body, want) {
			t.Errorf("the draft lacks %q:\n%s", want, second.Body)
		}
	}
	if second.ID != first.ID || second.Tag != "v1.2.0" || second.Name != "v1.2.0" {
		t.Errorf("draft %d %s %s, was %d", second.ID, second.Tag, second.Name, first.ID)
	}
	if runs := g.gh.CheckRuns(); len(runs) != 0 {
		t.Errorf("check runs beside the draft: %+v", runs)
	}
}

func TestNextRelease_PushesWithinAMinuteShareOneRun(t *testing.T) {
	t.Parallel()
	g := newGrowing(t, settings.NextDraft, true)
	g.commit("a.go", "fix: one (#4)")
	g.after(0)
	before := len(g.gh.Calls())
	for _, title := range []string{"fix: two (#5)", "fix: three (#6)", "feat: four (#7)"} {
		g.now = g.now.Add(10 * time.Second)
		g.commit("b.go", title)
	}
	g.after(0)
	if calls := len(g.gh.Calls()) - before; calls > nextrelease.MaxCalls {
		t.Errorf("three pushes cost %d requests, want one run of at most %d", calls, nextrelease.MaxCalls)
	}
	if d := g.draft(); !strings.Contains(d.Body, "4 changes since `v1.1.0`") || d.Tag != "v1.2.0" {
		t.Errorf("%s\n%s", d.Tag, d.Body)
	}
}

func TestNextRelease_IsACheckWhereTheAppMayNotWrite(t *testing.T) {
	t.Parallel()
	for _, how := range []settings.NextRelease{settings.NextDraft, settings.NextShow} {
		g := newGrowing(t, how, false)
		g.commit("a.go", "feat!: drop v1 (#4)")
		if calls := g.after(0); calls > nextrelease.MaxCalls {
			t.Errorf("%s: %d requests", how, calls)
		}
		runs := g.gh.CheckRuns()
		if len(runs) != 1 || runs[0].Name != "DevPlus: next release" || runs[0].HeadSHA != g.head || runs[0].Conclusion != "neutral" ||
			!strings.HasPrefix(runs[0].Title, "v2.0.0, 1 change, risk so far ") || !strings.Contains(runs[0].Text, "## Breaking changes") {
			t.Errorf("%s: %+v", how, runs)
		}
		if n := len(g.gh.Releases()); n != 0 {
			t.Errorf("%s: %d releases", how, n)
		}
	}
}

func TestNextRelease_IsOffByDefault(t *testing.T) {
	t.Parallel()
	g := newGrowing(t, settings.Default().NextRelease, true)
	g.commit("a.go", "fix: one (#4)")
	if calls := g.after(0); calls > 2 || len(g.gh.Releases())+len(g.gh.CheckRuns()) != 0 {
		t.Errorf("%d requests, releases %+v", calls, g.gh.Releases())
	}
}

// A part's version that another part's change decides sends users to a release that does not concern them.
func TestNextRelease_SaysEachPartByItself(t *testing.T) {
	t.Parallel()
	g := newGrowing(t, settings.NextDraft, true)
	g.now = g.now.Add(time.Hour)
	g.commit("api/a.go", "Start of api (#4)")
	g.commit("cli/c.go", "Start of cli (#5)")
	g.git("tag", "api/v1.2.0")
	g.git("tag", "cli/v3.0.0")
	g.after(0)
	for i, c := range [][2]string{{"api/a.go", "feat: paging (#6)"}, {"cli/c.go", "feat!: drop --old (#7)"}, {"api/a.go", "fix: retries (#8)"}} {
		g.now = g.now.Add(time.Duration(i+2) * time.Minute)
		g.commit(c[0], c[1])
		if calls := g.after(0); calls > nextrelease.MaxCalls {
			t.Errorf("%s: %d requests", c[1], calls)
		}
	}
	d := g.draft()
	for _, want := range []string{"**The next release of `api` is `api/v1.3.0`:** 1 feature", "**The next release of `cli` is `cli/v4.0.0`:** 1 breaking change", "2 changes since `api/v1.2.0`", "1 change since `cli/v3.0.0`"} {
		if !strings.Contains(d.Body, want) {
			t.Errorf("the draft lacks %q:\n%s", want, d.Body)
		}
	}
}

// A release must reuse the measurements of its pushes: measuring again would double the calls.
func TestNextRelease_ServesTheReleaseThatComes(t *testing.T) {
	t.Parallel()
	g := newGrowing(t, settings.NextDraft, true)
	g.commit("limits.go", "feat: limits of exports (#4)")
	g.after(0)
	draft := g.draft()
	if err := g.gh.EditRelease(draft.ID, func(r *standin.Release) { r.Draft, r.Body = false, r.Body+"\nBy hand." }); err != nil {
		t.Fatal(err)
	}
	g.now = g.now.Add(time.Minute)
	g.git("tag", draft.Tag)
	payload, err := g.gh.ReleasePayload("published", draft.ID, nil)
	g.deliver("release", payload, err)
	g.after(0)
	for _, r := range g.gh.CheckRuns() {
		if r.Name == "DevPlus: release risk" && !strings.Contains(r.Summary, "1 measured when they were pushed") {
			t.Errorf("the risk is measured again:\n%s", r.Summary)
		}
	}
	for _, r := range g.gh.Releases() {
		if r.ID == draft.ID && (strings.Contains(r.Body, "next_release") || !strings.Contains(r.Body, "([#4](") || !strings.Contains(r.Body, "By hand.")) {
			t.Errorf("the published text:\n%s", r.Body)
		}
	}
	g.now = g.now.Add(2 * time.Minute)
	g.commit("limits.go", "fix: count from one (#5)")
	g.after(0)
	if d := g.draft(); d.ID == draft.ID || d.Tag != "v1.2.1" || !strings.Contains(d.Body, "1 change since `v1.2.0`") {
		t.Errorf("the draft after the release: %s\n%s", d.Tag, d.Body)
	}
}

func TestNextRelease_KeepsWhatAPersonChanged(t *testing.T) {
	t.Parallel()
	g := newGrowing(t, settings.NextDraft, true)
	g.commit("a.go", "fix: one (#4)")
	g.after(0)
	if err := g.gh.EditRelease(g.draft().ID, func(r *standin.Release) {
		r.Tag, r.Name = "v2.0.0", "The big one"
		r.Body = strings.Replace(strings.Replace(r.Body, "What raises it most:", "Mind these:", 1), "- one (", "- The first fix (", 1)
	}); err != nil {
		t.Fatal(err)
	}
	g.now = g.now.Add(2 * time.Minute)
	g.commit("b.go", "feat: two (#5)")
	g.after(0)
	d := g.draft()
	if d.Tag != "v2.0.0" || d.Name != "The big one" || !strings.Contains(d.Body, "Mind these:") || !strings.Contains(d.Body, "- The first fix (") || !strings.Contains(d.Body, "- two ([#5](") {
		t.Errorf("%s %s\n%s", d.Tag, d.Name, d.Body)
	}
	if err := g.gh.EditRelease(d.ID, func(r *standin.Release) { r.Body = "Written by hand." }); err != nil {
		t.Fatal(err)
	}
	g.now = g.now.Add(2 * time.Minute)
	g.commit("b.go", "fix: three (#6)")
	g.after(0)
	if d := g.draft(); d.Body != "Written by hand." {
		t.Errorf("a person's text became %q", d.Body)
	}
}

package repository

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// The installation's limit is shared by all of its repositories, and 500 of them may come at once.
func TestGather_LargestRepositoryStaysWithinBudget(t *testing.T) {
	t.Parallel()
	var stream strings.Builder
	var all []string
	for i := range 900 {
		all = append(all, fmt.Sprintf("d%02d/e%d/f%d.go", i%45, i%2, i), code(100+i))
	}
	stream.WriteString(commit("mona", 5000, append(all, "CODEOWNERS", "* @mona\n", "README.md", "# It\n")...))
	for i := range 1299 {
		stream.WriteString(commit([]string{"mona", "hubot"}[i%2], 1299-i, fmt.Sprintf("d%02d/e%d/f%d.go", i%45, i%2, i%450), code(500+i)))
	}
	dir := imported(t, stream.String())
	g := serve(t, standin.Options{Dir: dir, TreeEntries: 24})
	_, r, found := g.analyze(t, nil)
	calls := 0
	for _, c := range g.Calls() {
		if !strings.HasSuffix(c.Route, "/access_tokens") {
			calls++
		}
	}
	if calls > maxCalls {
		t.Errorf("%d calls, the budget is %d", calls, maxCalls)
	}
	if r.Tree.UnreadMore == 0 || len(r.Gaps) == 0 || r.Tree.Files == 0 {
		t.Errorf("the tree does not fit, and nothing says so: %+v, %v", r.Tree, r.Gaps)
	}
	if h := r.History; h.Commits != 1000 || !h.Truncated || h.Total != 1300 || h.BusFactor != 2 && h.BusFactor != 1 {
		t.Errorf("history %+v", h)
	}
	if len(r.Hotspots) != maxHotspots || r.Hotspots[0].Commits < 2 || r.Hotspots[0].Lines == 0 {
		t.Errorf("hotspots %+v", r.Hotspots)
	}
	if size := len(found.Evidence); size > 40<<10 {
		t.Errorf("the report has %d bytes", size)
	}
}

func TestGather_RetryReadsOnlyWhatCanChange(t *testing.T) {
	t.Parallel()
	g := serve(t, standin.Options{Dir: imported(t, commit("mona", 30, "a.go", code(4000), "README.md", "# It\n", "CODEOWNERS", "* @mona\n")+commit("mona", 20, "a.go", code(5000)))})
	g.kind.Cache = new(source.Cache)
	_, first, _ := g.analyze(t, nil)
	before := len(g.Calls())
	_, second, _ := g.analyze(t, nil)
	if n := len(g.Calls()) - before; n != 2 { // the overview and the tags
		t.Errorf("%d requests", n)
	}
	if diff := cmp.Diff(first, second, cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "At" }, cmp.Ignore())); diff != "" {
		t.Errorf("(-first +second):\n%s", diff)
	}
}

func TestGather_TruncatedTreeIsWalkedToTheSameReport(t *testing.T) {
	t.Parallel()
	var files []string
	for _, f := range []string{"a/1", "a/2", "a/b/3", "a/b/4", "a/b/5", "a/b/6", "c/d/e/7", "c/d/e/8", "c/9", "top"} {
		files = append(files, f+".go", code(200))
	}
	dir := imported(t, commit("mona", 10, files...)+commit("mona", 5, "top.go", code(300)))
	_, whole, _ := serve(t, standin.Options{Dir: dir}).analyze(t, nil)
	_, walked, _ := serve(t, standin.Options{Dir: dir, TreeEntries: 5}).analyze(t, nil)
	if diff := cmp.Diff(whole, walked, cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "At" || p.String() == "History.From" }, cmp.Ignore())); diff != "" {
		t.Errorf("(-whole +walked):\n%s", diff)
	}
	if whole.Tree.Files != 10 || whole.Tree.Folders != 5 {
		t.Errorf("%+v", whole.Tree)
	}
}

// Data that GitHub can't return in time must be named as a gap; a rate limit must be waited for.
func TestGather_MissingAnswerIsAGapAndRateLimitAnError(t *testing.T) {
	t.Parallel()
	dir := imported(t, commit("mona", 30, "a.go", code(4000))+commit("mona", 20, "a.go", code(5000))+commit("mona", 10, "a.go", code(6000)))
	compare := func(r *http.Request) bool { return strings.Contains(r.URL.Path, "/compare/") }
	g := serve(t, standin.Options{Dir: dir})
	g.Fail(compare, http.StatusBadGateway, nil, `{"message":"Server Error"}`, -1)
	s := g.resolve(t)
	if _, err := s.measure(t.Context(), &analysis.Analysis{}, kind.Before{}); !githubapp.IsAway(err) {
		t.Errorf("the first time: %v", err)
	}
	g.GitHub = g.GitHub.Settling()
	_, r, _ := g.analyze(t, nil)
	if diff := cmp.Diff([]string{"what changed in each file: GitHub did not give it"}, r.Gaps); diff != "" || r.History.Commits != 3 {
		t.Errorf("%s\n%+v", diff, r.History)
	}

	for name, header := range map[string]http.Header{"limit": {"Retry-After": {"60"}}, "primary limit": {"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)}}} {
		g := serve(t, standin.Options{Dir: dir})
		g.Fail(compare, http.StatusForbidden, header, `{"message":"API rate limit exceeded"}`, -1)
		s := g.resolve(t)
		_, err := s.measure(t.Context(), &analysis.Analysis{ID: "a"}, kind.Before{})
		if limited := (*githubapp.RateLimitError)(nil); !errors.As(err, &limited) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestResolve_SkipsForksAndEndsArchived(t *testing.T) {
	t.Parallel()
	dir := imported(t, commit("mona", 1, "a.go", code(100)))
	empty := t.TempDir()
	gittest.Run(t, empty, "init", "--quiet", "--bare")
	for _, test := range []struct {
		name       string
		options    standin.Options
		id         int64
		over, skip string
	}{
		{"sound", standin.Options{Dir: dir}, 0, "", ""},
		{"archived", standin.Options{Dir: dir, Archived: true}, 0, "archived", ""},
		{"disabled", standin.Options{Dir: dir, Disabled: true}, 0, "disabled", ""},
		{"empty", standin.Options{Dir: empty}, 0, "empty", ""},
		{"fork", standin.Options{Dir: dir, Fork: true}, 0, "", "a fork"},
		{"another of its name", standin.Options{Dir: dir}, 99, "replaced by another of its name", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := serve(t, test.options)
			if test.id != 0 {
				g.event.Repository.ID = test.id
			}
			if s := g.resolve(t); s.EndedReason != test.over || s.SkipReason != test.skip || s.Subject.Kind != Name {
				t.Errorf("over %q, skip %q; want %q, %q", s.EndedReason, s.SkipReason, test.over, test.skip)
			}
		})
	}
	gone := serve(t, standin.Options{Dir: dir})
	if _, _, err := gone.kind.Resolve(t.Context(), kind.Request{GitHub: gone.GitHub.Renamed("octo", "deleted"), Event: gone.event}); !errors.Is(err, githubapp.ErrNotFound) {
		t.Errorf("a deleted repository: %v", err)
	}
}

func TestSince_ComparesWithTheLastReport(t *testing.T) {
	t.Parallel()
	first := commit("mona", 30, "main.go", code(9000), "README.md", "# It\n")
	dir := imported(t, first)
	g := serve(t, standin.Options{Dir: dir})
	before, r, _ := g.analyze(t, nil)
	if r.Since != nil {
		t.Errorf("the first: %+v", r.Since)
	}
	gittest.Feed(t, dir, strings.Replace(commit("hubot", 1, ".env", "API_KEY=9f8a7c6b5d4e3f21\n", "README.md", ""), "data 6\nchange\n", "data 6\nchange\nfrom "+before.HeadSHA+"\n", 1), "fast-import", "--quiet")
	failed := &analysis.Analysis{ID: "failed", Previous: before.ID}
	g.kind.Analyses = analyses{before.ID: before}
	_, r, _ = g.analyze(t, failed)
	if s := r.Since; s == nil || s.SHA != before.HeadSHA || s.Added != 1 || s.Removed != 1 || s.AnalysisID != before.ID {
		t.Fatalf("%+v", s)
	}
	if diff := cmp.Diff([]string{"secret files", "no readme"}, r.Since.Sets[0].New); diff != "" {
		t.Errorf("concerns (-want +got):\n%s", diff)
	}
}

// analyses holds earlier analyses.
type analyses map[string]*analysis.Analysis

func (a analyses) Analysis(_ context.Context, id string) (*analysis.Analysis, error) {
	if found := a[id]; found != nil {
		return found, nil
	}
	return nil, fmt.Errorf("%s: %w", id, store.ErrNotFound)
}

// Git alone is asked whether the report tells the truth.
func TestGather_ReportsOfRealRepositoriesMatchGit(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"itsdangerous", "go-envconfig", "octo-sts-app"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bundle, err := filepath.Abs("../../../../shared/fixtures/repositories/" + name + ".bundle")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(bundle); err != nil {
				t.Skip("no repositories beside the checkout")
			}
			dir := t.TempDir()
			gittest.Run(t, dir, "clone", "--quiet", "--bare", bundle, ".")
			branch := gittest.Run(t, dir, "symbolic-ref", "--short", "HEAD")
			g := serve(t, standin.Options{Dir: dir, DefaultBranch: branch})
			a, r, found := g.analyze(t, nil)
			files := strings.Split(gittest.Run(t, dir, "ls-tree", "-r", "--name-only", "HEAD"), "\n")
			links := strings.Count(gittest.Run(t, dir, "ls-tree", "-r", "HEAD"), "120000 ")
			if r.SHA != gittest.Head(t, dir) || r.Tree.Files != len(files)-links {
				t.Errorf("%s has %d files, git says %d", r.SHA, r.Tree.Files, len(files))
			}
			count := func(args ...string) int {
				n, _ := strconv.Atoi(gittest.Run(t, dir, append([]string{"rev-list", "--count", "HEAD"}, args...)...))
				return n
			}
			since := "--since=" + r.History.From.Format(time.RFC3339)
			if r.History.Total != count() || r.History.Commits != count(since) {
				t.Errorf("%d of %d commits, git says %d of %d", r.History.Commits, r.History.Total, count(since), count())
			}
			oldest := gittest.Run(t, dir, "log", "--max-parents=0", "--format=%ct", "HEAD")
			if !strings.Contains(oldest, strconv.FormatInt(r.History.FirstAt.Unix(), 10)) {
				t.Errorf("the first commit is of %s, git says %s", r.History.FirstAt, oldest)
			}
			for _, h := range r.Hotspots {
				n := 0
				for author := range strings.Lines(gittest.Run(t, dir, "log", "--no-merges", "--format=%an", since, "HEAD", "--", h.Path)) {
					if !strings.Contains(strings.ToLower(author), "bot") {
						n++
					}
				}
				if h.Commits != n {
					t.Errorf("%s: %d commits of people, git says %d", h.Path, h.Commits, n)
				}
			}
			for _, f := range files {
				if !r.Paths.has(f) {
					t.Errorf("%s is not remembered", f)
				}
			}
			if a.Coverage.Files == 0 || len(found.Context.Parts) != 1 || len(r.Gaps) != 0 {
				t.Errorf("coverage %+v, %d parts, gaps %v", a.Coverage, len(found.Context.Parts), r.Gaps)
			}
			again, _, second := g.analyze(t, nil)
			if diff := cmp.Diff(found.Context.Parts, second.Context.Parts); diff != "" || again.ID != a.ID {
				t.Errorf("the same repository has another context:\n%s", diff)
			}
		})
	}
}

package source_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// serve serves a repository with a commit for each set of files, and returns the SHAs.
func serve(t *testing.T, o standin.Options, commits ...map[string]string) (githubtest.Server, []string) {
	t.Helper()
	o.Dir = t.TempDir()
	gittest.Run(t, o.Dir, "init", "--quiet")
	var shas []string
	for n, files := range commits {
		for path, text := range files {
			path = filepath.Join(o.Dir, path)
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		gittest.Run(t, o.Dir, "add", "--all")
		gittest.Run(t, o.Dir, "commit", "--quiet", "--allow-empty", "-m", fmt.Sprint("Commit ", n))
		shas = append(shas, gittest.Run(t, o.Dir, "rev-parse", "HEAD"))
	}
	return githubtest.Serve(t, o), shas
}

// requests counts the requests but for tokens.
func requests(g githubtest.Server) (n int) {
	for _, c := range g.Calls() {
		if !strings.HasSuffix(c.Route, "/access_tokens") {
			n++
		}
	}
	return n
}

// texts reads files and returns their contents.
func texts(t *testing.T, s *source.Snapshot, paths ...string) (list []string) {
	t.Helper()
	blobs, err := s.Blobs(t.Context(), paths...)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blobs {
		list = append(list, b.Text)
	}
	return list
}

func TestSnapshot_ReadsEachThingOnceAlsoForRetries(t *testing.T) {
	t.Parallel()
	g, shas := serve(t, standin.Options{}, map[string]string{"a.go": "a", "b/c.go": "c"}, map[string]string{"a.go": "changed"})
	var cache source.Cache
	since := time.Now().Add(-time.Hour)
	for range 2 {
		s := source.At(g.GitHub, shas[1], &cache)
		if diff := cmp.Diff([]string{"c", "changed", ""}, texts(t, s, "b/c.go", "a.go", "gone.go")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		log, err := s.Log(t.Context(), since, 100)
		if err != nil || len(log.Commits) != 2 || log.More || log.Commits[0].SHA != shas[1] {
			t.Errorf("log %+v, %v", log, err)
		}
		histories, err := s.PathHistories(t.Context(), since, []string{"a.go", "b"})
		if err != nil || histories["a.go"].Commits != 2 || histories["b"].Commits != 1 {
			t.Errorf("histories %+v, %v", histories, err)
		}
		c, err := s.Compare(t.Context(), shas[0], 100)
		if err != nil || !c.Related || c.Total != 1 || len(c.Commits) != 1 || len(c.Files) != 1 || c.Files[0].Path != "a.go" {
			t.Errorf("comparison %+v, %v", c, err)
		}
		if files, err := s.Files(t.Context()); err != nil || len(files) != 1 || files[0].Additions != 1 {
			t.Errorf("files %+v, %v", files, err)
		}
		if n := requests(g); n != 6 { // tree, blobs, log, histories, comparison, files
			t.Errorf("%d requests", n)
		}
	}
	if diff := cmp.Diff([]string{"a", "c"}, texts(t, source.At(g.GitHub, shas[0], &cache), "a.go", "b/c.go")); diff != "" {
		t.Errorf("another commit (-want +got):\n%s", diff)
	}
	if n := requests(g); n != 8 { // of the blobs only the one that differs
		t.Errorf("%d requests", n)
	}
}

func TestSnapshot_WithoutCommonHistoryComparesWithNothing(t *testing.T) {
	t.Parallel()
	g, shas := serve(t, standin.Options{}, map[string]string{"a.go": "a"})
	dir := g.Options().Dir
	gittest.Run(t, dir, "checkout", "--quiet", "--orphan", "other")
	gittest.Run(t, dir, "commit", "--quiet", "-m", "Other")
	s := source.At(g.GitHub, gittest.Head(t, dir), nil)
	for _, base := range []string{shas[0], ""} {
		if c, err := s.Compare(t.Context(), base, 100); err != nil || c.Related || c.Total != 1 || len(c.Commits) != 1 || len(c.Files) != 0 {
			t.Errorf("with %q: %+v, %v", base, c, err)
		}
	}
	if _, err := s.Compare(t.Context(), strings.Repeat("1", 40), 100); !errors.Is(err, githubapp.ErrNotFound) {
		t.Errorf("with a commit that is gone: %v", err)
	}
}

func TestBudget_EndsWalkOfTreeAsError(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for n := range 50 {
		files[fmt.Sprintf("d%d/e%d/f%d.go", n%5, n/10, n)] = "x"
	}
	g, shas := serve(t, standin.Options{TreeEntries: 5}, files)
	s := source.At(g.GitHub.Limited(100), shas[0], nil)
	tree, err := s.Tree(t.Context())
	if err != nil || len(tree.Unlisted) == 0 || requests(g) != 20 || s.GitHub().Left() != 80 {
		t.Errorf("%d folders unlisted, %d requests, %d left, %v", len(tree.Unlisted), requests(g), s.GitHub().Left(), err)
	}
	want := []source.Gap{{What: "the tree", Why: fmt.Sprintf("it is so large that %d folders are not listed", len(tree.Unlisted))}}
	if diff := cmp.Diff(want, s.Gaps()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := source.At(g.GitHub.Limited(3), shas[0], nil).Tree(t.Context()); !errors.Is(err, githubapp.ErrBudget) || requests(g) != 23 {
		t.Errorf("%d requests, %v", requests(g), err)
	}
}

func TestTolerate_RecordsGapOnlyWhereRetryIsPointless(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, test := range map[string]struct {
		ctx  context.Context
		err  error
		want []source.Gap
	}{
		"no error":          {t.Context(), nil, nil},
		"rate limit":        {t.Context(), fmt.Errorf("x: %w", &githubapp.RateLimitError{}), nil},
		"gone":              {t.Context(), fmt.Errorf("x: %w", githubapp.ErrGone), nil},
		"cancelled":         {cancelled, context.Canceled, nil},
		"server's time-out": {t.Context(), errors.New("502"), []source.Gap{{What: "tags", Why: "GitHub did not give it"}}},
		"budget":            {t.Context(), fmt.Errorf("x: %w", githubapp.ErrBudget), []source.Gap{{What: "tags", Why: "reading it would take more requests than one analysis may send"}}},
	} {
		s := source.At(nil, "", nil)
		err := s.Tolerate(test.ctx, "tags", test.err)
		if want := test.err; len(test.want) > 0 && err != nil || len(test.want) == 0 && !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(test.want, s.Gaps()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// A time-out that passes would give the same commit two results.
func TestTolerate_OutageIsAGapOnlyWhereItDoesNotPass(t *testing.T) {
	t.Parallel()
	g, shas := serve(t, standin.Options{}, map[string]string{"a.go": "a"})
	g.Fail(nil, http.StatusBadGateway, nil, "", -1)
	_, away := source.At(g.GitHub, shas[0], nil).Tree(t.Context())
	if first := source.At(g.GitHub, shas[0], nil); !errors.Is(first.Tolerate(t.Context(), "tree", away), away) || len(first.Gaps()) != 0 {
		t.Errorf("gaps %v", first.Gaps())
	}
	if again := source.At(g.GitHub.Settling(), shas[0], nil); again.Tolerate(t.Context(), "tree", away) != nil || len(again.Gaps()) != 1 {
		t.Errorf("tried again: gaps %v", again.Gaps())
	}
}

func TestPathHistories_KeepsWhatWasReadBeforeAnError(t *testing.T) {
	t.Parallel()
	g, shas := serve(t, standin.Options{}, map[string]string{"a.go": "a"})
	paths := []string{"a.go"}
	for n := range 20 {
		paths = append(paths, fmt.Sprintf("f%d.go", n))
	}
	graphQL := 0
	g.Fail(func(r *http.Request) bool {
		if r.URL.Path == "/graphql" {
			graphQL++
		}
		return graphQL > 1
	}, http.StatusBadGateway, nil, "", -1)
	histories, err := source.At(g.GitHub, shas[0], nil).PathHistories(t.Context(), time.Now().Add(-time.Hour), paths)
	if err == nil || len(histories) != 14 || histories["a.go"].Commits != 1 {
		t.Errorf("%d histories, %v", len(histories), err)
	}
}

package source_test

import (
	"fmt"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/surround"
)

// calling is a repository in which the second commit calls a function of the same folder and one of an imported package.
func calling() []map[string]string {
	before := map[string]string{
		"go.mod": "module example.com/m\n", "a/near.go": "package a\n\nfunc near() {}\n", "b/far.go": "package b\n\nfunc Distant() {}\n",
		"a/a.go": "package a\n\nimport \"example.com/m/b\"\n\nfunc run() {\n}\n",
	}
	for i := range 40 {
		before[fmt.Sprintf("c/%d.go", i)] = "package c\n"
	}
	return []map[string]string{before, {"a/a.go": "package a\n\nimport \"example.com/m/b\"\n\nfunc run() {\n\tnear()\n\tb.Distant()\n}\n"}}
}

func TestSurroundings_CostThreeRequestsAndNoneForARetry(t *testing.T) {
	t.Parallel()
	g, shas := serve(t, standin.Options{}, calling()...)
	var cache source.Cache
	patches, err := source.At(g.GitHub, shas[1], &cache).Files(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before := requests(g)
	for range 2 {
		s, err := source.At(g.GitHub, shas[1], &cache).Surroundings(t.Context(), shas[0], patches)
		if err != nil {
			t.Fatal(err)
		}
		if s.Count(surround.Definition) != 2 || s.Count(surround.Changed) != 1 || s.Partial {
			t.Errorf("%+v", s.Excerpts)
		}
	}
	if n := requests(g) - before; n != 3 {
		t.Errorf("%d requests", n)
	}
}

func TestSurroundings_OfARepositoryTooLargeComeFromTheChangedFolders(t *testing.T) {
	t.Parallel()
	g, shas := serve(t, standin.Options{TreeEntries: 3}, calling()...)
	snapshot := source.At(g.GitHub, shas[1], nil)
	patches, err := snapshot.Files(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before := requests(g)
	s, err := snapshot.Surroundings(t.Context(), shas[0], patches)
	if err != nil {
		t.Fatal(err)
	}
	if s.Count(surround.Definition) != 1 || s.Count(surround.Changed) != 1 || !s.Partial {
		t.Errorf("partial %t: %+v", s.Partial, s.Excerpts)
	}
	if n := requests(g) - before; n != 3 {
		t.Errorf("%d requests", n)
	}
}

// Without a diff from GitHub, what a file was comes in the requests that are sent anyway.
func TestSurroundings_OfAFileWithoutADiffHaveWhatItWas(t *testing.T) {
	t.Parallel()
	g, shas := serve(t, standin.Options{}, calling()...)
	snapshot := source.At(g.GitHub, shas[1], nil)
	patches, err := snapshot.Files(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	patches[0].Text = ""
	before := requests(g)
	s, err := snapshot.Surroundings(t.Context(), shas[0], patches)
	if err != nil {
		t.Fatal(err)
	}
	if s.Count(surround.Replaced) != 1 || s.Count(surround.Changed) != 1 || s.Count(surround.Definition) != 2 || s.Before["a/a.go"] == "" {
		t.Errorf("%+v", s.Excerpts)
	}
	if n := requests(g) - before; n != 3 {
		t.Errorf("%d requests", n)
	}
	if s, err = source.At(g.GitHub, shas[1], nil).Surroundings(t.Context(), "", patches); err != nil || s.Count(surround.Replaced) != 0 {
		t.Errorf("without a base: %+v, %v", s, err)
	}
}

package diff

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/bluekeyes/go-gitdiff/gitdiff"
	"github.com/google/go-cmp/cmp"
)

// Every commit of three real repositories: paths, counts and ranges must be Git's, as Git counts them and as another parser reads them.
func TestParse_AgreesWithGitOnRealCommits(t *testing.T) {
	t.Parallel()
	bundles, err := filepath.Glob("../../../shared/fixtures/repositories/*.bundle")
	if err != nil {
		t.Fatal(err)
	}
	if len(bundles) == 0 {
		t.Skip("no repositories beside the checkout")
	}
	for _, bundle := range bundles {
		t.Run(filepath.Base(bundle), func(t *testing.T) {
			t.Parallel()
			path, err := filepath.Abs(bundle)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			git(t, dir, "clone", "-q", "--bare", path, ".")
			if files := compareWithGit(t, dir); files < 100 {
				t.Errorf("compared %d files only", files)
			}
		})
	}
}

// compareWithGit compares the patches of every commit with Git's numstat and with go-gitdiff, and returns how many it compared.
func compareWithGit(t *testing.T, dir string) int {
	t.Helper()
	counted := strings.Split(git(t, dir, "log", "--all", "--no-merges", "--format=%x01%H", "--numstat", "-M", "-z"), "\x01")[1:]
	shown := strings.Split(git(t, dir, "log", "--all", "--no-merges", "--format=%x01%H", "-p", "-M"), "\x01")[1:]
	if len(counted) != len(shown) {
		t.Fatalf("%d commits counted, %d shown", len(counted), len(shown))
	}
	compared := 0
	for i, text := range shown {
		sha := text[:40]
		patches, err := Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", sha, err)
		}
		var got []Patch
		for _, p := range patches {
			got = append(got, Patch{Path: p.Path, PreviousPath: p.PreviousPath, Additions: p.Additions, Deletions: p.Deletions})
		}
		if diff := cmp.Diff(numstat(t, counted[i][40:]), got); diff != "" {
			t.Errorf("%s (-numstat +parsed):\n%s", sha, diff)
		}
		if diff := cmp.Diff(gitdiffRanges(t, text), shownRanges(t, patches)); diff != "" {
			t.Errorf("%s (-gitdiff +shown):\n%s", sha, diff)
		}
		compared += len(patches)
	}
	return compared
}

// numstat reads what follows the commit's name in "git log --numstat -z".
func numstat(t *testing.T, text string) []Patch {
	t.Helper()
	var patches []Patch
	fields := strings.Split(strings.Trim(text, "\x00\n"), "\x00")
	for i := 0; i < len(fields); i++ {
		parts := strings.SplitN(strings.TrimPrefix(fields[i], "\n"), "\t", 3)
		if len(parts) < 3 {
			continue
		}
		p := Patch{Path: parts[2]}
		p.Additions, _ = strconv.Atoi(parts[0]) // "-" for a binary file
		p.Deletions, _ = strconv.Atoi(parts[1])
		if p.Path == "" {
			p.PreviousPath, p.Path = fields[i+1], fields[i+2]
			i += 2
		}
		patches = append(patches, p)
	}
	return patches
}

func gitdiffRanges(t *testing.T, text string) map[string][]Range {
	t.Helper()
	files, _, err := gitdiff.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	ranges := map[string][]Range{}
	for _, f := range files {
		var shown []Range
		for _, hunk := range f.TextFragments {
			if hunk.NewLines > 0 {
				shown = append(shown, Range{Start: int(hunk.NewPosition), End: int(hunk.NewPosition + hunk.NewLines - 1)})
			}
		}
		if len(shown) > 0 {
			ranges[f.NewName] = boundRanges(shown)
		}
	}
	return ranges
}

func shownRanges(t *testing.T, patches []Patch) map[string][]Range {
	t.Helper()
	ranges := map[string][]Range{}
	var s Scanner
	for _, p := range patches {
		if p.Text == "" {
			if p.Additions+p.Deletions > 0 {
				t.Errorf("%q: no text of its lines", p.Path)
			}
			continue
		}
		h := s.Hunks(&p)
		if !h.Whole(&p) {
			t.Errorf("%q: unreadable", p.Path)
		}
		if len(h.Ranges) > 0 {
			ranges[p.Path] = h.Ranges
		}
	}
	return ranges
}

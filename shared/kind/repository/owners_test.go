package repository

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The cases are those of GitHub's page "About code owners": a team that reads another share than GitHub acts on asks the wrong people.
func TestOwners_AreFoundByGitHubsRules(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, rules     string
		owned, notOwned string
	}{
		{"everything", "* @a", "a b/c.go .github/x", ""},
		{"by extension, anywhere", "*.js @a", "x.js b/c/x.js", "x.ts"},
		{"a folder at the top and all below it", "/build/logs/ @a", "build/logs/a build/logs/b/c", "x/build/logs/a build/log"},
		{"only what lies in a folder itself", "docs/* @a", "docs/getting-started.md", "docs/build-app/troubleshooting.md"},
		{"a folder anywhere", "apps/ @a", "apps/a x/apps/b/c", "apps"},
		{"any folder of a name", "**/logs @a", "build/logs/x scripts/logs/y deeply/nested/logs/z", "logging/x"},
		{"a file without slash, anywhere", "Makefile @a", "Makefile sub/Makefile", "Makefile.am"},
		{"the last pattern counts", "* @a\n/docs/ @b", "a.go docs/x", ""},
		{"a later pattern without owners leaves unowned", "/apps/ @a\n/apps/github", "apps/x", "apps/github apps/github/y"},
		{"a comment after the owners", "*.go @a # the Go people", "x.go", "x.py"},
		{"names are case-sensitive", "/Docs/ @a", "Docs/x", "docs/x"},
		{"teams and addresses", "a/ @org/team\nb/ who@example.com", "a/x b/x", "c/x"},
		{"a blank in a path", `/my\ dir/ @a`, "my dir/x", "my/x"},
		{"no negation and no ranges", "!a.go @a\n[ab].go @a", "", "a.go b.go"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			check := func(path string, owned bool) {
				if got := ownership("CODEOWNERS", test.rules, []string{path}); (got.Unowned == 0) != owned {
					t.Errorf("%q owned: %t, want %t", path, !owned, owned)
				}
			}
			for _, path := range words(test.owned) {
				check(path, true)
			}
			for _, path := range words(test.notOwned) {
				check(path, false)
			}
		})
	}
}

// words are split at blanks but for the one path that has one.
func words(list string) []string {
	if strings.HasPrefix(list, "my dir") {
		return []string{list}
	}
	return strings.Fields(list)
}

func TestOwners_ReportSkippedLinesAndUnownedFolders(t *testing.T) {
	t.Parallel()
	text := "# owners\n*.go @gophers @org/core\n\nfoo bar\n***  @x\n!x @y\n/web/ @front\n"
	got := ownership(".github/CODEOWNERS", text, []string{"a.go", "b.go", "web/app/x.ts", "web/app/y.go", "infra/a.tf", "infra/b.tf", "README.md"})
	want := &Ownership{
		Path: ".github/CODEOWNERS", Rules: 2, Invalid: []int{4, 5, 6}, Owners: []string{"@front", "@gophers", "@org/core"}, Files: 7, Unowned: 3, Share: 3. / 7,
		Folders: []Unowned{{"infra", 2, 2}, {".", 1, 3}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A file of owners is anybody's who may push: it must neither stop an analysis nor hold it up.
func TestOwners_HostileFileIsRead(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&many, "/a%d/ @x\n", i)
	}
	files := make([]string, 20_000)
	for i := range files {
		files[i] = fmt.Sprintf("a%d/%s/f.go", i, strings.Repeat("b", 200))
	}
	if got := ownership("CODEOWNERS", many.String(), files); got.Files > maxMatches/20_000+1 || got.Rules != 20_000 {
		t.Errorf("%d files were held against %d rules", got.Files, got.Rules)
	}
	for _, text := range []string{"\\", "/", "\x00", "*\\", "@a", "\t@a @b", "a\\ ", "#", "/ @a", "a @", "\xff\xfe @a", strings.Repeat("*", 1<<16), "**/**/**/ @a"} {
		ownership("CODEOWNERS", text, []string{"a", "a/b", "\xff"})
	}
}

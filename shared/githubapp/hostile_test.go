package githubapp_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

func TestFiles_OmitPatchesOverGitHubsLimits(t *testing.T) {
	t.Parallel()
	text := func(lines int) string {
		return fmt.Sprintf("@@ -0,0 +1,%d @@", lines-1) + strings.Repeat("\n+x", lines-1)
	}
	bytes := func(n int) string { return "@@ -0,0 +1 @@\n+" + strings.Repeat("x", n-15) }
	for name, test := range map[string]struct {
		texts []string
		shown []bool
	}{
		"as many lines as fit":        {[]string{text(20_000)}, []bool{true}},
		"one line more":               {[]string{text(20_001), text(5)}, []bool{false, true}},
		"as many bytes as fit":        {[]string{bytes(500 << 10)}, []bool{true}},
		"one byte more":               {[]string{bytes(500<<10 + 1)}, []bool{false}},
		"lines of all files together": {[]string{text(15_000), text(5_001), text(5_000)}, []bool{true, false, true}},
		"bytes of all files together": {[]string{bytes(500 << 10), bytes(500 << 10), bytes(100 << 10), bytes(20 << 10)}, []bool{true, true, false, true}},
		"one line of 10 MB":           {[]string{bytes(10 << 20)}, []bool{false}},
	} {
		var files []diff.Patch
		for i, text := range test.texts {
			files = append(files, diff.Patch{Path: fmt.Sprint(i), Status: diff.Added, Additions: 1, Text: text})
		}
		_, in, server := start(t, standin.Options{})
		add(t, server, standin.PullRequest{Number: 1, Base: baseSHA, Head: headSHA, Files: files})
		got, _, err := in.Files(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		var shown []bool
		for _, f := range got {
			shown = append(shown, f.Text != "")
			if f.Additions != 1 {
				t.Errorf("%s: a file without its patch lost its counts: %+v", name, f)
			}
		}
		if diff := cmp.Diff(test.shown, shown); diff != "" {
			t.Errorf("%s: patches shown (-want +got):\n%s", name, diff)
		}
	}
}

func TestFiles_IgnoreTheUsersGitConfiguration(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"sub/a.txt": "1\n\n2\n", "b.txt": strings.Repeat("same\n", 9)}, map[string]string{"sub/a.txt": "1\n\n3\n"})
	gittest.Run(t, dir, "mv", "b.txt", "c.txt")
	gittest.Run(t, dir, "commit", "--quiet", "--message", "move")
	read := func(dir string) []diff.Patch {
		_, in, server := start(t, standin.Options{Dir: dir})
		add(t, server, standin.PullRequest{Number: 1, Base: "HEAD~2", Head: "HEAD"})
		files, _, err := in.Files(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	want := []diff.Patch{
		{Path: "c.txt", PreviousPath: "b.txt", Status: diff.Renamed},
		{Path: "sub/a.txt", Status: diff.Modified, Additions: 1, Deletions: 1, Text: "@@ -1,3 +1,3 @@\n 1\n \n-2\n+3"},
	}
	if diff := cmp.Diff(want, read(dir)); diff != "" {
		t.Fatalf("as Git comes (-want +got):\n%s", diff)
	}
	order := filepath.Join(dir, "order")
	if err := os.WriteFile(order, []byte("sub/*\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for key, value := range map[string]string{
		"diff.noprefix": "true", "diff.mnemonicPrefix": "true", "diff.external": "false", "diff.renames": "false", "diff.context": "0",
		"diff.relative": "true", "diff.orderFile": order, "diff.suppressBlankEmpty": "true", "color.ui": "always", "core.quotepath": "false",
		"diff.algorithm": "patience", "diff.interHunkContext": "9", "diff.wordRegex": ".", "diff.colorMoved": "zebra", "diff.submodule": "log",
	} {
		gittest.Run(t, dir, "config", key, value)
	}
	if diff := cmp.Diff(want, read(filepath.Join(dir, "sub"))); diff != "" {
		t.Errorf("with every option that changes a diff, in a folder (-want +got):\n%s", diff)
	}
}

func TestAddPullRequest_RefusesImpossibleOnes(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a": "1\n"})
	gittest.Run(t, dir, "checkout", "--quiet", "--orphan", "unrelated")
	gittest.Run(t, dir, "commit", "--quiet", "--message", "no parent")
	server, err := standin.New(standin.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]standin.PullRequest{
		"unknown base":      {Base: "nowhere", Head: "main"},
		"unknown head":      {Base: "main", Head: strings.Repeat("f", 40)},
		"an option":         {Base: "--all", Head: "main"},
		"nothing":           {},
		"no common history": {Base: "main", Head: "unrelated"},
	} {
		p.Number = 1
		if err := server.AddPullRequest(p); err == nil {
			t.Errorf("%s: added", name)
		}
	}
	if err := server.Push(1, "main"); err == nil {
		t.Error("pushed to a pull request that is not there")
	}
}

func TestStandin_IsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a": "1\n"}, map[string]string{"a": "2\n"}, map[string]string{"a": "3\n"})
	head := gittest.Head(t, dir)
	app, in, server := start(t, standin.Options{Dir: dir})
	add(t, server, standin.PullRequest{Number: 1, Base: "HEAD~2", Head: "HEAD~1"})
	var wg sync.WaitGroup
	const each = 5
	for range each {
		for _, do := range []func() error{
			func() error { _, err := in.PullRequest(t.Context(), 1); return err },
			func() error { _, _, err := in.Files(t.Context(), 1); return err },
			func() error { _, err := in.CreateComment(t.Context(), 1, "text"); return err },
			func() error { _, err := in.Comments(t.Context(), 1); return err },
			func() error {
				run, err := in.CreateCheckRun(t.Context(), github.CreateCheckRunOptions{Name: "DevPlus", HeadSHA: head})
				if err != nil {
					return err
				}
				_, err = in.UpdateCheckRun(t.Context(), run.GetID(), github.UpdateCheckRunOptions{Name: "DevPlus", Conclusion: github.String("neutral")})
				return err
			},
			func() error { _, err := in.CheckRuns(t.Context(), "main", "DevPlus"); return err },
			func() error {
				return app.Redeliver(t.Context(), server.AddDelivery(standin.DeliveryRecord{GUID: "g", Event: "push"}))
			},
			func() error { return server.Push(1, "HEAD") },
			func() error { _, err := server.PullRequestPayload("synchronize", 1); return err },
			func() error { server.CheckRuns(); server.Comments(1); server.Deliveries(); server.Calls(); return nil },
		} {
			wg.Go(func() {
				if err := do(); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	if runs, comments := server.CheckRuns(), server.Comments(1); len(runs) != each || len(comments) != each || runs[0].Conclusion != "neutral" {
		t.Errorf("%d runs and %d comments, want %d each", len(runs), len(comments), each)
	}
}

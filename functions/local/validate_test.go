package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/repoconfig"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// proposed plays a pull request that changes the file with settings from one text to another, "" for none.
func proposed(t *testing.T, before, after string) (*rig, []standin.CheckRun) {
	t.Helper()
	files := map[string]string{"a.go": "package a\n"}
	dir := gittest.Repository(t, files)
	set := func(text, message string) {
		name := filepath.Join(dir, filepath.FromSlash(repoconfig.Path))
		if text == "" {
			_ = os.Remove(name)
		} else {
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		gittest.Run(t, dir, "add", "-A")
		gittest.Run(t, dir, "commit", "-q", "--allow-empty", "-m", message)
	}
	set(before, "Before")
	gittest.Run(t, dir, "branch", "-f", "trunk")
	set(after, "After")
	r := newRigOn(t, 0, standin.Options{Dir: dir, DefaultBranch: "trunk"})
	r.must(r.gh.AddPullRequest(standin.PullRequest{Number: 1, Base: "HEAD~1", Head: "HEAD", Fork: true}))
	r.pull("opened")
	r.settle(clean)
	var about []standin.CheckRun
	for _, run := range r.gh.CheckRuns() {
		if run.Name == "DevPlus: configuration" {
			about = append(about, run)
		}
	}
	return r, about
}

// The author of a change to the configuration file must see its faults on its lines before the merge, and the changed
// file must not apply, least of all a fork's.
func TestConfiguration_OfAPullRequestIsValidatedAndNeverApplies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before, after string
		conclusion    string // "" for no check run
		notes         []string
	}{
		"added and valid":  {"", "block: {risk: medium}\n", "success", nil},
		"added and broken": {"", "block:\n  risk: hihg\nblok: 1\n", "failure", []string{"2 block.risk is \"hihg\"", "3 blok is no key; did you mean block?"}},
		"mended":           {"x: 1\n", "required: true\n", "success", nil},
		"removed":          {"required: true\n", "", "", nil},
		"not changed":      {"x: 1\n", "x: 1\n", "", nil},
		"an injection":     {"", "analyses: ['@everyone <img src=x>']\n", "failure", []string{"1 analyses[0] is"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, runs := proposed(t, test.before, test.after)
			if test.conclusion == "" {
				if len(runs) != 0 {
					t.Errorf("%+v", runs)
				}
				return
			}
			if len(runs) != 1 || runs[0].Conclusion != test.conclusion {
				t.Fatalf("%+v", runs)
			}
			var notes []string
			for _, a := range runs[0].Annotations {
				notes = append(notes, fmt.Sprint(a.StartLine, " ", a.Message))
				if a.Path != repoconfig.Path || strings.Contains(a.Message, "@everyone") {
					t.Errorf("%+v", a)
				}
			}
			if len(notes) != len(test.notes) {
				t.Fatal(cmp.Diff(test.notes, notes))
			}
			for i, want := range test.notes {
				if !strings.HasPrefix(notes[i], want) {
					t.Errorf("%q, want %q", notes[i], want)
				}
			}
			for _, run := range r.gh.CheckRuns() {
				if run.Name == "DevPlus" && run.Conclusion != "neutral" {
					t.Errorf("the head's file applies: %s", run.Conclusion)
				}
			}
		})
	}
}

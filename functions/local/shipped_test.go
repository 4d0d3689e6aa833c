package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// A release that a development branch was merged for ships the pull requests of that branch. Counted as the one change that the merge is,
// earlier releases would seem smaller than the one that is compared with them.
func TestShipped_MergeOfADevelopmentBranchIsItsPullRequests(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		own  int // lines that the merged branch changes itself
		want []string
	}{
		{"a version is set", 1, []string{"Merge pull request #3 from x/b", "Two (#2)", "Merge pull request #1 from x/a"}},
		{"half of it is its own", 40, []string{"Merge pull request #9 from x/development"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var s strings.Builder
			mark := 0
			commit := func(branch, title string, lines int, parents ...int) int {
				mark++
				text := fmt.Sprintf("package a\n\nfunc f%d() {\n%s}\n", mark, strings.Repeat("\tif g(x, y) { h(z) }\n", lines))
				fmt.Fprintf(&s, "commit refs/heads/%s\nmark :%d\ncommitter A <a@example.com> %d +0000\ndata %d\n%s\n", branch, mark, 1700000000+mark*60, len(title), title)
				for i, p := range parents {
					fmt.Fprintf(&s, "%s :%d\n", []string{"from", "merge"}[i], p)
				}
				if lines > 0 {
					fmt.Fprintf(&s, "M 644 inline f%d.go\ndata %d\n%s\n", mark, len(text), text)
				}
				s.WriteString("\n")
				return mark
			}
			first := commit("main", "first", 1)
			one := commit("a", "one", 60, first)
			development := commit("development", "Merge pull request #1 from x/a", 60, first, one)
			development = commit("development", "Two (#2)", 60, development)
			fixed := commit("main", "fix on main", 1, first)
			development = commit("development", "Merge branch 'main' into development", 0, development, fixed)
			three := commit("b", "three", 60, development)
			development = commit("development", "Merge pull request #3 from x/b", 60, development, three)
			development = commit("development", "version", test.own, development)
			merge := commit("main", "Merge pull request #9 from x/development", 60, fixed, development)
			commit("main", "Four (#10)", 5, merge)

			dir := gittest.Import(t, s.String())
			changes, merged, err := shipped(t.Context(), dir, span{"main~3", "main"})
			if err != nil {
				t.Fatal(err)
			}
			var titles []string
			for _, sha := range changes {
				titles = append(titles, strings.TrimSpace(gittest.Run(t, dir, "show", "--no-patch", "--format=%s", sha)))
			}
			want := append(append([]string{"Four (#10)"}, test.want...), "fix on main")
			if diff := cmp.Diff(want, titles); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
			all := shipment{tag: taggedVersion{sha: "main"}, from: "main~3", changes: changes, merged: merged}
			measured, err := all.measure(t.Context(), dir)
			if missing := measured.missing(changes); err != nil || missing > 0 {
				t.Errorf("%d changes are not measured, %v", missing, err)
			}
		})
	}
}

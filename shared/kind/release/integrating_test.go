package release

import "testing"

// A pull request that only brings others is none of the changes, and one with work of its own is.
func TestIntegrating_OnlyWithoutWorkOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		own      int // lines of a commit of its own
		others   int // pull requests that it brings, of 100 lines each
		merge    bool
		unlisted int
		want     bool
	}{
		{"two others", -1, 2, true, 0, true},
		{"one other", -1, 1, true, 0, true},
		{"two others and a version", 3, 2, true, 0, true},
		{"two others and work", 60, 2, true, 0, false},
		{"one other, in a branch for it, and a line", 1, 1, true, 0, false},
		{"no merge", -1, 2, false, 0, false},
		{"no other", 10, 0, true, 0, false},
		{"a range with commits that are not listed", -1, 2, true, 5, false},
	} {
		whole := Pull{Number: 9}
		e := &Evidence{Unlisted: test.unlisted}
		add := func(c Commit) { e.Commits, whole.Commits = append(e.Commits, c), append(whole.Commits, c.SHA) }
		for i := range test.others {
			c := Commit{SHA: string(rune('a' + i)), Parents: 1, Additions: 100, Pulls: []int{i + 1, 9}}
			e.Pulls = append(e.Pulls, Pull{Number: i + 1, Commits: []string{c.SHA}})
			add(c)
		}
		if test.own >= 0 {
			add(Commit{SHA: "own", Parents: 1, Additions: test.own, Pulls: []int{9}})
		}
		if test.merge {
			add(Commit{SHA: "merge", Parents: 2, Pulls: []int{9}})
		}
		e.Pulls = append(e.Pulls, whole)
		if got := e.Integrating(); got[9] != test.want || len(got) > 1 {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

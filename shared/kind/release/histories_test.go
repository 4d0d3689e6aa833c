package release

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/testing/githubtest"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// Every pair of tags of real repositories, held against git log.
func TestGather_OfRealHistories(t *testing.T) {
	t.Parallel()
	number := regexp.MustCompile(`(?:\(#(\d+)\)$|^Merge pull request #(\d+) from )`)
	for _, name := range []string{"go-envconfig", "itsdangerous", "octo-sts-app"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := githubtest.Clone(t, name)
			g := serve(t, dir)
			releases, pulls, direct, most := 0, 0, 0, 0
			for _, tag := range tagsOf(t, dir) {
				r := g.ofTag(t, tag.Name)
				if r.Base == "" {
					continue
				}
				before := len(g.Calls())
				e := g.gather(t, r)
				releases, pulls, most = releases+1, pulls+len(e.Pulls), max(most, len(g.Calls())-before)
				seen := map[int]int{}
				for _, c := range e.Changes() {
					if c.Pull != nil {
						seen[c.Pull.Number]++
					} else {
						direct++
					}
				}
				want, shas := map[int]int{}, map[string]bool{}
				for _, l := range strings.Split(gittest.Run(t, dir, "log", "--format=%H %s", r.Base+".."+r.Head), "\n") {
					sha, title, _ := strings.Cut(l, " ")
					shas[sha] = true
					if m := number.FindStringSubmatch(title); m != nil {
						n := 0
						fmt.Sscan(m[1]+m[2], &n)
						want[n] = 1
					}
				}
				if diff := cmp.Diff(want, seen); diff != "" {
					t.Errorf("%s..%s (-git +gathered):\n%s", r.BaseTag, tag.Name, diff)
				}
				for _, c := range e.Commits {
					delete(shas, c.SHA)
				}
				if len(shas) > 0 || e.Unlisted > 0 {
					t.Errorf("%s..%s lacks %d commits", r.BaseTag, tag.Name, len(shas))
				}
			}
			if releases == 0 {
				t.Error("no release has one before it")
			}
			t.Logf("%d releases, %d pull requests, %d direct commits, at most %d calls", releases, pulls, direct, most)
		})
	}
}

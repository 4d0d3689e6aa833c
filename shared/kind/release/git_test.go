package release

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// distance asks git how far sha is ahead of other.
func distance(t testing.TB, dir, sha, other string) (d githubapp.Distance) {
	t.Helper()
	if exec.Command("git", "-C", dir, "merge-base", other, sha).Run() != nil {
		return d
	}
	d.Related = true
	if _, err := fmt.Sscan(gittest.Run(t, dir, "rev-list", "--left-right", "--count", other+"..."+sha), &d.Behind, &d.Ahead); err != nil {
		t.Fatal(err)
	}
	return d
}

// tagsOf are the repository's tags, oldest first.
func tagsOf(t testing.TB, dir string) []Tag {
	t.Helper()
	var tags []Tag
	for _, l := range strings.Split(gittest.Run(t, dir, "for-each-ref", "--sort=creatordate", "--format=%(refname:short) %(creatordate:unix) %(objectname) %(*objectname)", "refs/tags"), "\n") {
		f := strings.Fields(l) // of an annotated tag, the commit comes last
		seconds, err := time.ParseDuration(f[1] + "s")
		if err != nil {
			t.Fatal(err)
		}
		tags = append(tags, Tag{Name: f[0], SHA: f[len(f)-1], At: time.Unix(0, 0).Add(seconds)})
	}
	return tags
}

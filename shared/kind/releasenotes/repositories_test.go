package releasenotes

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
	"github.com/devplus-app/devplus/shared/testing/gittest"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// A pull request that is missing from release notes, or stands there twice, is what people complain of most. The judge is a
// program that knows git and nothing of ours.
func TestNotes_HaveEveryChangeOfRealReleasesOnce(t *testing.T) {
	t.Parallel()
	require.Tools(t, "python3")
	for _, name := range []string{"go-envconfig", "itsdangerous", "octo-sts-app"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := githubtest.Clone(t, name)
			served := githubtest.Serve(t, standin.Options{Dir: dir})
			tags := strings.Fields(gittest.Run(t, dir, "tag", "--sort=creatordate"))
			previous := ""
			var claims []claim
			for _, tag := range tags {
				span := release.Range{Head: gittest.Run(t, dir, "rev-parse", tag+"^{commit}"), HeadTag: tag, BaseTag: previous}
				if previous != "" {
					span.Base = gittest.Run(t, dir, "rev-parse", previous+"^{commit}")
				}
				e, err := release.Gather(t.Context(), source.At(served.GitHub, span.Head, nil), span)
				if err != nil {
					t.Fatal(err)
				}
				s := Collect(e)
				w := page.Writer{Repository: served.Repository.FullName()}
				for how, n := range map[string]Notes{"plain": Plain(&s), "worded": Word(&s, clumsy(&s))} {
					claims = append(claims, claim{fmt.Sprintf("%s..%s, %s", previous, tag, how), span.Base, span.Head, join(lines(&s, n, w)), leftOut(&s)})
				}
				previous = tag
			}
			verify(t, dir, claims)
		})
	}
}

// clumsy is the answer of a model that names the first pull request with every other, each twice, some that there are not, and
// forgets every third.
func clumsy(s *Set) Result {
	var section WordedSection
	first := 0
	for i, e := range s.Entries {
		n := e.Ref.Pull
		if n == 0 || i%3 == 2 {
			continue
		}
		if first == 0 {
			first = n
		}
		section.Entries = append(section.Entries, WordedEntry{Text: e.Text, PRs: []int{n, first, n, 900000 + i}}, WordedEntry{Text: "again", PRs: []int{n}})
	}
	for _, b := range s.Bumps {
		for _, r := range b.Refs {
			section.Entries = append(section.Entries, WordedEntry{Text: "Update it", PRs: []int{max(r.Pull, 1)}})
		}
	}
	section.Title = "What is new"
	return Result{Highlights: []string{"A release."}, Sections: []WordedSection{section, section}}
}

// claim is that notes hold every change of a range.
type claim struct {
	Name  string `json:"name"`
	Base  string `json:"base"`
	Head  string `json:"head"`
	Notes string `json:"notes"`
	// LeftOut has the numbers and SHAs of the changes that are left out for what they are.
	LeftOut []string `json:"left_out"`
}

// leftOut returns what the judge must not find, but for reverts, which it knows itself. Each must be named for what it is.
func leftOut(s *Set) []string {
	var all []string
	for _, l := range s.LeftOut {
		switch {
		case l.Reason == takenBack:
		case l.Ref.Pull != 0:
			all = append(all, fmt.Sprint(l.Ref.Pull))
		default:
			all = append(all, l.Ref.SHA)
		}
	}
	return all
}

// verify has the judge compare all claims with the repository in dir.
func verify(t *testing.T, dir string, claims []claim) {
	t.Helper()
	input, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("python3", "testdata/verify.py", dir)
	cmd.Stdin = bytes.NewReader(input)
	said, err := cmd.CombinedOutput()
	if want := fmt.Sprintf("%d verified\n", len(claims)); err != nil || string(said) != want {
		t.Errorf("%v\n%s", err, said)
	}
}

// The changes left out of real notes, checked by hand: releases, version bumps, changelogs and merges, and no change that a reader
// would miss.
func TestCollect_LeavesOutOnlyHousekeepingOfRealReleases(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"go-envconfig", "itsdangerous", "octo-sts-app"} {
		dir := githubtest.Clone(t, name)
		for _, title := range strings.Split(gittest.Run(t, dir, "log", "--no-merges", "--format=%s"), "\n") {
			if reason := parseTitle(title).housekeeping(); reason != "" && !readAsHousekeeping.MatchString(title) {
				t.Errorf("%s: %q is left out: %s", name, title, reason)
			}
		}
	}
}

var readAsHousekeeping = regexp.MustCompile(`(?i)version|release|changelog|^bump to [0-9.]+$|^v?[0-9.]+$`)

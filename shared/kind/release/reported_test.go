package release

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Kinds of histories that people reported wrong ranges of. A step is a commit, "=TAG", "@BRANCH" to check a branch out, or "@BRANCH<FROM".
func TestRange_OfReportedHistories(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		steps string
		want  map[string]string // tag → the tag before
	}{
		"tags on release branches": {
			"Initial =v1.0.0 A B @r1 C =v1.1.0 @main D @r2 E =v1.2.0 F =v1.2.1 @main G @r3 H =v1.3.0",
			map[string]string{"v1.1.0": "v1.0.0", "v1.2.0": "v1.1.0", "v1.2.1": "v1.2.0", "v1.3.0": "v1.2.1"},
		},
		"a fix of a branch beside the main line": {
			"A =1.9.0 B @side<1.9.0 C =1.9.1 @main D =2.0.0",
			map[string]string{"1.9.1": "1.9.0", "2.0.0": "1.9.0"},
		},
		"an older line patched later": {
			"A =v1.0.0 B =v1.1.0 @old<v1.0.0 C =v1.0.1 @main D =v1.2.0",
			map[string]string{"v1.0.1": "v1.0.0", "v1.2.0": "v1.1.0"},
		},
		"a higher version that was tagged later": {
			"A =v1.0.0 B =v1.2.0 C =v1.1.9",
			map[string]string{"v1.1.9": "v1.0.0"},
		},
		"letters": {"A =3.2 B =3.3-rc C =3.3 D =3.3a E =3.4", map[string]string{"3.3": "3.2", "3.3a": "3.3", "3.4": "3.3a", "3.3-rc": "3.2"}},
		"letters of dates": {"A =release-2025.10.06 B =release-2025.10.07 C =release-2025.10.07a D =release-2025.10.08",
			map[string]string{"release-2025.10.07a": "release-2025.10.07", "release-2025.10.08": "release-2025.10.07a"}},
		"numbers behind a hyphen": {
			"A =7.1.1-46 B =7.1.1-47 C =7.1.2-0 D =7.1.2-1",
			map[string]string{"7.1.1-47": "7.1.1-46", "7.1.2-0": "7.1.1-47", "7.1.2-1": "7.1.2-0"},
		},
		"npm's pre-releases without a word": {
			"A =0.9.0 B =1.0.0-0 C =1.0.0-1 D =1.0.0",
			map[string]string{"1.0.0": "0.9.0", "1.0.0-1": "1.0.0-0", "1.0.0-0": "0.9.0"},
		},
		"build metadata": {
			"A =v1.28.3+k3s1 B =v1.28.4+k3s1 C =v1.28.4+k3s2 D =v1.28.5-rc1+k3s1 E =v1.28.5+k3s1",
			map[string]string{"v1.28.4+k3s2": "v1.28.4+k3s1", "v1.28.5+k3s1": "v1.28.4+k3s2"},
		},
		"hotfixes and post-releases": {
			"A =v1.0.0 B =v1.0.0-hotfix.1 C =v1.0.1 D =v1.0.1.post1 E =v1.1.0",
			map[string]string{"v1.0.0-hotfix.1": "v1.0.0", "v1.0.1": "v1.0.0-hotfix.1", "v1.0.1.post1": "v1.0.1", "v1.1.0": "v1.0.1.post1"},
		},
		"forms of one release": {
			"A =v1.0.0 =v1.0.0-alpine B =v1.1.0 =v1.1.0-alpine C =v1.1.1 =v1.1.1-alpine",
			map[string]string{"v1.1.0": "v1.0.0", "v1.1.0-alpine": "v1.0.0-alpine", "v1.1.1-alpine": "v1.1.0-alpine"},
		},
		"endings of a line": {
			"A =5.0.0.RELEASE B =5.0.1.RELEASE C =5.1.0.M1 D =5.1.0.RELEASE E =5.2.0",
			map[string]string{"5.0.1.RELEASE": "5.0.0.RELEASE", "5.1.0.RELEASE": "5.0.1.RELEASE", "5.1.0.M1": "5.0.1.RELEASE", "5.2.0": "5.1.0.RELEASE"},
		},
		"words of pre-releases": {
			"A =v1.0.0 B =v2.0.0-next.1 C =v2.0.0-canary.2 D =v2.0.0-nightly.20240101 E =v2.0.0",
			map[string]string{"v2.0.0": "v1.0.0", "v2.0.0-next.1": "v1.0.0"},
		},
		"a changed prefix": {
			"A =release-1.0.0 B =release-1.1.0 C =v1.1.1 D =v1.2.0",
			map[string]string{"v1.1.1": "release-1.1.0", "v1.2.0": "v1.1.1"},
		},
		"parts of a repository": {
			"A =api/v1.0.0 =cli/v1.0.0 B =api/v1.1.0 C =cli/v1.1.0 =plugin-legacy@1.1.1 D =v1.2.0",
			map[string]string{"cli/v1.1.0": "cli/v1.0.0", "plugin-legacy@1.1.1": "", "v1.2.0": ""},
		},
		"tags on no branch": {
			"A =v1.0.0 B @- C =v1.1.0 @main D @- E =v1.1.1 @main F",
			map[string]string{"v1.1.0": "v1.0.0", "v1.1.1": "v1.1.0"},
		},
		"a tag that moved past the next": {"A =v1.0.0 B =v1.1.0 C =v1.1.1 D =v1.1.0", map[string]string{"v1.1.0": "v1.0.0", "v1.1.1": "v1.0.0"}},
		"two tags on one commit":         {"A =v1.0.0 =v1.0.1 B =v1.0.2", map[string]string{"v1.0.1": "v1.0.0", "v1.0.2": "v1.0.1"}},
		"underscores":                    {"A =REL_16_1 B =REL_16_2 C =REL_17_RC1 D =REL_17_0", map[string]string{"REL_16_2": "REL_16_1", "REL_17_0": "REL_16_2"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t)
			for _, step := range strings.Fields(tt.steps) {
				branch, isBranch := strings.CutPrefix(step, "@")
				tag, isTag := strings.CutPrefix(step, "=")
				switch branch, from, parted := strings.Cut(branch, "<"); {
				case isTag:
					w.git("tag", "--force", tag)
				case branch == "-":
					w.git("checkout", "--quiet", "--detach")
				case parted:
					w.git("checkout", "--quiet", "-b", branch, from)
				case isBranch && branch == "main":
					w.git("checkout", "--quiet", branch)
				case isBranch:
					w.git("checkout", "--quiet", "-b", branch)
				default:
					w.commit(step, "ann", step)
				}
			}
			g := serve(t, w.dir)
			got := map[string]string{}
			for tag := range tt.want {
				got[tag] = g.ofTag(t, tag).BaseTag
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("the release before (-want +got):\n%s", diff)
			}
		})
	}
}

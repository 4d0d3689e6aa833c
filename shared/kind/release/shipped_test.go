package release

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGather_MarksWhatTheLineHasShippedAsPicks(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	w.commit("start", "ann", "Initial")
	w.git("tag", "v1.0.0")
	w.git("branch", "release-1.0")
	named := w.commit("a", "ann", "Fix login loop (#11)")
	same := w.commit("b", "bob", "Fix upload retry (#12)")
	w.commit("c", "cem", "Fix the pager (#14)")
	renamed := w.commit("e", "eve", "Close the file (#18)")
	w.git("checkout", "--quiet", "release-1.0")
	w.git("cherry-pick", "-x", named)
	w.git("cherry-pick", same)
	w.git("commit", "--quiet", "--amend", "--message", "Fix upload retry (#12) (#13)")
	w.git("cherry-pick", renamed)
	w.git("commit", "--quiet", "--amend", "--message", "Leak of files on 1.0 (#19)") // has the patch only
	w.commit("other", "cem", "Fix the pager (#15)")                                  // has the title only
	w.git("tag", "v1.0.1")
	w.on("main", "main")
	w.merge("release-1.0", "Merge pull request #16 from octo/release-1.0\n\nMerge release-1.0 back")
	w.commit("d", "dan", "fix: last (#17)")
	w.git("tag", "v1.1.0")
	g := serve(t, w.dir)
	for tag, want := range map[string]string{"v1.0.1": "", "v1.1.0": "Fix login loop, Fix upload retry, Close the file, "} {
		got := ""
		for _, c := range func() []Change { e := g.gather(t, g.ofTag(t, tag)); return e.Changes() }() {
			if c.Shipped() {
				got += c.Title() + ", "
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: shipped before (-want +got):\n%s", tag, diff)
		}
	}
}

// The patch release already has the fix, so the next minor release must not announce it again.
func TestGather_MarksWhatAPatchReleaseBesideTheLineHasShipped(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	w.commit("start", "ann", "Initial")
	w.git("tag", "v1.0.0")
	fix := w.commit("a", "ann", "Fix login loop (#11)")
	w.on("release-1.0", "v1.0.0")
	w.git("cherry-pick", "-x", fix)
	port := w.commit("b", "bob", "Fix upload retry (#12)")
	w.git("tag", "v1.0.1")
	w.on("main", "main")
	w.git("cherry-pick", port)
	w.git("commit", "--quiet", "--amend", "--message", "[main] Fix upload retry (#13)")
	w.commit("c", "cem", "feat: editor (#14)")
	w.git("tag", "v1.1.0")
	g := serve(t, w.dir)
	r := g.ofTag(t, "v1.1.0")
	var got []string
	for _, c := range func() []Change { e := g.gather(t, r); return e.Changes() }() {
		if !c.Shipped() {
			got = append(got, c.Title())
		}
	}
	if diff := cmp.Diff([]string{"feat: editor"}, got); diff != "" || r.BaseTag != "v1.0.0" {
		t.Errorf("since %s (-want +got):\n%s", r.BaseTag, diff)
	}
}

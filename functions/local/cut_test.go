package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/devplus-app/devplus/shared/store/storetest"
)

// cutAnywhere plays a course as a whole, and cut off after its writes, each time on a rig of its own, and judges how each ends. It returns
// the rig of the whole course.
func cutAnywhere(t *testing.T, play func(t *testing.T, cutAt int) *rig, judge func(r *rig)) (whole *rig) {
	t.Helper()
	whole = play(t, 0)
	if judge(whole); whole.writes == 0 {
		t.Error("the course writes nothing: there is no place to cut it off")
	}
	for cut := 1; cut <= whole.writes; cut += cutStep {
		t.Run(fmt.Sprintf("after write %d of %d", cut, whole.writes), func(t *testing.T) {
			t.Parallel()
			judge(play(t, cut))
		})
	}
	return whole
}

// cutCommand is cutAnywhere of a command, which is given after what begin does.
func cutCommand(t *testing.T, begin func(t *testing.T) *rig, command string, judge func(r *rig)) {
	t.Helper()
	play := func(t *testing.T, cutAt int) *rig {
		r := begin(t)
		r.cutAt, r.writes = cutAt, 0
		r.says("octocat", command)
		r.settle(clean)
		return r
	}
	cutAnywhere(t, play, judge)
}

// The scenarios that cut a process off anywhere cover a new document without a line here.
func TestCut_StopsDocumentsOfAnyCollection(t *testing.T) {
	t.Parallel()
	r := newRig(t, 2)
	change := func() error {
		_, err := storetest.Notes.Change(t.Context(), cutDatabase{r}, "note", func(n *storetest.Note) error { n.Count++; return nil })
		return err
	}
	read := func() error { _, err := storetest.Notes.Get(t.Context(), cutDatabase{r}, "note"); return err }
	list := func() error { _, err := storetest.Notes.Due(t.Context(), cutDatabase{r}, r.now, 1); return err }
	if err := errors.Join(change(), read(), list()); err != nil {
		t.Fatal(err)
	}
	for _, call := range []func() error{change, change, read, list} { // the first is cut off after its write
		if err := call(); !errors.Is(err, errCut) {
			t.Errorf("error %v, want errCut", err)
		}
	}
	if n, err := storetest.Notes.Get(t.Context(), r.db, "note"); err != nil || n.Count != 2 {
		t.Errorf("%+v, error %v, want a count of 2", n, err)
	}
}

package main

import (
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// One long title is no reason to lose a review that cost money.
func TestWindow_TitleThatIsTooLongIsCutAndSaid(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(strings.Replace(finding, "The limit is off by one", strings.Repeat("x", 201), 1))
	run := r.lastRun()
	if !strings.Contains(run.Title, "1 finding") || !strings.Contains(run.Text, "The model's answer was too long in 1 place: cut there.") {
		t.Errorf("%s\n%s", run.Title, run.Text)
	}
	if len(run.Annotations) != 1 || !strings.HasSuffix(run.Annotations[0].Title, "x…") {
		t.Errorf("%+v", run.Annotations)
	}
}

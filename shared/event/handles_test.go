package event

import (
	"strings"
	"testing"
)

// Reconcile requests no delivery that Handles denies: a wrong false would lose it.
func TestHandles_TellsNoise(t *testing.T) {
	t.Parallel()
	for key := range wantIntents {
		name, action, _ := strings.Cut(key, " ")
		if name == "create" || name == "push" {
			action = "" // GitHub gives them none
		}
		if !Handles(name, action) {
			t.Errorf("%s is denied", key)
		}
	}
	for _, noise := range []string{
		"check_run created", "check_run completed", "check_suite requested", "pull_request labeled", "push pushed", "ping ", "workflow_run completed", " opened", "create created",
	} {
		if name, action, _ := strings.Cut(noise, " "); Handles(name, action) {
			t.Errorf("%q is handled", noise)
		}
	}
}

package githubapp_test

import (
	"errors"
	"testing"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// An organisation may install the App and later take a permission away: what needs it ends for good, the rest goes on.
func TestPermission_RemovedEndsOnlyWhatNeedsIt(t *testing.T) {
	t.Parallel()
	_, in, server := start(t, standin.Options{Permissions: map[string]string{"metadata": "read", "checks": "read", "pull_requests": "write"}})
	add(t, server, standin.PullRequest{Number: 1, Base: baseSHA, Head: headSHA, Files: many(1)})
	if _, err := in.CreateCheckRun(t.Context(), github.CreateCheckRunOptions{Name: "DevPlus", HeadSHA: headSHA}); !errors.Is(err, githubapp.ErrGone) || !githubapp.Permanent(err) {
		t.Errorf("writing a check run with leave to read: %v, want ErrGone", err)
	}
	if _, err := in.CheckRuns(t.Context(), headSHA, "DevPlus"); err != nil {
		t.Errorf("reading check runs: %v", err)
	}
	if _, err := in.CreateComment(t.Context(), 1, "text"); err != nil {
		t.Errorf("commenting: %v", err)
	}
}

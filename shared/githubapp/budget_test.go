package githubapp_test

import (
	"errors"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp"
)

func TestLimited_CountsRequestsOfAllCopies(t *testing.T) {
	t.Parallel()
	_, in, server := onePull(t)
	limited := in.Limited(2)
	for _, gh := range []*githubapp.Repository{limited, limited.Renamed(owner, repo)} {
		if _, err := gh.PullRequest(t.Context(), 1); err != nil {
			t.Error(err)
		}
	}
	calls := len(server.Calls())
	_, err := limited.PullRequest(t.Context(), 1)
	if !errors.Is(err, githubapp.ErrBudget) || !githubapp.Permanent(err) || limited.Left() != 0 || len(server.Calls()) != calls {
		t.Errorf("%d left, %d requests, %v", limited.Left(), len(server.Calls())-calls, err)
	}
	if _, err := in.PullRequest(t.Context(), 1); err != nil {
		t.Errorf("without the budget: %v", err)
	}
}

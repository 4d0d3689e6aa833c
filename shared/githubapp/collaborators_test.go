package githubapp_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// A person with write access may give commands. A login that changed hands must not inherit that.
func TestRoleOf_IsWhatGitHubSaysNow(t *testing.T) {
	t.Parallel()
	_, in, server := onePull(t)
	id := server.AccountID("mona")
	for role, want := range map[string]githubapp.Role{
		"admin": githubapp.Administrator, "maintain": githubapp.Writer, "write": githubapp.Writer,
		"triage": githubapp.Reader, "read": githubapp.Reader, "none": githubapp.Reader,
	} {
		server.Grant("mona", role)
		if got, err := in.RoleOf(t.Context(), "mona", id); err != nil || got != want {
			t.Errorf("%s: %s, %v", role, got, err)
		}
	}
	server.Grant("mona", "admin")
	if got, err := in.RoleOf(t.Context(), "mona", id+1); err != nil || got != githubapp.Reader {
		t.Errorf("another account of that name: %s, %v", got, err)
	}
}

func TestReact_OnceAndOnlyToWhatIsThere(t *testing.T) {
	t.Parallel()
	_, in, server := onePull(t)
	id := server.AddComment(standin.Comment{Number: 1, Body: "hello"})
	for _, with := range []githubapp.Reaction{githubapp.Eyes, githubapp.Eyes, githubapp.ThumbsUp} {
		if err := in.React(t.Context(), id, with); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"eyes", "+1"}, server.Reactions(id)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := in.React(t.Context(), id+1000, githubapp.Eyes); !errors.Is(err, githubapp.ErrNotFound) {
		t.Errorf("of a comment that is gone: %v", err)
	}
}

package kestra_test

import (
	"net/http"
	"os"
	"os/exec"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/pypi"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// kestrapy is Kestra's own client for Python, of the engine's version.
const kestrapy = "kestrapy==1.3.1"

// TestEngine_AnswersKestrapy makes our calls by Kestra's client: the engine's REST API is Kestra's, not what
// package kestra expects of it.
func TestEngine_AnswersKestrapy(t *testing.T) {
	t.Parallel()
	packages, err := pypi.Install(kestrapy)
	require.Part(t, kestrapy, err, "it needs python3 with pip, and PyPI at first use")
	stack := kestratest.Start(t)
	back := serveCallbacks(t, http.StatusOK)
	// Every call of this flow hangs, so that there is something to kill.
	stack.Model.Script(t, "kestrapy-", kestratest.Reply{Hang: true})

	cmd := exec.Command("python3", "testdata/kestrapy_calls.py", stack.URL, stack.Username, stack.Password, back.URL)
	cmd.Env = append(os.Environ(), "PYTHONPATH="+packages)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
}

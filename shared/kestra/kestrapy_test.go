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

// kestrapy holds, by line, the version of Kestra's own client for Python.
var kestrapy = map[string]string{"1.3": "kestrapy==1.3.1", "2.0": "kestrapy==2.0.3"}

// Kestra's own client makes our calls, so that the engine's REST API is Kestra's and not what package kestra expects of it.
func TestEngine_AnswersKestrapy(t *testing.T) {
	t.Parallel()
	kestratest.Each(t, answersKestrapy)
}

func answersKestrapy(t *testing.T, stack *kestratest.Stack) {
	client := kestrapy[stack.Version]
	packages, err := pypi.Install(client)
	require.Part(t, client, err, "it needs python3 with pip, and PyPI at first use")
	back := serveCallbacks(t, http.StatusOK)
	// Every call of this flow hangs, so that there is something to kill.
	stack.Model.Script(t, "kestrapy-"+stack.Version+"-", kestratest.Reply{Hang: true})

	cmd := exec.Command("python3", "testdata/kestrapy_calls.py", stack.URL, stack.Username, stack.Password, back.URL, stack.Version)
	cmd.Env = append(os.Environ(), "PYTHONPATH="+packages)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
}

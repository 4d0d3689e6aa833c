package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

const flowFiles = "../flows/"

// input is one of a flow's inputs.
type input struct{ ID, Type string }

// contract is the part of a flow that DevPlus relies on.
type contract struct {
	ID, Namespace string
	Labels        map[string]string
	Concurrency   any
	Inputs        []input
	Variables     map[string]any
	Tasks         []any
}

func readFlow(t *testing.T, kind analysis.Kind) contract {
	t.Helper()
	raw, err := os.ReadFile(flowFiles + kindtest.Of(kind).Flow + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var f contract
	if err := yaml.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// The image loads every file: one of no kind would run for nothing, and without its file every analysis of a kind fails.
func TestFlows_AreThoseOfTheKinds(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(flowFiles + "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{flowFiles + "housekeeping.yaml"} // Kestra's own
	for _, kind := range kindtest.Names() {
		want = append(want, flowFiles+kindtest.Of(kind).Flow+".yaml")
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Kestra refuses an execution whose inputs have other names or types.
func TestFlows_TakeTheInputsThatAreSent(t *testing.T) {
	t.Parallel()
	for _, kind := range kindtest.Names() {
		f := readFlow(t, kind)
		if f.ID != kindtest.Of(kind).Flow || f.Namespace != "devplus" || f.Labels["kind"] != string(kind) {
			t.Errorf("%s: flow %s in namespace %s, labels %v", kind, f.ID, f.Namespace, f.Labels)
		}
		want := []input{{"analysis_id", "STRING"}, {"attempt", "INT"}, {"context", "FILE"}, {"callback_url", "STRING"}, {"callback_token", "SECRET"}}
		if diff := cmp.Diff(want, f.Inputs); diff != "" {
			t.Errorf("%s: inputs (-want +got):\n%s", kind, diff)
		}
		if f.Concurrency != nil {
			t.Errorf("%s: concurrency %v: Kestra loses places of killed executions, DevPlus counts", kind, f.Concurrency)
		}
	}
}

func TestFlows_KeepTheClock(t *testing.T) {
	t.Parallel()
	for _, kind := range kindtest.Names() {
		f := readFlow(t, kind)
		for name, want := range map[string]time.Duration{"model_timeout": analysis.ModelCallTimeout, "flow_timeout": analysis.FlowTimeout} {
			// The engine's tests shorten it by an environment variable; the default is what is deployed.
			if got, want := f.Variables[name], fmt.Sprintf("{{ envs.%s ?? 'PT%dM' }}", name, int(want.Minutes())); got != want {
				t.Errorf("%s: variable %s is %v, want %s", kind, name, got, want)
			}
		}
		back, ok := f.Variables["callback_seconds"].(int)
		if left := analysis.FlowTimeout - time.Duration(back)*time.Second; !ok || back == 0 || left < 2*analysis.ModelCallTimeout {
			t.Errorf("%s: %v s for calling back leave %v for models: a review and its summary or repair need two calls", kind, f.Variables["callback_seconds"], left)
		}
		if least, _ := f.Variables["fallback_seconds"].(int); back+least != 4*60 {
			t.Errorf("%s: the fallback starts while %d s of the flow remain, want 4 minutes: later it has no time to answer", kind, back+least)
		}
	}
}

// taskOf returns the task of that ID in a flow, at any depth; nil if there is none.
func taskOf(in any, id string) map[string]any {
	switch in := in.(type) {
	case []any:
		for _, v := range in {
			if found := taskOf(v, id); found != nil {
				return found
			}
		}
	case map[string]any:
		if in["id"] == id {
			return in
		}
		for _, v := range in {
			if found := taskOf(v, id); found != nil {
				return found
			}
		}
	}
	return nil
}

// A second look at many findings would take the time in which a review is to call back, and all of an endpoint's rate limit.
func TestFlows_VerifyAFewFindingsAtOnceWhileThereIsTime(t *testing.T) {
	t.Parallel()
	verify := taskOf(any(readFlow(t, "pull_request").Tasks), "verify")
	checks, _ := verify["tasks"].([]any)
	if verify["concurrent"] != 4 || len(checks) != 8 {
		t.Errorf("%v at once, %d in all, want 4 and 8", verify["concurrent"], len(checks))
	}
	for _, check := range checks {
		c, _ := check.(map[string]any)
		if when, _ := c["condition"].(string); !strings.Contains(when, "outputs.clock.values.models_until") {
			t.Errorf("%v begins when %q", c["id"], when)
		}
	}
}

// The room for a diff in a model's window is computed from this bound.
func TestFlows_InstructionsAreWithinTheirBound(t *testing.T) {
	t.Parallel()
	for _, kind := range kindtest.Names() {
		vars := readFlow(t, kind).Variables
		for _, name := range []string{"reviewer", "repairer", "editor", "verifier"} {
			said, _ := vars[name].(string) // only pull requests have an editor and a verifier
			if n := prompt.Tokens(said + string(kindtest.Of(kind).Schema.Portable())); n > prompt.InstructionTokens {
				t.Errorf("%s: the %s and the schema have about %d tokens, %d are reserved", kind, name, n, prompt.InstructionTokens)
			}
		}
	}
}

// ownParts are the top-level keys, variables and tasks that a flow has for itself.
var ownParts = []string{
	"id", "description", "labels.kind",
	"variables.reviewer", "variables.repairer", "variables.join_parts", "tasks.result",
	// A pull request may be large and is then read in parts.
	"variables.editor", "variables.editor_schema", "variables.verifier", "variables.verifier_schema", "variables.questions", "tasks.verification", "tasks.review", "tasks.model", "tasks.unformatted", "tasks.away", "tasks.answer", "tasks.clock", "tasks.collect", "tasks.several_parts",
}

// The tests of failures run one flow only, because the others have the same text.
func TestFlows_DifferOnlyInWhatIsTheirOwn(t *testing.T) {
	t.Parallel()
	shared := func(kind analysis.Kind) map[string]any {
		raw, err := os.ReadFile(flowFiles + kindtest.Of(kind).Flow + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		var whole map[string]any
		if err := yaml.Unmarshal(raw, &whole); err != nil {
			t.Fatal(err)
		}
		for _, key := range ownParts {
			holder, name, nested := strings.Cut(key, ".")
			switch list := whole[holder].(type) {
			case map[string]any:
				delete(list, name)
			case []any:
				whole[holder] = slices.DeleteFunc(list, func(task any) bool { return task.(map[string]any)["id"] == name })
			}
			if !nested {
				delete(whole, holder)
			}
		}
		return whole
	}
	want := shared("pull_request")
	for _, name := range []string{"variables", "tasks", "errors", "inputs"} {
		if want[name] == nil {
			t.Errorf("nothing of %s is compared", name)
		}
	}
	for _, kind := range kindtest.Names()[1:] {
		if diff := cmp.Diff(want, shared(kind)); diff != "" {
			t.Errorf("%s beside %s (-%[2]s +%[1]s):\n%[3]s", kindtest.Of(kind).Flow, kindtest.Of("pull_request").Flow, diff)
		}
	}
}

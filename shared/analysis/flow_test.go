package analysis_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/devplus-app/devplus/shared/analysis"
)

const flowFiles = "../../kestra-image/flows/"

// input is one of a flow's inputs.
type input struct{ ID, Type string }

// flow is what DevPlus and a flow have to agree on.
type flow struct {
	ID, Namespace string
	Labels        map[string]string
	Concurrency   struct {
		Limit    int
		Behavior string
	}
	Inputs    []input
	Variables map[string]any
}

func readFlow(t *testing.T, kind analysis.Kind) flow {
	t.Helper()
	raw, err := os.ReadFile(flowFiles + kind.Flow() + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var f flow
	if err := yaml.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// A file that is no kind's flow is deployed for nothing; one that is missing fails every analysis of its kind.
func TestFlowsAreThoseOfTheKinds(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(flowFiles + "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, kind := range analysis.Kinds() {
		want = append(want, flowFiles+kind.Flow()+".yaml")
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// An execution is started by these names; one that is missing or of another type is refused by Kestra.
func TestEachFlowIsTheOneThatIsStarted(t *testing.T) {
	t.Parallel()
	for _, kind := range analysis.Kinds() {
		f := readFlow(t, kind)
		if f.ID != kind.Flow() || f.Namespace != "devplus" || f.Labels["kind"] != string(kind) {
			t.Errorf("%s: flow %s in namespace %s, labels %v", kind, f.ID, f.Namespace, f.Labels)
		}
		want := []input{{"analysis_id", "STRING"}, {"attempt", "INT"}, {"context", "FILE"}, {"callback_url", "STRING"}, {"callback_token", "SECRET"}}
		if diff := cmp.Diff(want, f.Inputs); diff != "" {
			t.Errorf("%s: inputs (-want +got):\n%s", kind, diff)
		}
		if f.Concurrency.Limit != analysis.FlowConcurrency || f.Concurrency.Behavior != "QUEUE" {
			t.Errorf("%s: concurrency %+v, want %d executions and a queue", kind, f.Concurrency, analysis.FlowConcurrency)
		}
	}
}

func TestEachFlowKeepsTheClock(t *testing.T) {
	t.Parallel()
	for _, kind := range analysis.Kinds() {
		f := readFlow(t, kind)
		for name, want := range map[string]time.Duration{"model_timeout": analysis.ModelCallTimeout, "flow_timeout": analysis.FlowTimeout} {
			// The engine's tests shorten it by an environment variable; the default is what is deployed.
			if got, want := f.Variables[name], fmt.Sprintf("{{ envs.%s ?? 'PT%dM' }}", name, int(want.Minutes())); got != want {
				t.Errorf("%s: variable %s is %v, want %s", kind, name, got, want)
			}
		}
		back, ok := f.Variables["callback_seconds"].(int)
		if left := analysis.FlowTimeout - time.Duration(back)*time.Second; !ok || back == 0 || left < 2*analysis.ModelCallTimeout {
			t.Errorf("%s: %v s for calling back leave %v for models: a review and its summary or mending need two calls", kind, f.Variables["callback_seconds"], left)
		}
	}
}

// own are the top-level keys, variables and tasks that a flow has for itself.
var own = []string{
	"id", "description", "labels.kind",
	"variables.reviewer", "variables.mender", "variables.join_parts", "tasks.result",
	"variables.editor", "variables.editor_schema", "tasks.several_parts", // of pull requests: large ones are read in parts
}

// Kestra can't share tasks between flows: a mend in one copy and not in the others would hold for one kind of analysis alone.
func TestFlowsDifferOnlyInWhatIsTheirOwn(t *testing.T) {
	t.Parallel()
	shared := func(kind analysis.Kind) map[string]any {
		raw, err := os.ReadFile(flowFiles + kind.Flow() + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		var whole map[string]any
		if err := yaml.Unmarshal(raw, &whole); err != nil {
			t.Fatal(err)
		}
		for _, key := range own {
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
	want := shared(analysis.PullRequest)
	for _, name := range []string{"variables", "pluginDefaults", "tasks", "errors", "inputs", "concurrency"} {
		if want[name] == nil {
			t.Errorf("nothing of %s is compared", name)
		}
	}
	for _, kind := range analysis.Kinds()[1:] {
		if diff := cmp.Diff(want, shared(kind)); diff != "" {
			t.Errorf("%s beside %s (-%[2]s +%[1]s):\n%[3]s", kind.Flow(), analysis.PullRequest.Flow(), diff)
		}
	}
}

// Endpoints that ignore the schema go by the prompt's words alone: the words have to be the schema's.
func TestThePromptsNameTheSchemasWords(t *testing.T) {
	t.Parallel()
	for _, kind := range analysis.Kinds() {
		f := readFlow(t, kind)
		raw, err := analysis.PortableSchema(kind)
		if err != nil {
			t.Fatal(err)
		}
		var schema map[string]any
		if err := json.Unmarshal(raw, &schema); err != nil {
			t.Fatal(err)
		}
		for _, prompt := range []string{"reviewer", "mender"} {
			text, _ := f.Variables[prompt].(string)
			eachProperty(schema, func(name string, property map[string]any) {
				if !strings.Contains(text, `"`+name+`"`) {
					t.Errorf("%s: %s does not name %s", kind, prompt, name)
				}
				values, _ := property["enum"].([]any)
				for _, value := range values {
					if !regexp.MustCompile(fmt.Sprintf(`\b%v\b`, value)).MatchString(text) {
						t.Errorf("%s: %s does not name %s %v", kind, prompt, name, value)
					}
				}
			})
		}
	}
}

func eachProperty(schema map[string]any, visit func(string, map[string]any)) {
	if items, ok := schema["items"].(map[string]any); ok {
		eachProperty(items, visit)
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, property := range properties {
		p := property.(map[string]any)
		visit(name, p)
		eachProperty(p, visit)
	}
}

package analysis_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/devplus-app/devplus/shared/analysis"
)

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
	raw, err := os.ReadFile("../../kestra-image/flows/" + kind.Flow() + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var f flow
	if err := yaml.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// An execution is started by these names; one that is missing or of another type is refused by Kestra.
func TestTheFlowIsTheOneThatIsStarted(t *testing.T) {
	t.Parallel()
	f := readFlow(t, analysis.PullRequest)
	if f.ID != analysis.PullRequest.Flow() || f.Namespace != "devplus" || f.Labels["kind"] != string(analysis.PullRequest) {
		t.Errorf("flow %s in namespace %s, labels %v", f.ID, f.Namespace, f.Labels)
	}
	want := []input{{"analysis_id", "STRING"}, {"attempt", "INT"}, {"context", "FILE"}, {"callback_url", "STRING"}, {"callback_token", "SECRET"}}
	if diff := cmp.Diff(want, f.Inputs); diff != "" {
		t.Errorf("inputs (-want +got):\n%s", diff)
	}
	if f.Concurrency.Limit != analysis.FlowConcurrency || f.Concurrency.Behavior != "QUEUE" {
		t.Errorf("concurrency %+v, want %d executions and a queue", f.Concurrency, analysis.FlowConcurrency)
	}
}

func TestTheFlowKeepsTheClock(t *testing.T) {
	t.Parallel()
	f := readFlow(t, analysis.PullRequest)
	for name, want := range map[string]time.Duration{"model_timeout": analysis.ModelCallTimeout, "flow_timeout": analysis.FlowTimeout} {
		// The engine's tests shorten it by an environment variable; the default is what is deployed.
		if got, want := f.Variables[name], fmt.Sprintf("{{ envs.%s ?? 'PT%dM' }}", name, int(want.Minutes())); got != want {
			t.Errorf("variable %s is %v, want %s", name, got, want)
		}
	}
	back, ok := f.Variables["callback_seconds"].(int)
	if left := analysis.FlowTimeout - time.Duration(back)*time.Second; !ok || back == 0 || left < 2*analysis.ModelCallTimeout {
		t.Errorf("%v s for calling back leave %v for models: a part and the summary of all need two calls", f.Variables["callback_seconds"], left)
	}
}

// Endpoints that ignore the schema go by the prompt's words alone: the words have to be the schema's.
func TestThePromptsNameTheSchemasWords(t *testing.T) {
	t.Parallel()
	f := readFlow(t, analysis.PullRequest)
	raw, err := analysis.PortableSchema(analysis.PullRequest)
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
				t.Errorf("%s does not name %s", prompt, name)
			}
			values, _ := property["enum"].([]any)
			for _, value := range values {
				if !regexp.MustCompile(fmt.Sprintf(`\b%v\b`, value)).MatchString(text) {
					t.Errorf("%s does not name %s %v", prompt, name, value)
				}
			}
		})
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

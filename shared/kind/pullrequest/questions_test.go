package pullrequest

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/itchyny/gojq"
	"go.yaml.in/yaml/v3"

	"github.com/devplus-app/devplus/shared/prompt"
)

// questions returns what the flow asks about the findings of an answer.
func questions(t *testing.T, context prompt.Context, result string) (all []struct{ Name, User string }) {
	t.Helper()
	text, err := os.ReadFile("verifier.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var verifier struct{ Questions string }
	if err := yaml.Unmarshal(text, &verifier); err != nil {
		t.Fatal(err)
	}
	query, err := gojq.Parse(verifier.Questions)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(map[string]any{"context": context, "r": map[string]any{"result": json.RawMessage(result)}})
	if err != nil {
		t.Fatal(err)
	}
	var input any
	if err := json.Unmarshal(encoded, &input); err != nil {
		t.Fatal(err)
	}
	asked, _ := query.Run(input).Next()
	if encoded, err = json.Marshal(asked); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(encoded, &all); err != nil {
		t.Fatalf("%v: %s", err, encoded)
	}
	return all
}

// The fix of an open finding may be in another file.
func TestQuestions_ShowWhatMayMendAnOpenFinding(t *testing.T) {
	t.Parallel()
	const b = "DEVPLUS-DATA-1"
	block := func(path, lines string) string {
		return "\nFile 1.\nBEGIN " + b + " file 1\npath: " + path + "\n" + lines + "END " + b + "\n"
	}
	context := prompt.Context{Boundary: b, Parts: []string{
		"Opening. BEGIN " + b + " description\npath: store/store.go\nEND " + b + block("store/store.go", "4 + id = url.QueryEscape(id)\n"),
		"Opening." + block("shop/cart.go", "90 + farther\n"),
	}, Verify: &prompt.Verify{Most: 8, Severities: []string{"high"}, Open: []prompt.OpenClaim{
		{Name: "F1", Path: "shop/cart.go", Line: 5, Title: "Not escaped"}, {Name: "F2", Path: "gone.go", Line: 1, Title: "Another"},
	}}}
	asked := questions(t, context, `{"findings": [{"path": "shop/cart.go", "line": 90, "severity": "high", "category": "api", "title": "New", "explanation": "e"}],
		"open_findings": [{"name": "F1", "status": "fixed"}, {"name": "F2", "status": "present"}]}`)
	if len(asked) != 2 || asked[0].Name != "" || asked[1].Name != "F1" {
		t.Fatalf("asked about %+v", asked)
	}
	if q := asked[0].User; strings.Contains(q, "url.QueryEscape") || !strings.Contains(q, "90 + farther") {
		t.Errorf("a new finding is asked about beside\n%s", q)
	}
	at := 0
	for _, part := range []string{"an earlier review", "BEGIN " + b + " code\n", "90 + farther", "path: store/store.go\n4 + id = url.QueryEscape(id)", "END " + b} {
		i := strings.Index(asked[1].User[at:], part)
		if i < 0 {
			t.Fatalf("%q is missing, or not in its place:\n%s", part, asked[1].User)
		}
		at += i + len(part)
	}
	context.Parts = []string{"Opening." + block("huge.go", strings.Repeat("1 + line\n", 1<<15))}
	asked = questions(t, context, `{"findings": [], "open_findings": [{"name": "F1", "status": "fixed"}]}`)
	if len(asked) != 1 || len(asked[0].User) > 28000 {
		t.Errorf("beside a huge file, %d bytes are sent", len(asked[0].User))
	}
}

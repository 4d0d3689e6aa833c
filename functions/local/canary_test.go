package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/telemetry"
	"github.com/devplus-app/devplus/shared/testing/gittest"
	"github.com/devplus-app/devplus/shared/testing/logtest"
)

// canary is a made-up token of GitHub's form, different for each place.
func canary(place int) string {
	sum := sha256.Sum256([]byte{byte(place)})
	return "ghp_" + strings.NewReplacer("-", "x", "_", "y").Replace(base64.RawURLEncoding.EncodeToString(sum[:]))[:36]
}

// A secret that DevPlus carries from a change into its store, its logs, a prompt or a page is a secret leaked once more. What authors
// write into titles and texts GitHub shows already, but nothing else of ours repeats it.
func TestSecrets_AppearNowhereInAWholeRun(t *testing.T) {
	var log logtest.Lines
	before := slog.Default()
	slog.SetDefault(slog.New(telemetry.Handler(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}), "")))
	defer slog.SetDefault(before)

	dir := gittest.Repository(t, map[string]string{"main.go": "package main\n\nfunc main() {}\n", "README.md": "# Shop\n" + canary(1) + "\n", "go.mod": "module shop\n// " + canary(2) + "\n"})
	git := gittest.In(t, dir)
	gittest.Run(t, dir, "tag", "v1.0.0")
	base := git("rev-parse", "HEAD")
	for path, text := range map[string]string{
		"main.go":                   "package main\n\n// " + canary(3) + "\nvar token = \"" + canary(4) + "\"\n\nfunc main() { println(token) }\n",
		"deploy/" + canary(5):       "x\n",
		".github/workflows/ci.yaml": "on: push\npermissions: write-all # " + canary(6) + "\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n",
		"db/migrations/2_drop.sql":  "DROP TABLE users; -- " + canary(7) + "\n",
		"fetch.sh":                  "curl -k https://example.com -H 'Authorization: token " + canary(8) + "'\n",
	} {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	gittest.Run(t, dir, "add", "--all")
	gittest.Run(t, dir, "commit", "-q", "-m", "feat: use "+canary(9)+" (#2)\n\nSee "+canary(10))
	gittest.Run(t, dir, "tag", "v1.1.0")

	r := newRigOn(t, 0, standin.Options{Dir: dir})
	r.must(r.gh.AddPullRequest(standin.PullRequest{
		Number: 1, Base: base, Head: git("rev-parse", "HEAD"), Title: "Use " + canary(11), Body: "Like " + canary(12), BaseRef: "main", HeadRef: canary(13),
	}))
	r.pull("opened")
	payload, err := r.gh.ReleasePayload("published", r.gh.AddRelease(standin.Release{Tag: "v1.1.0", Name: canary(14)}), nil)
	r.deliver("release", payload, err)
	r.installed("installation", "created")
	for r.drain(); r.flows.running() != nil; r.drain() { // no model's answer is taken: the measured analysis is shown
		x := r.flows.running()
		r.answer(x, "{}")
		r.answer(x, `{"title":"still none"}`)
	}

	texts := map[string]string{"log": strings.Join(log.Containing(), "")}
	kinds := map[string]bool{}
	for _, x := range r.flows.executions() {
		kinds[x.inputs["analysis_id"]] = true
		inputs := fmt.Sprint(x.inputs)
		if texts["inputs of "+x.inputs["analysis_id"]] = inputs; !strings.Contains(inputs, "[REDACTED") {
			t.Errorf("nothing is replaced in the inputs of %s, so nothing is shown of them", x.inputs["analysis_id"])
		}
		a, err := r.db.Analysis(t.Context(), x.inputs["analysis_id"])
		if err != nil {
			t.Fatal(err)
		}
		stored, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		texts["store, "+a.ID] = string(stored)
		view, err := json.Marshal(a.View())
		if err != nil {
			t.Fatal(err)
		}
		texts["report, "+a.ID] = string(view)
	}
	if len(kinds) != 4 {
		t.Fatalf("analyses: %v", kinds)
	}
	for _, run := range r.gh.CheckRuns() {
		texts["check run "+run.Name] = run.Title + run.Summary + run.Text + fmt.Sprint(run.Annotations)
	}
	for _, c := range r.gh.Comments(1) {
		texts["comment"] = c.Body
	}
	for where, text := range texts {
		for place := 1; place <= 14; place++ {
			if strings.Contains(text, canary(place)[4:]) {
				t.Errorf("%s has canary %d", where, place)
			}
		}
	}
}

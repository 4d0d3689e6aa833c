package repoconfig_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/devplus-app/devplus/shared/repoconfig"
	"github.com/devplus-app/devplus/shared/settings"
)

const schemaFile = "../../.github/devplus.schema.json"

// An editor that knows other keys than DevPlus marks valid files as wrong.
func TestSchema_PublishedIsThatOfTheTypes(t *testing.T) {
	t.Parallel()
	published, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(published), string(repoconfig.Schema())); diff != "" {
		t.Errorf("run go run ./functions/local config -schema > .github/devplus.schema.json:\n%s", diff)
	}
}

// example is the file in the README.
func example(t *testing.T) []byte {
	t.Helper()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(readme, []byte("```yaml\n"))
	file, _, _ := bytes.Cut(rest, []byte("```\n"))
	return file
}

// People copy the example: a key that it lacks is not found, and one that is wrong stops the whole file.
func TestReadme_ShowsEveryKeyAndIsValid(t *testing.T) {
	t.Parallel()
	file := example(t)
	if !strings.Contains(string(file), "$schema="+repoconfig.SchemaURL) {
		t.Errorf("the example does not name %s", repoconfig.SchemaURL)
	}
	if faults := repoconfig.Check(file, true); len(faults) > 0 {
		t.Fatal(faults)
	}
	shown := keys(t, file)
	for _, key := range schemaKeys(t) {
		if !slices.Contains(shown, key) {
			t.Errorf("the example lacks %s", key)
		}
	}
	compiler := jsonschema.NewCompiler()
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(repoconfig.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.AddResource(schemaFile, schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	for file, valid := range map[string]bool{
		string(file): true, "blok: {risk: high}": false, "block: {risk: hihg}": false, "gates: {p: {max_score: 101}}": false, "required: 1": false,
		"gates: {p: {timeout: 2h}}": true, "gates: {p: {timeout: soon}}": false,
	} {
		var value any
		if err := yaml.Unmarshal([]byte(file), &value); err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(value); (err == nil) != valid || (len(repoconfig.Check([]byte(file), true)) == 0) != valid {
			t.Errorf("%.40s: the schema says %v, Check %v", file, err, repoconfig.Check([]byte(file), true))
		}
	}
}

// keys lists the paths of a file's keys, with * for the names of environments.
func keys(t *testing.T, file []byte) []string {
	t.Helper()
	var root map[string]any
	if err := yaml.Unmarshal(file, &root); err != nil {
		t.Fatal(err)
	}
	var all []string
	var walk func(path string, v any)
	walk = func(path string, v any) {
		all = append(all, path)
		if m, ok := v.(map[string]any); ok {
			for k, v := range m {
				if path == ".gates" {
					k = "*"
				}
				walk(path+"."+k, v)
			}
		}
	}
	walk("", root)
	return all
}

// schemaKeys lists the paths of all keys by the schema.
func schemaKeys(t *testing.T) []string {
	t.Helper()
	var root map[string]any
	if err := json.Unmarshal(repoconfig.Schema(), &root); err != nil {
		t.Fatal(err)
	}
	var all []string
	var walk func(path string, s map[string]any)
	walk = func(path string, s map[string]any) {
		properties, _ := s["properties"].(map[string]any)
		for k, v := range properties {
			all = append(all, path+"."+k)
			walk(path+"."+k, v.(map[string]any))
		}
		if more, ok := s["additionalProperties"].(map[string]any); ok {
			walk(path+".*", more)
		}
	}
	walk("", root)
	return all
}

// The output of config must be a file with the same settings.
func TestPrint_IsAFileOfTheSameSettings(t *testing.T) {
	t.Parallel()
	layers := repoconfig.Layers{Deployment: settings.Default(), Repository: []byte(
		"block: {risk: high}\nreviews: {skip: {titles: ['a: b', '*']}}\ngates: {p: {timeout: 90m, max_score: 0}}\n")}
	first := repoconfig.Resolve(layers)
	printed, err := first.Print(map[repoconfig.Origin]string{repoconfig.FromRepository: "the file", repoconfig.FromDeployment: "the deployment"})
	if err != nil {
		t.Fatal(err)
	}
	if faults := repoconfig.Check(printed, false); len(faults) > 0 {
		t.Fatalf("%v\n%s", faults, printed)
	}
	layers.Repository = printed
	if diff := cmp.Diff(first.Settings, repoconfig.Resolve(layers).Settings); diff != "" {
		t.Errorf("%s\n%s", diff, printed)
	}
	for _, line := range []string{"risk: high # the file", "max_score: 85 # the deployment", "timeout: 1h30m # the file"} {
		if !strings.Contains(string(printed), line+"\n") {
			t.Errorf("lacks %q:\n%s", line, printed)
		}
	}
}

// A person who asks why nothing is reviewed must see the monthly budget, which only the organization or the deployment
// sets.
func TestPrint_ShowsTheBudgetOfTheMonth(t *testing.T) {
	t.Parallel()
	named := map[repoconfig.Origin]string{repoconfig.FromOrganization: "theirs", repoconfig.FromDeployment: "the deployment"}
	for want, l := range map[string]repoconfig.Layers{
		"budget:\n  month_usd: 50 # theirs\n":                                                  {Organization: []byte("budget: {month_usd: 50}\n")},
		"bounds:\n  required: false # the deployment\n  budget:\n    month_usd: 40 # theirs\n": {Organization: []byte("bounds: {budget: {month_usd: 40}}\n")},
		"budget:\n  month_tokens: 0 # the deployment's bounds\n":                               {Bounds: settings.Bounds{Budget: settings.Budget{MonthTokens: new(int64)}}},
	} {
		l.Deployment = settings.Default()
		printed, err := repoconfig.Resolve(l).Print(named)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains("\n"+string(printed), "\n"+want) {
			t.Errorf("lacks %q:\n%s", want, printed)
		}
		if faults := repoconfig.Check(printed, true); len(faults) > 0 {
			t.Errorf("%v\n%s", faults, printed)
		}
	}
}

// Whoever wonders why a value is not the file's must see whose bounds it keeps to, and no gate may claim another's origin.
func TestPrint_NamesTheBoundsThatChangedAValue(t *testing.T) {
	t.Parallel()
	printed, err := repoconfig.Resolve(repoconfig.Layers{
		Deployment:   settings.Default(),
		Bounds:       settings.Bounds{OnError: settings.Reject, Required: true},
		Organization: []byte("bounds: {max_score: 50, retention_days: 20, reviewed: people, budget: {day_usd: 1}}\n"),
		Repository:   []byte("retention_days: 90\nlanguage: de\nbudget: {day_usd: 0.5}\ngates: {'*': {timeout: 45m}, production: {max_score: 90, on_error: approve}, test: {max_score: 10}}\n"),
	}).Print(map[repoconfig.Origin]string{repoconfig.FromRepository: "the file", repoconfig.FromDeployment: "the deployment"})
	if err != nil {
		t.Fatal(err)
	}
	for _, lines := range []string{
		"retention_days: 20 # the organization's bounds", "agents: ask # the organization's bounds", "people: review # the deployment", "language: de # the file",
		"day_usd: 0.5 # the file", "required: true # the deployment's bounds",
		"'*':\n    max_score: 50 # the organization's bounds\n    scale: fitted # the deployment\n    on_error: reject # the deployment\n    timeout: 45m # the file",
		"production:\n    max_score: 50 # the organization's bounds\n    on_error: reject # the deployment's bounds\n    timeout: 45m # the file",
		"test:\n    max_score: 10 # the file\n",
	} {
		if !strings.Contains(string(printed), lines) {
			t.Errorf("lacks %q:\n%s", lines, printed)
		}
	}
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const kindFolders = "../../shared/kind"

func TestFlows_AreWhatIsGenerated(t *testing.T) {
	t.Parallel()
	for _, k := range all() {
		want, err := render(k, kindFolders)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(flowFiles + k.ID + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s: run `go generate ./kestra-image/...` (-generated +shipped):\n%s", k.ID, diff)
		}
	}
}

func TestRender_RefusesFaultyKinds(t *testing.T) {
	t.Parallel()
	const schema = `{"properties":{"list":{"items":{"properties":{"level":{"enum":["high","low"]}}}}}}`
	const sound = "reviewer: Fill \"list\" and \"level\" with high or low.\nrepaired: '{\"list\": [{\"level\": \"high|low\"}]}'\n"
	cases := []struct{ name, file, want string }{
		{"sound", sound, ""},
		{"no file", "", "reading the prompts of a_kind"},
		{"an unknown key", sound + "promt: x\n", "field promt not found"},
		{"no prompt for a property", strings.ReplaceAll(sound, `"list" and`, "it and"), `reviewer and answer: the property "list" is not named`},
		{"no prompt for a value", strings.ReplaceAll(sound, "high|low", "high"), "repaired: the value low is not named"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kinds := t.TempDir()
			if err := os.Mkdir(filepath.Join(kinds, "akind"), 0o755); err != nil {
				t.Fatal(err)
			}
			if c.file != "" {
				if err := os.WriteFile(filepath.Join(kinds, "akind", "flow.yaml"), []byte(c.file), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			_, err := render(kind{Kind: "a_kind", ID: "a-flow", Schema: []byte(schema)}, kinds)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestIndent_KeepsEmptyLinesEmpty(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff("a\n\n    b\n      c", indent(4, "a\n\nb\n  c\n")); diff != "" {
		t.Error(diff)
	}
}

package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/config"
)

var update = flag.Bool("update", false, "write the README's table of variables")

// variables is every environment variable of the deployed functions, with the functions that read it.
func variables() string {
	type row struct {
		config.Variable
		functions []string
	}
	var rows []*row
	for _, f := range []struct {
		name string
		all  []config.Variable
	}{
		{"webhook", config.Describe[config.Webhook]()},
		{"dispatch", config.Describe[config.Dispatch]()},
		{"callback", config.Describe[config.Callback]()},
		{"publish", config.Describe[config.Publish]()},
		{"reconcile", config.Describe[config.Reconcile]()},
		{"report", config.Describe[config.Report]()},
	} {
		for _, v := range f.all {
			i := slices.IndexFunc(rows, func(r *row) bool { return r.Name == v.Name })
			if i < 0 {
				rows, i = append(rows, &row{Variable: v}), len(rows)
			}
			rows[i].functions = append(rows[i].functions, f.name)
		}
	}
	var b strings.Builder
	b.WriteString("| Variable | Read by | Default | What it is |\n| --- | --- | --- | --- |\n")
	for _, r := range rows {
		name, fallback := "`"+r.Name+"`", ""
		if r.Secret {
			name += " or `" + r.Name + "_SECRET`"
		}
		switch {
		case r.Required:
			fallback = "required"
		case r.Default != "":
			fallback = "`" + r.Default + "`"
		}
		help := r.Help
		if len(r.Options) > 0 {
			help = strings.Join(r.Options, " or ") + "; " + help
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, strings.Join(r.functions, ", "), fallback, help)
	}
	return b.String()
}

func TestTheReadmeListsEveryVariableAsTheFunctionsReadIt(t *testing.T) {
	const file, begin, end = "../../README.md", "<!-- variables -->\n", "<!-- /variables -->"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	table, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no %q … %q", file, begin, end)
	}
	if *update {
		if err := os.WriteFile(file, []byte(before+begin+variables()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(variables(), table); diff != "" {
		t.Errorf("the README differs; run go test ./functions/local -run Readme -update\n(-want +got):\n%s", diff)
	}
}

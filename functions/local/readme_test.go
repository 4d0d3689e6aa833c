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
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

var update = flag.Bool("update", false, "write what tests generate in the READMEs")

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

// generated compares a block of a README with want, or writes it with -update.
func generated(t *testing.T, file, name, want string) {
	t.Helper()
	begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	got, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no %q … %q", file, begin, end)
	}
	if *update {
		if err := os.WriteFile(file, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s differs; run go test ./functions/local -run Readme -update\n(-want +got):\n%s", file, diff)
	}
}

func TestReadme_ListsEveryVariable(t *testing.T) {
	generated(t, "../README.md", "variables", variables())
}

// The README's example is a change of this repository.
const (
	cartBefore = `package cart

// Total returns the sum of the prices.
func (c *Cart) Total() int {
	sum := 0
	for _, item := range c.items {
		sum += item.Price
	}
	return sum
}
`
	cartAfter = `package cart

// Total returns the sum of the prices after discounts.
func (c *Cart) Total(now time.Time) (int, error) {
	sum := 0
	for _, item := range c.items {
		price := item.Price
		if d, ok := c.discounts[item.SKU]; ok && now.Before(d.Until) {
			price -= price * d.Percent / 100
		}
		if price < 0 {
			return 0, fmt.Errorf("item %s: negative price %d", item.SKU, price)
		}
		sum += price * item.Quantity
	}
	return sum, nil
}
`
)

// excerpt returns what a newcomer reads first: title, risk, and its drivers, as a quotation.
func excerpt(markdown string) string {
	var b strings.Builder
	title, rest, _ := strings.Cut(markdown, "\n")
	fmt.Fprintf(&b, "> **%s**\n>\n", strings.TrimPrefix(title, "# "))
	for line := range strings.Lines(rest) {
		switch {
		case strings.HasPrefix(line, "Riskier than"):
			fmt.Fprintf(&b, "> %s>\n", line)
		case strings.HasPrefix(line, "- **"):
			b.WriteString("> " + placeLink.ReplaceAllString(line, "$1"))
		}
	}
	return b.String()
}

func TestReadme_ShowsWhatTheCommandPrints(t *testing.T) {
	dir := gittest.Repository(t, map[string]string{"cart/cart.go": cartBefore}, map[string]string{"cart/cart.go": cartAfter})
	code, out, said := call(t, nil, "-repo", dir, "-format", "markdown")
	if code != 0 {
		t.Fatalf("exit %d: %s", code, said)
	}
	generated(t, "../../README.md", "sample", excerpt(out))
}

package githubapp_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// Each query that GitHub finds too big, or too slow, is repeated in smaller ones with the same result: the next try of the same query would
// fail like the first. New queries must be in the table, and those without a row of their own ask for nothing that has a size.
func TestGraphQL_QueriesThatAreTooBigAreAskedInPortions(t *testing.T) {
	t.Parallel()
	var senders []string
	for _, row := range queries {
		senders = append(senders, row.functions...)
	}
	slices.Sort(senders)
	if diff := cmp.Diff(graphQLSenders(t), slices.Compact(senders)); diff != "" {
		t.Fatalf("functions that send GraphQL, and those of the table (-code +table):\n%s", diff)
	}
	g := newSized(t)
	for _, row := range queries {
		whole, most, err := g.ask(t, row, 0, refusal{})
		if err != nil {
			t.Fatalf("%v: %v", row.functions, err)
		}
		if (most > 0) == row.single {
			t.Errorf("%v ask for %d items at once, want none: %t", row.functions, most, row.single)
		}
		for name, how := range refusals {
			if row.single {
				continue
			}
			got, _, err := g.ask(t, row, most/4, how)
			if err != nil {
				t.Errorf("%v, %s: %v", row.functions, name, err)
			} else if diff := cmp.Diff(whole, got); diff != "" {
				t.Errorf("%v, %s (-at once +in portions):\n%s", row.functions, name, diff)
			}
		}
	}
}

// refusal is how GitHub refuses a query that takes too much.
type refusal struct {
	status   int
	body     string
	settling bool // the query is repeated after a failure
}

var refusals = map[string]refusal{
	"too big":         {200, `{"data":null,"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","message":"Resource limits for this query exceeded."}]}`, false},
	"too slow":        {200, `{"data":null,"errors":[{"message":"Something went wrong while executing your query. This may be the result of a timeout."}]}`, false},
	"no answer twice": {502, `{"message":"Bad Gateway"}`, true},
}

// graphQLSenders returns the functions that send a query. No other package can.
func graphQLSenders(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Name.Name == "graphQL" {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "graphQL" {
					names = append(names, f.Name.Name)
				}
				return true
			})
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Data beside such an error may lack anything: what it lacks must not be taken for what does not exist.
func TestGraphQL_PartialDataOfAQueryThatIsTooBigIsNoAnswer(t *testing.T) {
	t.Parallel()
	g := newSized(t)
	const tooBig = `{"data":%s,"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","message":"a"}]}`
	g.server.Fail(to("/graphql"), 200, nil, fmt.Sprintf(tooBig, `{"repository":{"v0":null,"v1":null}}`), 1)
	if pulls, err := g.gh.MergedPulls(t.Context(), []int{101, 9999}); err != nil || len(pulls) != 1 {
		t.Errorf("%d merged pull requests, %v; want 1", len(pulls), err)
	}
	g.server.Fail(to("/graphql"), 200, nil, fmt.Sprintf(tooBig, `{"nodes":[null]}`), 1)
	if details, err := g.gh.CommitDetails(t.Context(), []string{"C_" + g.head()}); !errors.Is(err, githubapp.ErrTooBig) {
		t.Errorf("details %v, %v", details, err)
	}
}

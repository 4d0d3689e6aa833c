package openapitest

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/devplus-app/devplus/shared/npmtest"
)

// graphFile is GitHub's GraphQL schema, that of github.com.
var graphFile = npmtest.File{Package: "@octokit/graphql-schema", Version: "15.26.1", Member: "package/schema.graphql"}

var graphSchema = sync.OnceValues(func() (*ast.Schema, error) {
	file, err := graphFile.Cached()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errAbsent, err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	doc, err := parser.ParseSchemas(validator.Prelude, &ast.Source{Name: file, Input: string(text)})
	if err != nil {
		return nil, err
	}
	for _, d := range doc.Definitions { // GitHub's file defines a field twice, which the specification forbids
		seen := map[string]bool{}
		d.Fields = slices.DeleteFunc(d.Fields, func(f *ast.FieldDefinition) bool {
			again := seen[f.Name]
			seen[f.Name] = true
			return again
		})
	}
	return validator.ValidateSchemaDocument(doc)
})

// maxNodes is how many nodes a query may request ("Rate limits and query limits for the GraphQL API"), and a page 1 to 100.
const maxNodes = 500_000

// graphQL validates a request and returns the validation of its answer; nil if the query is invalid.
func (v *wrapped) graphQL(body []byte) func(*httptest.ResponseRecorder) {
	var request struct {
		Query         string         `json:"query"`
		Variables     map[string]any `json:"variables"`
		OperationName string         `json:"operationName"`
	}
	if err := json.Unmarshal(body, &request); err != nil {
		v.t.Errorf("GraphQL request: %v", err)
		return nil
	}
	doc, faults := gqlparser.LoadQueryWithRules(v.schema, request.Query, rules.NewDefaultRules())
	if len(faults) > 0 {
		v.t.Errorf("GraphQL query: %v\n%s", faults, request.Query)
		return nil
	}
	op := doc.Operations.ForName(request.OperationName)
	if op == nil {
		v.t.Errorf("GraphQL request: no operation %q", request.OperationName)
		return nil
	}
	if _, err := validator.VariableValues(v.schema, op, request.Variables); err != nil {
		v.t.Errorf("GraphQL variables: %v", err)
	}
	if nodes := v.nodes(op.SelectionSet, request.Variables, 1); nodes > maxNodes {
		v.t.Errorf("GraphQL query for %d nodes; GitHub refuses more than %d\n%s", nodes, maxNodes, request.Query)
	}
	return func(rec *httptest.ResponseRecorder) {
		if rec.Code != http.StatusOK {
			if rec.Code < 400 {
				v.t.Errorf("GraphQL: GitHub does not answer %d", rec.Code)
			}
			return
		}
		var answer map[string]any
		if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil {
			v.t.Errorf("GraphQL answer: %v", err)
			return
		}
		for key := range answer {
			if key != "data" && key != "errors" && key != "extensions" {
				v.t.Errorf("GraphQL answer: unknown key %q", key)
			}
		}
		v.graphErrors(answer["errors"])
		if data, ok := answer["data"].(map[string]any); ok {
			v.selected(op.SelectionSet, data, "data")
		} else if answer["data"] != nil || answer["errors"] == nil {
			v.t.Errorf("GraphQL answer has neither data nor errors: %s", rec.Body)
		}
	}
}

// graphErrors validates the errors: if present, a list of objects with a message, its place and, from GitHub, a type.
func (v *wrapped) graphErrors(errors any) {
	if errors == nil {
		return
	}
	list, _ := errors.([]any)
	for _, e := range list {
		one, _ := e.(map[string]any)
		if _, ok := one["message"].(string); !ok {
			v.t.Errorf("GraphQL error without a message: %v", e)
		}
	}
	if len(list) == 0 {
		v.t.Errorf("GraphQL answer: errors are %v", errors)
	}
}

// nodes counts the nodes that the connections of a selection may return below a number of parents, and validates their page sizes.
func (v *wrapped) nodes(set ast.SelectionSet, variables map[string]any, parents int) int {
	total := 0
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.InlineFragment:
			total += v.nodes(s.SelectionSet, variables, parents)
		case *ast.FragmentSpread:
			total += v.nodes(s.Definition.SelectionSet, variables, parents)
		case *ast.Field:
			under := parents
			if strings.HasSuffix(s.Definition.Type.Name(), "Connection") {
				size := pageSize(s, variables)
				if size < 1 || size > 100 {
					v.t.Errorf("GraphQL query: %s needs first or last of 1 to 100", s.Name)
				}
				under *= size
				total += under
			}
			total += v.nodes(s.SelectionSet, variables, under)
		}
	}
	return total
}

func pageSize(f *ast.Field, variables map[string]any) int {
	for _, name := range []string{"first", "last"} {
		if a := f.Arguments.ForName(name); a != nil {
			switch n, _ := a.Value.Value(variables); n := n.(type) {
			case int64:
				return int(n)
			case float64:
				return int(n)
			}
		}
	}
	return 0
}

// selected validates an object: it has the selected fields and no others.
func (v *wrapped) selected(set ast.SelectionSet, o map[string]any, path string) {
	known := map[string]bool{}
	v.fields(set, o, path, true, known)
	for key := range o {
		if !known[key] {
			v.t.Errorf("GraphQL answer: %s.%s was not asked for", path, key)
		}
	}
}

// fields validates the selected fields. Those of a fragment may be absent unless the object certainly has the fragment's type.
func (v *wrapped) fields(set ast.SelectionSet, o map[string]any, path string, sure bool, known map[string]bool) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.InlineFragment:
			v.fragment(s.TypeCondition, s.ObjectDefinition, s.SelectionSet, o, path, sure, known)
		case *ast.FragmentSpread:
			v.fragment(s.Definition.TypeCondition, s.ObjectDefinition, s.Definition.SelectionSet, o, path, sure, known)
		case *ast.Field:
			value, ok := o[s.Alias]
			if !ok {
				if sure {
					v.t.Errorf("GraphQL answer: %s.%s is missing", path, s.Alias)
				}
				continue
			}
			known[s.Alias] = true
			v.value(s, s.Definition.Type, value, path+"."+s.Alias)
		}
	}
}

func (v *wrapped) fragment(on string, parent *ast.Definition, set ast.SelectionSet, o map[string]any, path string, sure bool, known map[string]bool) {
	name, typed := o["__typename"].(string)
	is := func(name string) bool {
		return slices.ContainsFunc(v.schema.GetPossibleTypes(v.schema.Types[on]), func(d *ast.Definition) bool { return d.Name == name })
	}
	switch {
	case on == "" || parent != nil && on == parent.Name || typed && is(name):
		v.fields(set, o, path, sure, known)
	case !typed:
		v.fields(set, o, path, false, known)
	}
}

// value validates a value against its type in the schema.
func (v *wrapped) value(f *ast.Field, t *ast.Type, value any, path string) {
	wrong := func() { v.t.Errorf("GraphQL answer: %s is %.80v, want %s", path, value, t) }
	if value == nil {
		if t.NonNull {
			wrong()
		}
		return
	}
	if t.Elem != nil {
		list, ok := value.([]any)
		if !ok {
			wrong()
		}
		for i, one := range list {
			v.value(f, t.Elem, one, fmt.Sprintf("%s[%d]", path, i))
		}
		return
	}
	switch d := v.schema.Types[t.NamedType]; d.Kind {
	case ast.Object, ast.Interface, ast.Union:
		if o, ok := value.(map[string]any); ok {
			v.selected(f.SelectionSet, o, path)
		} else {
			wrong()
		}
	case ast.Enum:
		if s, ok := value.(string); !ok || d.EnumValues.ForName(s) == nil {
			wrong()
		}
	default:
		if !scalar(d.Name, value) {
			wrong()
		}
	}
}

// scalar reports whether the value has the scalar type. Those that the schema does not define are strings.
func scalar(name string, value any) bool {
	switch name {
	case "Int":
		n, ok := value.(float64)
		return ok && n == math.Trunc(n) && math.Abs(n) <= math.MaxInt32
	case "Float":
		_, ok := value.(float64)
		return ok
	case "Boolean":
		_, ok := value.(bool)
		return ok
	}
	s, ok := value.(string)
	switch name {
	case "DateTime", "GitTimestamp":
		_, err := time.Parse(time.RFC3339, s)
		return ok && err == nil
	case "GitObjectID":
		return ok && len(s) == 40 && strings.Trim(s, "0123456789abcdef") == ""
	}
	return ok
}

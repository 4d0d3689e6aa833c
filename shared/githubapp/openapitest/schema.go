package openapitest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
)

// graphQLSchema is GitHub's own GraphQL schema, which Octokit publishes. It is loaded once a process.
var graphQLSchema = sync.OnceValues(func() (*ast.Schema, error) {
	file, err := cached(source{pkg: "@octokit/graphql-schema", version: "15.26.1", member: "package/schema.graphql", file: "github-graphql-%s.graphql"})
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	doc, err := parser.ParseSchemas(validator.Prelude, &ast.Source{Name: file, Input: string(text)})
	if err != nil {
		return nil, err
	}
	for _, d := range doc.Definitions { // GitHub defines a few fields twice, which gqlparser takes for a fault
		defined := make(map[string]bool)
		d.Fields = slices.DeleteFunc(d.Fields, func(f *ast.FieldDefinition) bool {
			again := defined[f.Name]
			defined[f.Name] = true
			return again
		})
	}
	return validator.ValidateSchemaDocument(doc)
})

// graphQL validates a query with its variables, has it answered, and validates the answer.
func (v *validated) graphQL(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		v.t.Errorf("GraphQL: read the request: %v", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	rec := httptest.NewRecorder()
	v.next.ServeHTTP(rec, r)
	if problem := v.query(body, rec); problem != nil {
		v.t.Errorf("GraphQL: %v\n%s", problem, body)
	}
	forward(w, rec)
}

func (v *validated) query(body []byte, rec *httptest.ResponseRecorder) error {
	var request struct {
		Query     string
		Variables map[string]any
	}
	if err := json.Unmarshal(body, &request); err != nil {
		return fmt.Errorf("request: %w", err)
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: request.Query})
	if err != nil {
		return err
	}
	if faults := validator.ValidateWithRules(v.schema, doc, nil); len(faults) > 0 {
		return faults
	}
	if _, err := validator.VariableValues(v.schema, doc.Operations[0], request.Variables); err != nil {
		return err
	}
	if rec.Code != http.StatusOK { // limits, lost credentials
		return nil
	}
	var answer struct {
		Data   map[string]any
		Errors []struct {
			Message string
			Path    []any
		}
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	if answer.Data == nil {
		if len(answer.Errors) == 0 {
			return errors.New("answer: neither data nor errors")
		}
		return nil
	}
	c := shapes{schema: v.schema, failed: len(answer.Errors) > 0}
	c.object("data", v.schema.Query, doc.Operations[0].SelectionSet, answer.Data)
	return errors.Join(c.problems...)
}

// shapes holds data against what was asked for.
type shapes struct {
	schema   *ast.Schema
	failed   bool // the answer has errors, so that what can't be null may be
	problems []error
}

func (c *shapes) problem(path, format string, args ...any) {
	c.problems = append(c.problems, fmt.Errorf("answer: "+path+": "+format, args...))
}

// object holds an object against the fields that were asked of its type.
func (c *shapes) object(path string, of *ast.Definition, set ast.SelectionSet, o map[string]any) {
	if name, ok := o["__typename"].(string); ok {
		is := c.schema.Types[name]
		if is == nil || is != of && !slices.Contains(c.schema.PossibleTypes[of.Name], is) {
			c.problem(path, "a %s is no %s", name, of.Name)
			return
		}
		of = is
	}
	asked := make(map[string]*ast.Field)
	c.collect(of, set, o, asked)
	for name, value := range o {
		if f := asked[name]; f == nil {
			c.problem(path+"."+name, "nobody asked for it")
		} else {
			c.value(path+"."+name, f.Definition.Type, f.SelectionSet, value)
		}
	}
}

// collect finds the fields that were asked of an object. Where its type is not known, a fragment's fields may be there or not.
func (c *shapes) collect(of *ast.Definition, set ast.SelectionSet, o map[string]any, asked map[string]*ast.Field) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if before := asked[s.Alias]; before != nil { // asked for in two places, of which each may want other fields
				both := *s
				both.SelectionSet = slices.Concat(before.SelectionSet, s.SelectionSet)
				s = &both
			}
			asked[s.Alias] = s
			if _, ok := o[s.Alias]; !ok && of.Kind == ast.Object && !c.failed {
				c.problem(s.Alias, "missing from a %s", of.Name)
			}
		case *ast.InlineFragment:
			c.fragment(of, s.TypeCondition, s.SelectionSet, o, asked)
		case *ast.FragmentSpread:
			c.fragment(of, s.Definition.TypeCondition, s.Definition.SelectionSet, o, asked)
		}
	}
}

func (c *shapes) fragment(of *ast.Definition, on string, set ast.SelectionSet, o map[string]any, asked map[string]*ast.Field) {
	if of.Kind == ast.Object && on != of.Name && !slices.Contains(c.schema.PossibleTypes[on], of) {
		return
	}
	c.collect(of, set, o, asked)
}

func (c *shapes) value(path string, of *ast.Type, set ast.SelectionSet, v any) {
	if v == nil {
		if of.NonNull && !c.failed {
			c.problem(path, "null, though it is %s", of)
		}
		return
	}
	if of.Elem != nil {
		list, ok := v.([]any)
		if !ok {
			c.problem(path, "%T, though it is %s", v, of)
		}
		for i, element := range list {
			c.value(fmt.Sprintf("%s.%d", path, i), of.Elem, set, element)
		}
		return
	}
	fits := true
	switch d := c.schema.Types[of.NamedType]; d.Kind {
	case ast.Enum:
		name, _ := v.(string)
		fits = d.EnumValues.ForName(name) != nil
	case ast.Scalar:
		number, isNumber := v.(float64)
		_, isBool := v.(bool)
		_, isString := v.(string)
		switch d.Name {
		case "Int":
			fits = isNumber && number == float64(int32(number))
		case "Float":
			fits = isNumber
		case "Boolean":
			fits = isBool
		default: // ID, String, and GitHub's own
			fits = isString
		}
	default:
		var o map[string]any
		if o, fits = v.(map[string]any); fits {
			c.object(path, d, set, o)
		}
	}
	if !fits {
		c.problem(path, "%.40q is no %s", strings.TrimSpace(fmt.Sprint(v)), of)
	}
}

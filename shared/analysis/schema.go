package analysis

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/devplus-app/devplus/shared/text"
)

// InvalidResultError lists up to eight fields of a result that break its schema, for the model to repair.
type InvalidResultError struct{ Problems []string }

// Error lists the problems in the order of the fields.
func (e *InvalidResultError) Error() string { return strings.Join(e.Problems, "; ") }

// Schema is the JSON Schema (2020-12) of a kind's results. It is safe for concurrent use.
type Schema struct {
	raw      json.RawMessage
	portable json.RawMessage
	compiled func() (*jsonschema.Schema, error)
}

// MustSchema reads an embedded schema and panics if it is not JSON. The schema is compiled at its first use.
func MustSchema(raw []byte) *Schema {
	var node map[string]any
	if err := json.Unmarshal(raw, &node); err != nil {
		panic(fmt.Sprintf("reading a result's schema: %v", err))
	}
	encoded, err := json.Marshal(portable(node))
	if err != nil {
		panic(fmt.Sprintf("encoding a result's portable schema: %v", err))
	}
	return &Schema{
		raw: raw, portable: encoded,
		compiled: sync.OnceValues(func() (*jsonschema.Schema, error) { return compile(raw) }),
	}
}

// Raw returns the schema's JSON.
func (s *Schema) Raw() json.RawMessage { return s.raw }

// Validate checks a flow's answer against the schema. It returns an *InvalidResultError for an answer that breaks it.
func (s *Schema) Validate(result json.RawMessage) error {
	schema, err := s.compiled()
	if err != nil {
		return err
	}
	var value any // numbers as float64: the validator panics on a json.Number such as 1e9999999
	if err := json.Unmarshal(result, &value); err != nil {
		return &InvalidResultError{[]string{text.Excerpt("result: is not JSON: "+err.Error(), maxProblemBytes)}}
	}
	var invalid *jsonschema.ValidationError
	if err := schema.Validate(value); errors.As(err, &invalid) {
		found := problems(invalid)
		slices.Sort(found) // the validator visits properties in random order
		return &InvalidResultError{found[:min(len(found), maxProblems)]}
	} else if err != nil {
		return fmt.Errorf("validating a result: %w", err)
	}
	return nil
}

// Portable returns the schema as chat completion endpoints accept it for response_format: every property is required, and the only
// keywords are type, properties, required, enum, items, description and additionalProperties. Validate also checks lengths and ranges.
func (s *Schema) Portable() json.RawMessage { return s.portable }

func portable(node map[string]any) map[string]any {
	out := map[string]any{}
	for _, keyword := range []string{"description", "enum"} {
		if v, ok := node[keyword]; ok {
			out[keyword] = v
		}
	}
	switch t := node["type"].(type) {
	case string:
		out["type"] = t
	case []any: // "or null" makes a property optional, but here all are required
		out["type"] = t[0]
	default:
		out["type"] = "string" // our enums have no type
	}
	if items, ok := node["items"].(map[string]any); ok {
		out["items"] = portable(items)
	}
	if properties, ok := node["properties"].(map[string]any); ok {
		names := make([]string, 0, len(properties))
		converted := make(map[string]any, len(properties))
		for name, property := range properties {
			converted[name] = portable(property.(map[string]any))
			names = append(names, name)
		}
		slices.Sort(names)
		out["properties"], out["required"], out["additionalProperties"] = converted, names, false
	}
	return out
}

func compile(raw []byte) (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("reading a result's schema: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("result", document); err != nil {
		return nil, fmt.Errorf("compiling a result's schema: %w", err)
	}
	schema, err := compiler.Compile("result")
	if err != nil {
		return nil, fmt.Errorf("compiling a result's schema: %w", err)
	}
	return schema, nil
}

// Bounds on the description of a bad result.
const (
	maxProblems     = 8
	maxProblemBytes = 300
)

var english = message.NewPrinter(language.English)

// problems describes each leaf error by its field, as "result.findings[0].line: …".
func problems(e *jsonschema.ValidationError) []string {
	if len(e.Causes) == 0 {
		field := "result"
		for _, token := range e.InstanceLocation {
			if isIndex(token) {
				field += "[" + token + "]"
			} else {
				field += "." + token
			}
		}
		return []string{text.Excerpt(field+": "+e.ErrorKind.LocalizedString(english), maxProblemBytes)}
	}
	var all []string
	for _, cause := range e.Causes {
		all = append(all, problems(cause)...)
	}
	return all
}

func isIndex(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

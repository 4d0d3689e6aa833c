package analysis

import (
	"bytes"
	"embed"
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

//go:embed schema/*.json
var schemas embed.FS

// InvalidResultError names up to eight fields of a result that break its schema, for the model to mend.
type InvalidResultError struct{ Problems []string }

// Error names the problems, in the order of the fields.
func (e *InvalidResultError) Error() string { return strings.Join(e.Problems, "; ") }

// Validate checks a workflow's answer against the kind's schema (JSON Schema 2020-12). What it refuses is an
// *InvalidResultError.
func Validate(kind Kind, result json.RawMessage) error {
	schema, err := compiled(kind)
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
		slices.Sort(found) // the validator goes through objects in random order
		return &InvalidResultError{found[:min(len(found), maxProblems)]}
	} else if err != nil {
		return fmt.Errorf("validating a %s result: %w", kind, err)
	}
	return nil
}

// PortableSchema is the kind's schema as chat completion endpoints take it for response_format: every property required,
// nothing but type, properties, required, enum, items, description and additionalProperties. What it can't say (lengths,
// ranges), Validate still checks.
func PortableSchema(kind Kind) (json.RawMessage, error) {
	raw, err := schemas.ReadFile(schemaPath(kind))
	if err != nil {
		return nil, fmt.Errorf("no schema for kind %q: %w", kind, err)
	}
	var node map[string]any
	if err := json.Unmarshal(raw, &node); err != nil {
		return nil, fmt.Errorf("reading the schema of %q: %w", kind, err)
	}
	return json.Marshal(portable(node))
}

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
	case []any: // "or null" makes a property optional; here all are required
		out["type"] = t[0]
	default:
		out["type"] = "string" // an enum of ours
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

func schemaPath(kind Kind) string { return "schema/" + string(kind) + ".json" }

var (
	compiledMu sync.Mutex
	compiledBy = map[Kind]*jsonschema.Schema{}
)

func compiled(kind Kind) (*jsonschema.Schema, error) {
	compiledMu.Lock()
	defer compiledMu.Unlock()
	if s, ok := compiledBy[kind]; ok {
		return s, nil
	}
	raw, err := schemas.ReadFile(schemaPath(kind))
	if err != nil {
		return nil, fmt.Errorf("no schema for kind %q: %w", kind, err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("reading the schema of %q: %w", kind, err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(string(kind), document); err != nil {
		return nil, fmt.Errorf("compiling the schema of %q: %w", kind, err)
	}
	s, err := compiler.Compile(string(kind))
	if err != nil {
		return nil, fmt.Errorf("compiling the schema of %q: %w", kind, err)
	}
	compiledBy[kind] = s
	return s, nil
}

// Bounds on what is said of a bad result.
const (
	maxProblems     = 8
	maxProblemBytes = 300
)

var english = message.NewPrinter(language.English)

// problems names each leaf fault by its field, as "result.findings[0].line: …".
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

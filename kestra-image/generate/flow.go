package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"go.yaml.in/yaml/v3"

	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/prompt"
)

// kind is one kind of analysis as its flow needs it.
type kind struct {
	Kind   string // the name, such as pull_request
	ID     string // the flow's
	Schema []byte // of a result
}

// Folder is the kind's folder in shared/kind: its name without underscores.
func (k kind) Folder() string { return strings.ReplaceAll(k.Kind, "_", "") }

// own is the part of a flow that its kind has for itself: the file flow.yaml in the kind's folder.
type own struct {
	Purpose, Untrusted, Judged, Strings string
	Reviewer, Answer, Repaired          string
	Parts                               *parts
}

// parts says how the answers about several parts of a subject become one result.
type parts struct {
	Join, Editor string
	EditorSchema string   `yaml:"editor_schema"`
	Verifier     verifier `yaml:"-"` // of the file verifier.yaml
}

// verifier says how findings are verified one by one.
type verifier struct {
	Prompt, Answer, Schema string
	Questions              string
}

const plainStrings = "Plain text in its strings: no HTML, no links, no @mentions."

//go:embed flow.yaml.tmpl
var text string

// flow is the template. Its delimiters leave the double braces to Kestra's expressions.
var flow = func() *template.Template {
	t := template.New("flow").Delims("<%", "%>")
	include := func(name string, data any) (string, error) {
		var out strings.Builder
		err := t.ExecuteTemplate(&out, name, data)
		return out.String(), err
	}
	return template.Must(t.Funcs(template.FuncMap{"indent": indent, "include": include, "number": newPart, "index": func(n int) int { return n - 1 }}).Parse(text))
}()

// part is the part of a subject that a model call is about.
type part struct {
	Index  int    // in the list of parts
	Suffix string // of the tasks' IDs
}

// newPart returns the part of a number from 1, 0 for a subject that has one part only.
func newPart(number int) part {
	if number == 0 {
		return part{}
	}
	return part{Index: number - 1, Suffix: fmt.Sprintf("_%d", number)}
}

// Numbers lists the parts. The limit is that of what DevPlus sends.
func (parts) Numbers() []int { return numbers(prompt.MaxParts) }

// numbers returns the numbers from 1 to n.
func numbers(n int) (all []int) {
	for i := range n {
		all = append(all, i+1)
	}
	return all
}

// render returns the flow of a kind whose folder is in kinds.
func render(k kind, kinds string) ([]byte, error) {
	file := filepath.Join(kinds, k.Folder(), "flow.yaml")
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the prompts of %s: %w", k.Kind, err)
	}
	o := own{Strings: plainStrings}
	if err := read(raw, &o); err != nil {
		return nil, fmt.Errorf("reading %s: %w", file, err)
	}
	if o.Parts != nil {
		raw, err := os.ReadFile(filepath.Join(kinds, k.Folder(), "verifier.yaml"))
		if err != nil {
			return nil, fmt.Errorf("reading how findings of %s are verified: %w", k.Kind, err)
		}
		if err := read(raw, &o.Parts.Verifier); err != nil {
			return nil, fmt.Errorf("reading how findings of %s are verified: %w", k.Kind, err)
		}
	}
	prompts := map[string]string{"reviewer and answer": o.Reviewer + o.Answer, "repaired": o.Repaired}
	if err := checkWords(k.Schema, prompts); err != nil {
		return nil, fmt.Errorf("checking %s against the schema of %s: %w", file, k.Kind, err)
	}
	var out bytes.Buffer
	err = flow.Execute(&out, struct {
		kind
		own
	}{k, o})
	if err != nil {
		return nil, fmt.Errorf("writing flow %s: %w", k.ID, err)
	}
	text := out.String()
	return []byte(strings.Replace(text, "\n", " "+kestra.Checksum(text)+"\n", 1)), nil
}

// read decodes YAML that has no other keys than the value has.
func read(raw []byte, into any) error {
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	decoder.KnownFields(true)
	return decoder.Decode(into)
}

// Calls numbers the calls that verify findings. The limit is that of what DevPlus asks for.
func (verifier) Calls() []int { return numbers(prompt.MaxVerified) }

// indent indents all lines of a text but the first, which the template has indented.
func indent(columns int, text string) string {
	margin := "\n" + strings.Repeat(" ", columns)
	return strings.ReplaceAll(strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", margin), margin+"\n", "\n\n")
}

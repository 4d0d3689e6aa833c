package play

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/itchyny/gojq"
	"go.yaml.in/yaml/v3"
)

// Flow is a flow of Kestra. It is safe for concurrent use.
type Flow struct {
	variables map[string]any
	tasks     map[string]task

	mu       sync.Mutex
	programs map[string]*gojq.Code
}

// task is the part of a task that holds an expression.
type task struct {
	ID      string
	Body    string // of a request
	Content string // of a file
	Tasks   []task
	Then    []task
}

// Read reads a flow's YAML.
func Read(text []byte) (*Flow, error) {
	var whole struct {
		Variables map[string]any
		Tasks     []task
	}
	if err := yaml.Unmarshal(text, &whole); err != nil {
		return nil, fmt.Errorf("reading the flow: %w", err)
	}
	f := &Flow{variables: whole.Variables, tasks: map[string]task{}, programs: map[string]*gojq.Code{}}
	f.add(whole.Tasks)
	return f, nil
}

func (f *Flow) add(tasks []task) {
	for _, t := range tasks {
		f.tasks[t.ID] = t
		f.add(t.Tasks)
		f.add(t.Then)
	}
}

// run evaluates the expression of a task. scope has the values of the expressions in its object, by their text; values has some by their key
// in the object, whatever the expression there is.
func (f *Flow) run(id string, scope, values map[string]any) (any, error) {
	t, ok := f.tasks[id]
	if !ok {
		return nil, fmt.Errorf("the flow has no task %s", id)
	}
	e, err := parse(t.Body + t.Content)
	if err != nil {
		return nil, fmt.Errorf("reading the task %s: %w", id, err)
	}
	input := map[string]any{}
	for key, text := range e.inputs {
		value, ok := values[key]
		if !ok {
			if value, ok = f.value(text, scope); !ok {
				return nil, fmt.Errorf("the task %s has %q, which is not known here", id, text)
			}
		}
		input[key] = value
	}
	var program strings.Builder
	for _, t := range e.program {
		text := t.text
		if t.variable != "" {
			if text, ok = f.variables[t.variable].(string); !ok {
				return nil, fmt.Errorf("the flow has no program %s", t.variable)
			}
		}
		program.WriteString(text)
	}
	out, err := f.eval(program.String(), input)
	if err != nil {
		return nil, fmt.Errorf("evaluating the task %s: %w", id, err)
	}
	return out, nil
}

// value returns the value of an expression in an object: one of the scope, a variable of the flow, or a literal.
func (f *Flow) value(text string, scope map[string]any) (any, bool) {
	if v, ok := scope[text]; ok {
		return v, true
	}
	if read, ok := strings.CutPrefix(text, "fromJson(read("); ok && strings.HasSuffix(read, " ?? outputs.result.uri))") {
		return f.value("fromJson(read(outputs.result.uri))", scope) // of a later step, which is not played
	}
	if first, second, ok := strings.Cut(text, " ?? "); ok {
		if v, ok := scope[first]; ok && v != nil {
			return v, true
		}
		return f.value(second, scope)
	}
	if name, ok := strings.CutPrefix(text, "vars."); ok {
		v, ok := f.variables[name]
		return v, ok
	}
	switch {
	case text == "true":
		return true, true
	case len(text) >= 2 && text[0] == '\'' && text[len(text)-1] == '\'':
		return text[1 : len(text)-1], true
	}
	return nil, false
}

// variable evaluates a program that is a variable of the flow.
func (f *Flow) variable(name string, input any) (any, error) {
	program, ok := f.variables[name].(string)
	if !ok {
		return nil, fmt.Errorf("the flow has no program %s", name)
	}
	return f.eval(program, input)
}

// eval returns a program's first output.
func (f *Flow) eval(program string, input any) (any, error) {
	code, err := f.compiled(program)
	if err != nil {
		return nil, err
	}
	out, ok := code.Run(input).Next()
	if !ok {
		return nil, errors.New("the program has no output")
	}
	if err, failed := out.(error); failed {
		return nil, err
	}
	return out, nil
}

func (f *Flow) compiled(program string) (*gojq.Code, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if code := f.programs[program]; code != nil {
		return code, nil
	}
	query, err := gojq.Parse(program)
	if err != nil {
		return nil, err
	}
	code, err := gojq.Compile(query)
	if err != nil {
		return nil, err
	}
	f.programs[program] = code
	return code, nil
}

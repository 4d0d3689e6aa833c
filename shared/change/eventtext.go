package change

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
)

// outsidersText is, by the event on which a workflow has the repository's secrets, what outsiders write of its payload. They cause most
// of these events; a merge pushes their commits, and anybody may review a pull request of the repository's own branches. Source:
// https://docs.github.com/en/actions/reference/security/secure-use#understanding-the-risk-of-script-injections
var outsidersText = map[string]*regexp.Regexp{
	"push":                        commitText,
	"gollum":                      regexp.MustCompile(`^github\.event\.pages\b.*\.page_name$`),
	"pull_request_review":         reviewText,
	"pull_request_review_comment": reviewText,
}

var (
	commitText = regexp.MustCompile(`^github\.event\.(?:commits\b.*|head_commit)\.(?:message|author\.(?:name|email))$`)
	reviewText = regexp.MustCompile(`^github\.event\.(?:review|comment)\.body$`)
	eventText  = regexp.MustCompile(`^github\.(?:head_ref|event\.(?:issue\.(?:title|body)|pull_request\.(?:title|body|head\.(?:ref|label|repo\.default_branch))|(?:comment|review|review_comment)\.body|discussion\.(?:title|body)|pages\b.*\.page_name|commits\b.*\.(?:message|author\.(?:name|email))|head_commit\.(?:message|author\.(?:name|email))|workflow_run\.(?:head_branch|display_title|head_commit\.(?:message|author\.(?:name|email))|head_repository\.description)))$`)
	// wholeEvent is an object that contains such texts.
	wholeEvent = regexp.MustCompile(`^github(?:\.event(?:\.(?:issue|pull_request(?:\.head)?|comment|review|discussion|pages|commits|head_commit|workflow_run(?:\.head_commit)?))?)?$`)
)

// eventTexts are what outsiders write of the events of a workflow, and the variables that contain it.
type eventTexts struct {
	written   []*regexp.Regexp
	variables map[string]bool // env.name or needs.job.outputs.name, in lower case
}

// textsOf returns the texts of a parsed workflow, and the line of the first event that brings some.
func (w workflow) textsOf() (texts eventTexts, trigger line) {
	for _, on := range w.parsed.On {
		e, ok := on.(*actionlint.WebhookEvent)
		if !ok || e.Hook.Pos == nil {
			continue
		}
		written := outsidersText[on.EventName()]
		if privileged[on.EventName()] {
			written = eventText
		}
		if written != nil {
			if texts.written == nil {
				trigger = w.at(e.Hook.Pos)
			}
			texts.written = append(texts.written, written)
		}
	}
	texts.variables = map[string]bool{}
	texts.addEnv(w.parsed.Env)
	for _, job := range w.jobs() {
		for _, output := range job.Outputs {
			if texts.insertedBy(output.Value.Value) {
				texts.variables["needs."+strings.ToLower(job.ID.Value+".outputs."+output.Name.Value)] = true
			}
		}
	}
	return texts, trigger
}

// addEnv adds the variables of an environment that contain such a text.
func (t eventTexts) addEnv(env *actionlint.Env) {
	if env == nil {
		return
	}
	for _, v := range env.Vars {
		if v.Name != nil && v.Value != nil && t.insertedBy(v.Value.Value) {
			t.variables["env."+strings.ToLower(v.Name.Value)] = true
		}
	}
}

// runsEventText finds commands of a workflow with secrets that contain an outsider's text by an expression.
func runsEventText(f *shownFile) (found []line) {
	w := f.workflow()
	if w.parsed == nil {
		return nil
	}
	texts, trigger := w.textsOf()
	if texts.written == nil {
		return nil
	}
	w.steps(func(job *actionlint.Job, step *actionlint.Step) {
		of := texts.with(job.Env, step.Env)
		for _, script := range scripts(step) {
			if of.insertedBy(script.Value) {
				found = append(found, newer(w.find(script, of.insertedBy), trigger)...)
			}
		}
	})
	return found
}

// with returns the texts with the variables of further environments.
func (t eventTexts) with(environments ...*actionlint.Env) eventTexts {
	of := eventTexts{t.written, map[string]bool{}}
	for name := range t.variables {
		of.variables[name] = true
	}
	for _, env := range environments {
		of.addEnv(env)
	}
	return of
}

var expression = regexp.MustCompile(`(?s)\$\{\{(.*?)\}\}`)

// insertedBy reports whether an expression in the text inserts an outsider's text.
func (t eventTexts) insertedBy(text string) bool {
	for _, e := range expression.FindAllStringSubmatch(text, -1) {
		node, err := actionlint.NewExprParser().Parse(actionlint.NewExprLexer(e[1] + "}}"))
		if err == nil && t.in(node) {
			return true
		}
	}
	return false
}

// in reports whether an expression's value contains an outsider's text: what is only looked at or compared is not in it.
func (t eventTexts) in(node actionlint.ExprNode) bool {
	switch node := node.(type) {
	case *actionlint.LogicalOpNode:
		return t.in(node.Right) || node.Kind == actionlint.LogicalOpNodeKindOr && t.in(node.Left)
	case *actionlint.FuncCallNode:
		switch strings.ToLower(node.Callee) {
		case "contains", "startswith", "endswith", "hashfiles":
			return false
		case "tojson":
			if len(node.Args) == 1 && wholeEvent.MatchString(pathOf(node.Args[0])) {
				return true
			}
		}
		return slices.ContainsFunc(node.Args, t.in)
	case *actionlint.IndexAccessNode:
		if _, ok := node.Operand.(*actionlint.FuncCallNode); ok {
			return t.in(node.Operand)
		}
	case *actionlint.ObjectDerefNode:
		if _, ok := node.Receiver.(*actionlint.FuncCallNode); ok {
			return t.in(node.Receiver)
		}
	}
	path := pathOf(node)
	return t.variables[path] || slices.ContainsFunc(t.written, func(written *regexp.Regexp) bool { return written.MatchString(path) })
}

// scriptInputs are the inputs that actions take commands or scripts by.
var scriptInputs = []string{"script", "inlinescript", "run", "command", "cmd"}

// scripts are the texts of a step that are run: its command, or the script of an action such as actions/github-script.
func scripts(step *actionlint.Step) (texts []*actionlint.String) {
	switch exec := step.Exec.(type) {
	case *actionlint.ExecRun:
		if exec.Run != nil {
			texts = append(texts, exec.Run)
		}
	case *actionlint.ExecAction:
		for _, name := range scriptInputs {
			if input := exec.Inputs[name]; input != nil && input.Value != nil {
				texts = append(texts, input.Value)
			}
		}
	}
	return texts
}

package change

import (
	"regexp"
	"strings"

	"github.com/rhysd/actionlint"
)

// ownJobs returns the jobs, by ID, that no outsider's pull request gets to: by their own condition, or because a job that they need is
// skipped for it. A status function such as always() runs a job even then. Source:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds
func (w workflow) ownJobs() map[string]bool {
	own := map[string]bool{}
	for again := true; again; { // a job may stand before those that it needs
		again = false
		for _, job := range w.jobs() {
			id := strings.ToLower(job.ID.Value)
			if !own[id] && (ownChange(job.If, own) || needsOwn(job, own)) {
				own[id], again = true, true
			}
		}
	}
	return own
}

func needsOwn(job *actionlint.Job, own map[string]bool) bool {
	if job.If != nil && runsAnyway.MatchString(strings.ToLower(job.If.Value)) {
		return false
	}
	for _, need := range job.Needs {
		if own[strings.ToLower(need.Value)] {
			return true
		}
	}
	return false
}

var runsAnyway = regexp.MustCompile(`\b(?:always|failure|cancelled)\s*\(`)

// ownChange reports whether the condition of a job or a step holds for no outsider's pull request. own are the jobs that none gets to.
func ownChange(condition *actionlint.String, own map[string]bool) bool {
	if condition == nil {
		return false
	}
	text := strings.TrimSpace(condition.Value)
	if inner, ok := strings.CutPrefix(text, "${{"); ok {
		text = strings.TrimSuffix(strings.TrimSpace(inner), "}}")
	}
	if strings.Contains(text, "{{") {
		return false // a text with expressions in it is always true
	}
	node, err := actionlint.NewExprParser().Parse(actionlint.NewExprLexer(text + "}}"))
	return err == nil && ownWhere(node, true, own)
}

// ownWhere reports whether the expression has such a truth value for no outsider's pull request.
func ownWhere(node actionlint.ExprNode, value bool, own map[string]bool) bool {
	switch node := node.(type) {
	case *actionlint.NotOpNode:
		return ownWhere(node.Operand, !value, own)
	case *actionlint.LogicalOpNode:
		left, right := ownWhere(node.Left, value, own), ownWhere(node.Right, value, own)
		if both := node.Kind == actionlint.LogicalOpNodeKindAnd; both == value {
			return left || right // both parts have the value
		}
		return left && right
	case *actionlint.CompareOpNode:
		if node.Kind == actionlint.CompareOpNodeKindNotEq {
			value = !value
		} else if node.Kind != actionlint.CompareOpNodeKindEq {
			return false
		}
		return ownPair(node.Left, node.Right, value, own) || ownPair(node.Right, node.Left, value, own)
	}
	return !value && pathOf(node) == headFork
}

const headFork = "github.event.pull_request.head.repo.fork"

// ownNames are what is equal for the repository's own branches alone.
var ownNames = map[string][]string{
	"github.event.pull_request.head.repo.full_name":   {"github.repository", "github.event.repository.full_name", "github.event.pull_request.base.repo.full_name"},
	"github.event.pull_request.head.repo.id":          {"github.repository_id", "github.event.repository.id", "github.event.pull_request.base.repo.id"},
	"github.event.pull_request.head.repo.owner.login": {"github.repository_owner", "github.event.repository.owner.login"},
}

// ownPair reports whether a comparison with this result says so of its left side. The author of a pull request cannot be chosen;
// github.actor can: a bot's last push may be to a fork. Source: https://docs.zizmor.sh/audits/#bot-conditions
func ownPair(left, right actionlint.ExprNode, equal bool, own map[string]bool) bool {
	path := pathOf(left)
	if flag, ok := right.(*actionlint.BoolNode); ok {
		return path == headFork && flag.Value != equal
	}
	if !equal {
		return false
	}
	if text, ok := right.(*actionlint.StringNode); ok {
		need, isResult := strings.CutPrefix(strings.TrimSuffix(path, ".result"), "needs.")
		return path == "github.event.pull_request.user.login" || ownNames[path] != nil || isResult && own[need] && strings.EqualFold(text.Value, "success")
	}
	other := pathOf(right)
	for _, name := range ownNames[path] {
		if other == name {
			return true
		}
	}
	return false
}

// pathOf returns a value of a context as a dotted path in lower case, also where it is written with brackets, or "".
func pathOf(node actionlint.ExprNode) string {
	switch node := node.(type) {
	case *actionlint.VariableNode:
		return strings.ToLower(node.Name)
	case *actionlint.ObjectDerefNode:
		return under(pathOf(node.Receiver), node.Property)
	case *actionlint.IndexAccessNode:
		if name, ok := node.Index.(*actionlint.StringNode); ok {
			return under(pathOf(node.Operand), name.Value)
		}
	}
	return ""
}

func under(path, name string) string {
	if path == "" {
		return ""
	}
	return path + "." + strings.ToLower(name)
}

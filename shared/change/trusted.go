package change

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
)

// ownNames are what is equal for the repository's own branches alone.
var ownNames = map[string][]string{
	"github.event.pull_request.head.repo.full_name":         {"github.repository", "github.event.repository.full_name", "github.event.pull_request.base.repo.full_name"},
	"github.event.pull_request.head.repo.id":                {"github.repository_id", "github.event.repository.id", "github.event.pull_request.base.repo.id"},
	"github.event.pull_request.head.repo.owner.login":       {"github.repository_owner", "github.event.repository.owner.login", "github.event.pull_request.base.repo.owner.login"},
	"github.event.pull_request.head.user.login":             {"github.repository_owner", "github.event.repository.owner.login", "github.event.pull_request.base.user.login"},
	"github.event.workflow_run.head_repository.full_name":   {"github.repository", "github.event.repository.full_name", "github.event.workflow_run.repository.full_name"},
	"github.event.workflow_run.head_repository.id":          {"github.repository_id", "github.event.repository.id", "github.event.workflow_run.repository.id"},
	"github.event.workflow_run.head_repository.owner.login": {"github.repository_owner", "github.event.repository.owner.login"},
}

// keepsPair reports whether a comparison with this result holds for no outsider's event, by its left side.
func (g gates) keepsPair(left, right actionlint.ExprNode, equal bool) bool {
	path := pathOf(left)
	switch right := right.(type) {
	case *actionlint.BoolNode:
		return g.keepsFlag(path, right.Value == equal)
	case *actionlint.StringNode:
		return g.keepsText(path, right.Value, equal)
	}
	return equal && slices.Contains(ownNames[path], pathOf(right))
}

// keepsText reports whether no outsider's event has a value that is, or is not, this text.
func (g gates) keepsText(path, text string, equal bool) bool {
	text = strings.ToLower(text)
	switch path {
	case "github.event_name":
		return equal && !slices.Contains(g.events, text) || !equal && len(g.events) == 1 && g.events[0] == text
	case "github.event.workflow_run.event":
		return equal != strings.HasPrefix(text, "pull_request")
	}
	if !equal {
		return false
	}
	need, isResult := strings.CutPrefix(strings.TrimSuffix(path, ".result"), "needs.")
	return path == "github.event.label.name" || ownNames[path] != nil || g.namesPerson(path) || associated(path, text) || isResult && g.own[need] && text == "success"
}

// namesPerson reports whether the login at a path is of whom an outsider can't pass for: the author of a pull request or a comment.
// github.actor is only the latter; on a pull request it is whose push or label came last, which a bot's may be on a fork. Source:
// https://docs.zizmor.sh/audits/#bot-conditions
func (g gates) namesPerson(path string) bool {
	switch path {
	case "github.event.pull_request.user.login", "github.event.comment.user.login":
		return true
	case "github.actor", "github.triggering_actor", "github.event.sender.login":
		return !slices.ContainsFunc(g.events, func(event string) bool { return !strings.HasSuffix(event, "_comment") })
	}
	return false
}

// associated reports whether a path is an author's association and the words name none but the repository's people. Source:
// https://docs.github.com/en/graphql/reference/enums#commentauthorassociation
func associated(path, words string) bool {
	if !strings.HasSuffix(path, ".author_association") {
		return false
	}
	names := word.FindAllString(strings.ToLower(words), -1)
	return len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return name != "owner" && name != "member" && name != "collaborator" })
}

var word = regexp.MustCompile(`[a-z_]+`)

// keepsList reports whether contains(list, value) holds for no outsider's event: a list of people, or the labels where only those are waited for.
func (g gates) keepsList(list, value actionlint.ExprNode) bool {
	if path := pathOf(list); path == "github.event.pull_request.labels.*.name" {
		return g.onlyLabel
	}
	if call, ok := list.(*actionlint.FuncCallNode); ok && strings.EqualFold(call.Callee, "fromJSON") && len(call.Args) == 1 {
		list = call.Args[0]
	}
	text, ok := list.(*actionlint.StringNode)
	path := pathOf(value)
	return ok && (associated(path, text.Value) || g.namesPerson(path))
}

// pathOf returns a value of a context as a dotted path in lower case, also where it is written with brackets, or "".
func pathOf(node actionlint.ExprNode) string {
	switch node := node.(type) {
	case *actionlint.VariableNode:
		return strings.ToLower(node.Name)
	case *actionlint.ObjectDerefNode:
		return under(pathOf(node.Receiver), node.Property)
	case *actionlint.ArrayDerefNode:
		return under(pathOf(node.Receiver), "*")
	case *actionlint.IndexAccessNode:
		switch index := node.Index.(type) {
		case *actionlint.StringNode:
			return under(pathOf(node.Operand), index.Value)
		case *actionlint.IntNode:
			return under(pathOf(node.Operand), "0")
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

package change

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
)

// gates are what keeps an outsider's event out of a workflow's jobs and steps.
type gates struct {
	own       map[string]bool // IDs of the jobs that no such event gets to
	asking    map[string]bool // of those that may fail for it
	events    []string        // on which outsiders run the workflow
	onlyLabel bool            // runs on labels alone, which only the repository's people give
}

// gates returns those of a parsed workflow. A job is gated by its own condition, or because a job that it needs is skipped. A status
// function such as always() runs a job even then; trusting adds the environments that may ask a person, and the jobs that ask for a
// permission. Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds and what CodeQL's
// queries for untrusted checkouts take for a control check.
func (w workflow) gates(trusting bool) gates {
	g := gates{own: map[string]bool{}, asking: map[string]bool{}}
	for _, on := range w.parsed.On {
		if e, ok := on.(*actionlint.WebhookEvent); ok && privileged[on.EventName()] {
			g.events = append(g.events, on.EventName())
			g.onlyLabel = len(g.events) == 1 && len(e.Types) > 0 && !slices.ContainsFunc(e.Types, func(t *actionlint.String) bool { return t.Value != "labeled" })
		}
	}
	for _, job := range w.jobs() {
		if trusting && slices.ContainsFunc(job.Steps, asksPermission) {
			g.asking[strings.ToLower(job.ID.Value)] = true
		}
	}
	for again := true; again; { // a job may stand before those that it needs
		again = false
		for _, job := range w.jobs() {
			id := strings.ToLower(job.ID.Value)
			if !g.own[id] && (g.keeps(job.If) || g.needsOwn(job) || trusting && job.Environment != nil && job.Environment.Name != nil) {
				g.own[id], again = true, true
			}
		}
	}
	return g
}

// asksPermission reports whether a step looks at what the one who caused the event may do.
func asksPermission(step *actionlint.Step) bool {
	if action, ok := step.Exec.(*actionlint.ExecAction); ok && action.Uses != nil && permissionAction.MatchString(action.Uses.Value) {
		return true
	}
	return slices.ContainsFunc(scripts(step), func(script *actionlint.String) bool { return permissionCall.MatchString(script.Value) })
}

var (
	permissionAction = regexp.MustCompile(`(?i)permission|membership|team-member|org-member|check-user`)
	permissionCall   = regexp.MustCompile(`getCollaboratorPermissionLevel|collaborators/\S+/permission|getMembershipFor|checkMembershipFor|checkCollaborator|/memberships/`)
)

func (g gates) needsOwn(job *actionlint.Job) bool {
	if job.If != nil && runsAnyway.MatchString(strings.ToLower(job.If.Value)) {
		return false
	}
	return slices.ContainsFunc(job.Needs, func(need *actionlint.String) bool {
		id := strings.ToLower(need.Value)
		return g.own[id] || g.asking[id]
	})
}

var runsAnyway = regexp.MustCompile(`\b(?:always|failure|cancelled)\s*\(`)

// dropsOwnCondition reports whether a line is deleted that keeps outsiders out, that names a job or an environment which may, or that
// limits the token.
func (w workflow) dropsOwnCondition(l line) bool {
	if l.kind != '-' {
		return false
	}
	switch {
	case namesOwn.MatchString(normal(l.text)), strings.HasPrefix(l.text, "permissions:"), strings.HasPrefix(l.text, "environment:"):
		return true
	}
	if !strings.HasPrefix(l.text, "needs:") {
		return false
	}
	g := w.gates(true)
	return len(g.own)+len(g.asking) > 0
}

var namesOwn = regexp.MustCompile(`(?:\bif:|==|!=|contains\(|&&).*(?:github\.event\.(?:pull_request\.(?:user\.login|merged|head\.repo\.(?:full_name|fork|id|owner)|labels)|label\.name|workflow_run\.(?:event|head_repository)|comment\.user\.login)\b|author_association)`)

// keeps reports whether the condition of a job or a step holds for no outsider's event.
func (g gates) keeps(condition *actionlint.String) bool {
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
	return err == nil && g.keepsWhere(node, true)
}

// keepsWhere reports whether the expression has such a truth value for no outsider's event.
func (g gates) keepsWhere(node actionlint.ExprNode, value bool) bool {
	switch node := node.(type) {
	case *actionlint.NotOpNode:
		return g.keepsWhere(node.Operand, !value)
	case *actionlint.LogicalOpNode:
		left, right := g.keepsWhere(node.Left, value), g.keepsWhere(node.Right, value)
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
		return g.keepsPair(node.Left, node.Right, value) || g.keepsPair(node.Right, node.Left, value)
	case *actionlint.FuncCallNode:
		return value && strings.EqualFold(node.Callee, "contains") && len(node.Args) == 2 && g.keepsList(node.Args[0], node.Args[1])
	}
	return g.keepsFlag(pathOf(node), value)
}

// keepsFlag reports whether a flag of the event has such a value for no outsider's event.
func (g gates) keepsFlag(path string, value bool) bool {
	switch path {
	case "github.event.pull_request.head.repo.fork", "github.event.workflow_run.head_repository.fork":
		return !value
	case "github.event.pull_request.merged":
		return value
	}
	return false
}

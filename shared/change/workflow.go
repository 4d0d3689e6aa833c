package change

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/devplus-app/devplus/shared/filekind"
)

// privileged are the events on which a workflow has the repository's secrets although an outsider causes them.
// Source: https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
var privileged = map[string]bool{
	"pull_request_target": true, "workflow_run": true, "issue_comment": true, "issues": true, "discussion": true, "discussion_comment": true,
}

var indexed = regexp.MustCompile(`\[\s*['"]([\w-]+)['"]\s*\]`)

// The dangerous parts of a workflow.
const (
	saysPrivileged = iota // an event of these
	saysFork              // checks out a fork's code
	saysEvent             // uses an outsider's text
	saysWritten           // such text as events bring that no outsider causes
	saysWriteAll
	saysEnvironment // waits for an environment, or asks for a permission
)

var workflowNeedles = needlesOf(map[string][]int{
	"pull_request_target": {saysPrivileged}, "workflow_run": {saysPrivileged}, "issue_comment": {saysPrivileged}, "issues": {saysPrivileged}, "discussion": {saysPrivileged},
	"pull_request.": {saysFork}, "pull/": {saysFork}, "checkout ": {saysFork}, "pr diff": {saysFork}, "workflow_run.": {saysFork}, "outputs.": {saysFork},
	"head_ref": {saysFork, saysEvent}, "event[": {saysFork, saysEvent}, "event'": {saysFork, saysEvent},
	"event.issue": {saysEvent}, "event.pull_request": {saysEvent}, "event.comment": {saysEvent, saysWritten}, "event.review": {saysEvent, saysWritten}, "event.discussion": {saysEvent},
	"tojson": {saysEvent, saysWritten}, "artifact": {saysFork}, "run download": {saysFork},
	"environment:": {saysEnvironment}, "permission": {saysEnvironment}, "membership": {saysEnvironment},
	"event.pages": {saysEvent, saysWritten}, "event.commits": {saysEvent, saysWritten}, "head_commit": {saysEvent, saysWritten}, "event.workflow_run": {saysEvent},
	"write-all": {saysWriteAll},
})

// limiting are the starts of lines that keep outsiders out, or limit the token.
var limiting = startingWith("if:", "needs:", "permissions:", "environment:")

// says reports whether the workflow has all of these parts.
func (f *shownFile) says(what ...int) bool {
	if !f.workflowRead {
		f.workflowRead = true
		for i, l := range f.lines {
			text, deleted := f.trimmed(l), f.deleted(l)
			if deleted && (limiting.begins(text) || strings.Contains(text, "==") || strings.Contains(text, "!=")) || !deleted && (!namesAction(text) || namesCheckout(text) && (i == 0 || !namesCheckout(f.trimmed(f.lines[i-1])))) {
				f.workflowSays = workflowNeedles.in(f.text)
				break
			}
		}
	}
	return !slices.ContainsFunc(what, func(i int) bool { return !f.workflowSays.has(i) })
}

// namesAction reports whether a line only names the action that a step uses: new versions of these are most changes of workflows.
func namesAction(line string) bool {
	return strings.HasPrefix(line, "uses: ") || strings.HasPrefix(line, "- uses: ")
}

func isWorkflow(f *shownFile) bool {
	return f.Class == filekind.CI && f.Additions+f.Deletions > 0 && (strings.HasPrefix(f.Path, ".github/workflows/") || strings.Contains(f.Path, "/.github/workflows/"))
}

// workflow is the part of a workflow's new version that the diff shows.
type workflow struct {
	lines  []line       // of the new version
	swaps  map[int]bool // numbers of added lines that name a checkout where the lines that they replace name none
	parsed *actionlint.Workflow
	onPull bool // runs on pull_request_target
}

// workflow returns what workflowOf reads of the file.
func (f *shownFile) workflow() workflow {
	if f.parsed == nil {
		w := workflowOf(f.allLines())
		f.parsed = &w
	}
	return *f.parsed
}

// workflowOf parses what is shown. Where that is only a part that cannot be parsed, parsed is nil.
func workflowOf(lines []line) workflow {
	var w workflow
	var text strings.Builder
	for _, l := range lines {
		if l.kind == '+' || l.kind == ' ' {
			w.lines = append(w.lines, l)
			w.onPull = w.onPull || strings.Contains(l.text, "pull_request_target") && isCode(l.text)
			text.WriteString(l.raw)
			text.WriteByte('\n')
		}
	}
	w.swaps = checkoutSwaps(lines)
	if parsed, _ := actionlint.Parse([]byte(text.String())); parsed != nil && len(parsed.On) > 0 && len(parsed.Jobs) > 0 {
		w.parsed = parsed
	}
	return w
}

// noTrigger matches the name of such an event where it is none: in a condition, an address or a call of GitHub's API.
var noTrigger = regexp.MustCompile(`event_name\s*[!=]=\s*['"]\w+|[./](?:issues|discussions?)\b`)

// mayTrigger reports whether the new version names such an event, other than as what a token may read or write.
func mayTrigger(lines []line) bool {
	says := func(text string) bool {
		of := workflowNeedles.in(text)
		return of.has(saysPrivileged)
	}
	return slices.ContainsFunc(lines, func(l line) bool {
		return l.kind != '-' && says(l.text) && !permission.MatchString(l.text) && says(noTrigger.ReplaceAllString(l.text, ""))
	})
}

// openWorkflow returns the workflow and the line of the event on which outsiders run it with its secrets.
func (f *shownFile) openWorkflow() (w workflow, trigger line, ok bool) {
	if !mayTrigger(f.allLines()) {
		return workflow{}, line{}, false
	}
	w = f.workflow()
	trigger, ok = w.trigger()
	return w, trigger, ok
}

// normal returns an expression in lower case and with dots: github['event'] is github.event.
func normal(text string) string { return strings.ToLower(indexed.ReplaceAllString(text, ".$1")) }

// trigger returns the line of the first event on which outsiders run the workflow with its secrets.
func (w workflow) trigger() (line, bool) {
	if w.parsed == nil {
		return w.shownTrigger()
	}
	for _, on := range w.parsed.On {
		if privileged[on.EventName()] {
			if e, ok := on.(*actionlint.WebhookEvent); ok && e.Hook.Pos != nil {
				return w.at(e.Hook.Pos), true
			}
		}
	}
	return line{}, false
}

var event = regexp.MustCompile(`^(?:on\s*:.*|-\s*|["']?)\b(pull_request_target|workflow_run|issue_comment|issues|discussion|discussion_comment)\b["']?\s*(?:[:,\]]|$)`)

// shownTrigger finds the event where the workflow can't be parsed.
func (w workflow) shownTrigger() (line, bool) {
	for _, l := range w.lines {
		if code, _, _ := strings.Cut(l.text, "#"); event.MatchString(code) && !strings.Contains(code, "github.event") {
			return l, true
		}
	}
	return line{}, false
}

// at returns the line at a position of the parsed text.
func (w workflow) at(pos *actionlint.Pos) line {
	if pos == nil || pos.Line < 1 || pos.Line > len(w.lines) {
		return line{}
	}
	return w.lines[pos.Line-1]
}

// find returns the first added line of the script that matches, or else the first one that does, or else the one where the script starts.
func (w workflow) find(script *actionlint.String, matches func(text string) bool) line {
	first := w.at(script.Pos)
	found := first
	for _, l := range w.linesOf(script.Pos) {
		if !matches(normal(l.text)) {
			continue
		}
		if l.kind == '+' {
			return l
		}
		if !matches(normal(found.text)) {
			found = l
		}
	}
	return found
}

// linesOf returns the lines of the value at a position: its first one, and those that are indented deeper than its key.
func (w workflow) linesOf(pos *actionlint.Pos) []line {
	if pos == nil || pos.Line < 1 || pos.Line > len(w.lines) {
		return nil
	}
	first, end := w.lines[pos.Line-1].raw, pos.Line
	key := len(first) - len(strings.TrimLeft(first, " \t-"))
	for end < len(w.lines) && (w.lines[end].text == "" || w.lines[end].indent() > key) {
		end++
	}
	return w.lines[pos.Line-1 : end]
}

// newer returns the first of the lines that is added.
func newer(lines ...line) []line {
	for _, l := range lines {
		if l.kind == '+' {
			return []line{l}
		}
	}
	return nil
}

// grantsWriteAll finds where a workflow or a job gets a token that may write everything.
func grantsWriteAll(f *shownFile) (found []line) {
	for _, l := range f.allLines() {
		if l.kind == '+' && writeAll.MatchString(l.text) && isNew(f.allLines(), l) {
			found = append(found, l)
		}
	}
	return found
}

var writeAll = regexp.MustCompile(`^["']?permissions["']?\s*:\s*["']?write-all["']?\s*(?:#.*)?$`)

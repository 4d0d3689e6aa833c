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

var (
	// forkCode matches an expression or a ref that names a fork's code.
	forkCode = regexp.MustCompile(`github\.event\.workflow_run\.(?:head_|pull_requests)|refs/pull/|\bpull/[^/\s]+/(?:head|merge)\b`)
	// pullCode is one that only a pull request's events fill.
	pullCode = regexp.MustCompile(`github\.event\.pull_request\.(?:head\b|merge_commit_sha)|github[._]head_ref`)
	// outputRef is a ref that an earlier step or job found: of a comment's pull request, for example.
	outputRef = regexp.MustCompile(`(?:steps|needs)\.[\w-]+\.outputs\.\w*(?:sha|ref|head|branch|commit)\b`)
	// fetchesFork is a command that brings a fork's code.
	fetchesFork = regexp.MustCompile(`\bgh\s+(?:pr|co)\s+checkout\b|\bgh\s+co\b|\bhub\s+pr\s+checkout\b|\bgit\s+(?:fetch|pull)\b.*\bpull/|\bgh\s+pr\s+diff\b.*\|\s*(?:git\s+apply|patch)`)
	// eventText matches expressions with an outsider's text. Source:
	// https://docs.github.com/en/actions/reference/security/secure-use#understanding-the-risk-of-script-injections
	eventText = regexp.MustCompile(`github\.head_ref|github\.event\.(?:issue\.(?:title|body)|pull_request\.(?:title|body|head\.(?:ref|label|repo\.default_branch))|(?:comment|review|review_comment)\.body|discussion\.(?:title|body)|pages\S*\.page_name|commits\S*\.(?:message|author\.(?:name|email))|head_commit\.(?:message|author\.(?:name|email))|workflow_run\.(?:head_branch|display_title|head_commit\.(?:message|author\.(?:name|email))|head_repository\.description))`)
	indexed   = regexp.MustCompile(`\[\s*['"]([\w-]+)['"]\s*\]`)
)

// The dangerous parts of a workflow.
const (
	saysPrivileged = iota // an event of these
	saysFork              // checks out a fork's code
	saysEvent             // uses an outsider's text
	saysWriteAll
)

var workflowNeedles = needlesOf(map[string][]int{
	"pull_request_target": {saysPrivileged}, "workflow_run": {saysPrivileged}, "issue_comment": {saysPrivileged}, "issues": {saysPrivileged}, "discussion": {saysPrivileged},
	"pull_request.": {saysFork}, "pull/": {saysFork}, "checkout ": {saysFork}, "pr diff": {saysFork}, "workflow_run.": {saysFork}, "outputs.": {saysFork},
	"head_ref": {saysFork, saysEvent}, "event[": {saysFork, saysEvent}, "event'": {saysFork, saysEvent},
	"event.issue": {saysEvent}, "event.pull_request": {saysEvent}, "event.comment": {saysEvent}, "event.review": {saysEvent}, "event.discussion": {saysEvent},
	"event.pages": {saysEvent}, "event.commits": {saysEvent}, "head_commit": {saysEvent}, "event.workflow_run": {saysEvent},
	"write-all": {saysWriteAll},
})

// says reports whether the file is a workflow with all of these parts.
func (f *shownFile) says(what ...int) bool {
	if !isWorkflow(f) {
		return false
	}
	if !f.workflowRead {
		f.workflowRead = true
		for i, l := range f.lines {
			text, deleted := f.trimmed(l), f.deleted(l)
			if deleted && (strings.HasPrefix(text, "if:") || strings.HasPrefix(text, "needs:") || strings.Contains(text, "==") || strings.Contains(text, "!=")) || !deleted && (!namesAction(text) || namesCheckout(text) && (i == 0 || !namesCheckout(f.trimmed(f.lines[i-1])))) {
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

// namesFork reports whether a text of the workflow names a fork's code.
func (w workflow) namesFork(text string) bool {
	text = normal(text)
	return forkCode.MatchString(text) || w.onPull && pullCode.MatchString(text)
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

// mayTrigger reports whether the new version names such an event, other than as what a token may read or write.
func mayTrigger(lines []line) bool {
	return slices.ContainsFunc(lines, func(l line) bool {
		of := workflowNeedles.in(l.text)
		return l.kind != '-' && of.has(saysPrivileged) && !permission.MatchString(l.text)
	})
}

// openWorkflow returns the workflow and the line of the event on which outsiders run it with its secrets.
func openWorkflow(lines []line) (w workflow, trigger line, ok bool) {
	if !mayTrigger(lines) {
		return workflow{}, line{}, false
	}
	w = workflowOf(lines)
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

// exposesSecrets finds a workflow that outsiders run with its secrets, and that brings a fork's code. One of the two lines must be new, or
// the condition gone that kept outsiders out.
func exposesSecrets(_ File, lines []line) []line {
	w, trigger, ok := openWorkflow(lines)
	if !ok {
		return nil
	}
	if w.parsed == nil {
		for _, l := range w.lines {
			if code := normal(l.text); isCode(l.text) && w.lineBringsFork(code) {
				if at := newer(l, trigger); at != nil {
					return at
				}
			}
		}
		return nil
	}
	opened := slices.ContainsFunc(lines, w.dropsOwnCondition)
	for _, found := range w.forkCode() {
		if at := newer(append(found, trigger)...); at != nil {
			return at
		}
		if opened {
			return found[:1]
		}
	}
	return nil
}

var refOption = regexp.MustCompile(`\b(?:ref|repository)["']?\s*:\s*(.*)`)

// lineBringsFork reports whether a line, taken alone, checks out a fork's code.
func (w workflow) lineBringsFork(code string) bool {
	if m := refOption.FindStringSubmatch(code); m != nil && w.namesFork(m[1]) {
		return true
	}
	return fetchesFork.MatchString(code) || checksOut.MatchString(code) && w.namesFork(code)
}

// runsEventText finds commands of such a workflow that contain an outsider's text by an expression.
func runsEventText(_ File, lines []line) (found []line) {
	w, trigger, ok := openWorkflow(lines)
	if !ok || w.parsed == nil {
		return nil
	}
	w.steps(func(_ *actionlint.Job, step *actionlint.Step) {
		for _, script := range scripts(step) {
			if injects(script.Value) {
				found = append(found, newer(w.find(script, injects), trigger)...)
			}
		}
	})
	return found
}

var expression = regexp.MustCompile(`(?s)\$\{\{.*?\}\}`)

// injects reports whether an expression in the text inserts an outsider's text.
func injects(text string) bool {
	for _, e := range expression.FindAllString(text, -1) {
		if eventText.MatchString(normal(e)) {
			return true
		}
	}
	return false
}

// scripts are the texts of a step that are run: its command, or the script of actions/github-script.
func scripts(step *actionlint.Step) []*actionlint.String {
	switch exec := step.Exec.(type) {
	case *actionlint.ExecRun:
		if exec.Run != nil {
			return []*actionlint.String{exec.Run}
		}
	case *actionlint.ExecAction:
		if input := exec.Inputs["script"]; input != nil && input.Value != nil {
			return []*actionlint.String{input.Value}
		}
	}
	return nil
}

// grantsWriteAll finds where a workflow or a job gets a token that may write everything.
func grantsWriteAll(_ File, lines []line) (found []line) {
	for _, l := range lines {
		if l.kind == '+' && writeAll.MatchString(l.text) && isNew(lines, l) {
			found = append(found, l)
		}
	}
	return found
}

var writeAll = regexp.MustCompile(`^["']?permissions["']?\s*:\s*["']?write-all["']?\s*(?:#.*)?$`)

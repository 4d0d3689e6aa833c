package repository

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

// workflows summarizes the workflows of GitHub Actions that were read.
type workflows struct {
	count      int
	dangerous  []string // that run outsiders' code with secrets
	writing    []string // whose token may write in every job
	writeAll   bool     // one of these may write everything
	unstated   []string // that leave a job's token to the settings
	actions    int      // of others, each as often as it is named
	unpinned   []string // workflows that name an action of others by a tag or branch
	movingRefs int      // such names
	analyzed   bool     // one runs a static analysis
	onPulls    bool     // one runs on pull requests
	does       []string // actions that steps use, and lines of the commands that they run, in lower case
}

// commitOf is the SHA of a commit or of an image.
var commitOf = regexp.MustCompile(`@(?:[0-9a-f]{40}|sha256:[0-9a-f]{64})$`)

// analyzers are actions and commands of static analysis for security.
var analyzers = regexp.MustCompile(`github/codeql-action/|sonar(?:cloud|qube|source)|semgrep|snyk/|securego/gosec|bandit|trufflehog|brakeman|shiftleft|checkmarx|veracode|psalm.*taint`)

// privilegedScopes are the token permissions whose misuse affects a repository's users (Scorecard, Token-Permissions).
var privilegedScopes = []string{"actions", "checks", "contents", "deployments", "packages", "security-events", "statuses"}

func workflowsIn(paths []string, texts map[string]string) (w workflows) {
	for _, path := range paths {
		text, read := texts[path]
		parsed, _ := actionlint.Parse([]byte(text))
		if !read || parsed == nil || len(parsed.Jobs) == 0 {
			continue
		}
		w.count++
		w.analyzed = w.analyzed || analyzers.MatchString(strings.ToLower(text))
		w.addDangers(path, text)
		w.addPermissions(path, parsed)
		w.addActions(path, parsed)
		w.addSteps(parsed)
	}
	return w
}

// addDangers applies the guards of changes, as if the workflow were new.
func (w *workflows) addDangers(path, text string) {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	added := fmt.Sprintf("@@ -0,0 +1,%d @@\n+%s", len(lines), strings.Join(lines, "\n+"))
	facts := change.Measure([]diff.Patch{{Path: path, Status: diff.Added, Additions: len(lines), Text: added}})
	for _, g := range facts.Guards {
		if g.Rule == "exposes_secrets" || g.Rule == "runs_event_text" {
			w.dangerous = append(w.dangerous, path)
			return
		}
	}
}

func (w *workflows) addPermissions(path string, parsed *actionlint.Workflow) {
	if p := parsed.Permissions; p != nil {
		all := p.All != nil && p.All.Value == "write-all"
		writes := all
		for _, scope := range privilegedScopes {
			if s := p.Scopes[scope]; s != nil && s.Value != nil && s.Value.Value == "write" {
				writes = true
			}
		}
		if writes && (all || len(parsed.Jobs) > 1) { // of one job, the workflow's permissions are the job's
			w.writing, w.writeAll = append(w.writing, path), w.writeAll || all
		}
		return
	}
	for _, job := range parsed.Jobs {
		if job.Permissions == nil {
			w.unstated = append(w.unstated, path)
			return
		}
	}
}

func (w *workflows) addActions(path string, parsed *actionlint.Workflow) {
	moving := w.movingRefs
	for _, job := range parsed.Jobs {
		if job.WorkflowCall != nil && job.WorkflowCall.Uses != nil {
			w.addAction(job.WorkflowCall.Uses.Value)
		}
		for _, step := range job.Steps {
			if action, ok := step.Exec.(*actionlint.ExecAction); ok && action.Uses != nil {
				w.addAction(action.Uses.Value)
			}
		}
	}
	if w.movingRefs > moving {
		w.unpinned = append(w.unpinned, path)
	}
}

// addAction counts an action of others; GitHub's own are as safe as the workflow that runs them.
func (w *workflows) addAction(uses string) {
	if strings.HasPrefix(uses, "./") || strings.HasPrefix(uses, "actions/") || strings.HasPrefix(uses, "github/") || strings.Contains(uses, "${{") {
		return
	}
	w.actions++
	if !commitOf.MatchString(uses) {
		w.movingRefs++
	}
}

package change

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
)

// MaxRemovals is how many removals Facts keeps.
const MaxRemovals = 20

// Removal is something that a change takes out of a workflow of GitHub Actions. It has no part in the score.
type Removal struct {
	What  string `json:"what"` // RemovedJob, RemovedPermission or RemovedWorkflow
	Name  string `json:"name"` // of the job or workflow, or the permission with its access
	Place        // the line of the new file that follows
}

// The kinds of removals.
const (
	RemovedJob        = "job"
	RemovedPermission = "permission" // that limits the workflow's token, or grants it access
	RemovedWorkflow   = "workflow"
)

var (
	permission = regexp.MustCompile(`^(actions|attestations|checks|contents|deployments|discussions|id-token|issues|models|packages|pages|pull-requests|security-events|statuses)\s*:\s*(read|write|none)\b`)
	allOf      = regexp.MustCompile(`^permissions\s*:\s*(read-all|write-all|\{.*\})?\s*(?:#.*)?$`)
	jobKey     = regexp.MustCompile(`^["']?([\w-]+)["']?\s*:\s*(?:#.*)?$`)
	jobBegins  = regexp.MustCompile(`^(?:runs-on|uses|steps)\s*:`)
)

// findRemovals returns the removals from workflows, in the order of the files.
func findRemovals(files []*shownFile) (all []Removal) {
	for _, f := range files {
		before := f.Path
		if f.PreviousPath != "" {
			before = f.PreviousPath
		}
		if !runsAsWorkflow(before) {
			continue
		}
		if f.Status == diff.Removed || f.Status == diff.Renamed && !runsAsWorkflow(f.Path) {
			all = append(all, Removal{RemovedWorkflow, path.Base(before), Place{Path: f.Path}})
		} else if slices.ContainsFunc(f.lines, func(l diff.ChangedLine) bool { return f.deleted(l) && mayTake(f.trimmed(l)) }) {
			all = append(all, removedFrom(f.Path, f.allLines())...)
		}
	}
	return all[:min(len(all), MaxRemovals)]
}

// runsAsWorkflow reports whether GitHub takes a file of that path for a workflow.
func runsAsWorkflow(file string) bool {
	name, ok := strings.CutPrefix(file, ".github/workflows/")
	return ok && !strings.Contains(name, "/") && (strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".yaml"))
}

// removedFrom returns the removals of the deleted lines that no added line restores.
func removedFrom(file string, lines []line) (all []Removal) {
	kept := map[string]bool{}
	for _, l := range lines {
		if l.kind == '+' {
			kept[keyOf(l.text)] = true
		}
	}
	add := func(what, name string, l line) {
		at := max(l.number, 1)
		all = append(all, Removal{what, name, Place{file, diff.Range{Start: at, End: at}}})
	}
	for i, l := range lines {
		if l.kind != '-' || !mayTake(l.text) || kept[keyOf(l.text)] {
			continue
		}
		if m := permission.FindStringSubmatch(l.text); m != nil {
			add(RemovedPermission, m[1]+": "+m[2], l)
		} else if m := allOf.FindStringSubmatch(l.text); m != nil && m[1] != "" {
			add(RemovedPermission, strings.TrimSpace("permissions: "+m[1]), l)
		} else if m := jobKey.FindStringSubmatch(l.text); m != nil && m[1] != "jobs" && isJob(l, lines[i+1:]) {
			add(RemovedJob, m[1], l)
		}
	}
	return all
}

// mayTake reports whether a deleted line may be the key of a job, or a permission.
func mayTake(text string) bool {
	key, value, ok := strings.Cut(text, ":")
	if value = strings.TrimLeft(value, " \t"); !ok || value == "" || value[0] == '#' {
		return ok
	}
	return strings.TrimRight(key, " \t") == "permissions" || strings.HasPrefix(value, "read") || strings.HasPrefix(value, "write") || strings.HasPrefix(value, "none")
}

// keyOf returns the key of a YAML line.
func keyOf(text string) string {
	key, _, _ := strings.Cut(text, ":")
	return strings.Trim(key, ` "'`)
}

// isJob reports whether the lines after a deleted key are those of a job.
func isJob(key line, after []line) bool {
	for _, l := range after {
		if l.text == "" || l.text[0] == '#' || l.kind == '+' {
			continue
		}
		if l.kind != '-' || l.indent() <= key.indent() {
			return false
		}
		if jobBegins.MatchString(l.text) {
			return true
		}
	}
	return false
}

package change

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
)

var (
	// forkCode matches an expression or a ref that names a fork's code.
	forkCode = regexp.MustCompile(`github\.event\.workflow_run\.(?:head_|pull_requests)|refs/pull/|\bpull/[^/\s]+/(?:head|merge)\b`)
	// pullCode is one that only a pull request's events fill.
	pullCode = regexp.MustCompile(`github\.event\.pull_request\.(?:head\b|merge_commit_sha|(?:diff|patch)_url)|github[._]head_ref`)
	// outputRef is a value that an earlier step or job found: the head of a comment's pull request, for example.
	outputRef = regexp.MustCompile(`\b(?:steps|needs)\.[\w-]+\.outputs\.([\w-]+)`)
	// ownRef is the name of such a value that no fork chooses.
	ownRef = regexp.MustCompile(`base|default|tag|version|release|main|master|target|upstream`)
	// laterEnv is a variable of the environment.
	laterEnv = regexp.MustCompile(`\benv\.(\w*(?:sha|ref|head|branch|commit)\w*)`)
	// fetchesFork is a command that brings a fork's code.
	fetchesFork = regexp.MustCompile(`\bgh\s+(?:pr|co)\s+checkout\b|\bgh\s+co\b|\bhub\s+pr\s+checkout\b|\bgit\s+(?:fetch|pull)\b.*\bpull/|\bgh\s+pr\s+diff\b.*\|\s*(?:git\s+(?:apply|am)|patch)`)
	// checksOut is a command that brings code where a ref or an address is named.
	checksOut = regexp.MustCompile(`\bgit\b.*\b(?:checkout|switch|fetch|pull|clone|merge|reset|worktree|cherry-pick|rebase)\b|\bgh\s+(?:repo\s+clone|api\b.*(?:tarball|zipball))|\b(?:curl|wget)\b.*(?:archive|tarball|zipball|codeload|raw|\|\s*(?:git\s+(?:apply|am)|patch))|\b(?:pip3?|uvx?|npm|npx|pnpm|yarn|bunx?|cargo|nix|docker\s+(?:buildx\s+)?build|go|gem)\b.*(?:git\+|github:|https?://|--git\b|@)`)
	// asksHead is a command that asks GitHub for a pull request's head or diff.
	asksHead = regexp.MustCompile(`headref|headrepository|\.head\.(?:sha|ref|repo)|\bgh\s+pr\s+diff\b|\b(?:diff|patch)_url`)
	// takesHead is one that brings the code of a variable, or applies a file.
	takesHead = regexp.MustCompile(`\bgit\b.*\b(?:checkout|switch|fetch|pull|clone|merge|reset)\b.*\$|\bgh\s+repo\s+clone\b.*\$|\bgit\s+(?:apply|am)\b|\bpatch\s+-p\d`)
	// refInput is an input that names what is checked out.
	refInput = regexp.MustCompile(`(?i)(?:^|[-_])(?:ref|sha|commit|branch|repo|repository|revision)$`)
)

// namesFork reports whether a text of the workflow names a fork's code.
func (w workflow) namesFork(text string) bool {
	text = normal(text)
	return forkCode.MatchString(text) || w.onPull && pullCode.MatchString(text)
}

var refOption = regexp.MustCompile(`\b(?:ref|repository)["']?\s*:\s*(.*)`)

// lineBringsFork reports whether a line, taken alone, checks out a fork's code.
func (w workflow) lineBringsFork(code string) bool {
	if m := refOption.FindStringSubmatch(code); m != nil && w.namesFork(m[1]) {
		return true
	}
	return fetchesFork.MatchString(code) || checksOut.MatchString(code) && w.namesFork(code)
}

// bringsFork reports whether and where the step checks out what a fork wrote.
func (w workflow) bringsFork(step *actionlint.Step, variables []forkVariable) (at line, ok bool) {
	names := func(text string) bool {
		text = normal(text)
		return w.namesFork(text) || slices.ContainsFunc(variables, func(v forkVariable) bool { return v.used.MatchString(text) })
	}
	switch exec := step.Exec.(type) {
	case *actionlint.ExecAction:
		if exec.Uses == nil {
			return line{}, false
		}
		action := strings.ToLower(exec.Uses.Value)
		checkout := strings.Contains(action, "checkout") || strings.Contains(action, "clone")
		for _, name := range slices.Sorted(maps.Keys(exec.Inputs)) {
			value := exec.Inputs[name].Value
			switch {
			case value == nil:
			case checkout && (refInput.MatchString(name) || name == "url") && (names(value.Value) || w.foundRef(value.Value)),
				strings.HasPrefix(action, "./") && refInput.MatchString(name) && names(value.Value),
				name == "context" && strings.Contains(action, "build") && names(value.Value):
				return w.at(value.Pos), true
			}
		}
	case *actionlint.ExecRun:
		if exec.Run == nil {
			return line{}, false
		}
		script := normal(strings.ReplaceAll(exec.Run.Value, "\\\n", " "))
		asks := asksHead.MatchString(script)
		brings := func(text string) bool {
			return fetchesFork.MatchString(text) || checksOut.MatchString(text) && (names(text) || outputRef.MatchString(text) && w.foundRef(text)) || asks && takesHead.MatchString(text)
		}
		for command := range strings.SplitSeq(script, "\n") {
			if code := strings.TrimSpace(command); code != "" && code[0] != '#' && brings(code) {
				return w.find(exec.Run, brings), true
			}
		}
	}
	return line{}, false
}

// foundRef reports whether a value is what an earlier step or job found, by a name that does not say that it is the repository's own.
func (w workflow) foundRef(text string) bool {
	text = normal(text)
	for _, m := range outputRef.FindAllStringSubmatch(text, -1) {
		if !ownRef.MatchString(m[1]) {
			return true
		}
	}
	m := laterEnv.FindStringSubmatch(text)
	return m != nil && !ownRef.MatchString(m[1]) && !w.setsEnv(m[1])
}

// setsEnv reports whether the workflow's text gives the variable a value of its own, other than by a command.
func (w workflow) setsEnv(name string) bool {
	return slices.ContainsFunc(w.lines, func(l line) bool {
		key, _, ok := strings.Cut(strings.TrimLeft(l.text, `- "'`), ":")
		return ok && strings.EqualFold(strings.TrimRight(key, `"' `), name)
	})
}

package change

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
)

// steps calls do for each step of the workflow, in the order of the text.
func (w workflow) steps(do func(*actionlint.Job, *actionlint.Step)) {
	for _, job := range w.jobs() {
		for _, step := range job.Steps {
			do(job, step)
		}
	}
}

// jobs returns the workflow's jobs in the order of the text.
func (w workflow) jobs() []*actionlint.Job {
	jobs := make([]*actionlint.Job, 0, len(w.parsed.Jobs))
	for _, job := range w.parsed.Jobs {
		if job != nil && job.Pos != nil {
			jobs = append(jobs, job)
		}
	}
	slices.SortFunc(jobs, func(a, b *actionlint.Job) int { return cmp.Compare(a.Pos.Line, b.Pos.Line) })
	return jobs
}

// forkCode returns, for each place where the workflow brings a fork's code, its line and the lines that it depends on.
func (w workflow) forkCode() (found [][]line) {
	global, own := w.forkVariables(w.parsed.Env), w.ownJobs()
	for _, job := range w.jobs() {
		if own[strings.ToLower(job.ID.Value)] {
			continue
		}
		of := slices.Concat(global, w.forkVariables(job.Env), w.forkMatrix(job.Strategy))
		if call := job.WorkflowCall; call != nil {
			for _, input := range call.Inputs {
				if input.Value != nil && w.namesFork(input.Value.Value) && (call.InheritSecrets || len(call.Secrets) > 0) {
					found = append(found, []line{w.at(input.Value.Pos)})
				}
			}
		}
		for _, step := range job.Steps {
			if ownChange(step.If, own) {
				continue
			}
			variables := append(slices.Clone(of), w.forkVariables(step.Env)...)
			if at, ok := w.bringsFork(step, variables); ok {
				lines := []line{at}
				if action, ok := step.Exec.(*actionlint.ExecAction); ok && w.swaps[w.at(action.Uses.Pos).number] {
					lines = append(lines, w.at(action.Uses.Pos))
				}
				for _, v := range variables {
					lines = append(lines, w.at(v.pos))
				}
				found = append(found, lines)
			}
		}
	}
	return found
}

// dropsOwnCondition reports whether a line is deleted that has such a condition, or that names a job which may have it.
func (w workflow) dropsOwnCondition(l line) bool {
	return l.kind == '-' && (namesOwn.MatchString(normal(l.text)) || strings.HasPrefix(l.text, "needs:") && len(w.ownJobs()) > 0)
}

var namesOwn = regexp.MustCompile(`(?:\bif:|==|!=).*github\.event\.pull_request\.(?:user\.login|head\.repo\.(?:full_name|fork|id|owner))\b`)

// forkVariable is a variable of an environment or a matrix that names what a fork wrote.
type forkVariable struct {
	pos  *actionlint.Pos
	used *regexp.Regexp // in a script or an expression
}

func (w workflow) forkVariables(env *actionlint.Env) (variables []forkVariable) {
	if env == nil {
		return nil
	}
	for _, v := range env.Vars {
		if v.Name != nil && v.Value != nil && w.namesFork(v.Value.Value) {
			name := regexp.QuoteMeta(strings.ToLower(v.Name.Value))
			variables = append(variables, forkVariable{v.Value.Pos, regexp.MustCompile(`\$\{?(?:env:)?` + name + `\b|\benv\.` + name + `\b`)})
		}
	}
	slices.SortFunc(variables, func(a, b forkVariable) int { return cmp.Compare(a.pos.Line, b.pos.Line) })
	return variables
}

// forkMatrix returns the variables of a job's matrix that name what a fork wrote.
func (w workflow) forkMatrix(strategy *actionlint.Strategy) (variables []forkVariable) {
	if strategy == nil || strategy.Matrix == nil {
		return nil
	}
	add := func(name string, value actionlint.RawYAMLValue) {
		if value != nil && w.namesFork(value.String()) {
			variables = append(variables, forkVariable{value.Pos(), regexp.MustCompile(`\bmatrix\.` + regexp.QuoteMeta(strings.ToLower(name)) + `\b`)})
		}
	}
	for name, row := range strategy.Matrix.Rows {
		for _, value := range row.Values {
			add(name, value)
		}
	}
	if include := strategy.Matrix.Include; include != nil {
		for _, combination := range include.Combinations {
			for name, assigned := range combination.Assigns {
				add(name, assigned.Value)
			}
		}
	}
	slices.SortFunc(variables, func(a, b forkVariable) int { return cmp.Compare(a.pos.Line, b.pos.Line) })
	return variables
}

// bringsFork reports whether and where the step checks out what a fork wrote.
func (w workflow) bringsFork(step *actionlint.Step, variables []forkVariable) (at line, ok bool) {
	names := func(text string) bool {
		text = normal(text)
		return w.namesFork(text) || slices.ContainsFunc(variables, func(v forkVariable) bool { return v.used.MatchString(text) })
	}
	switch exec := step.Exec.(type) {
	case *actionlint.ExecAction:
		if exec.Uses == nil || !strings.Contains(strings.ToLower(exec.Uses.Value), "checkout") {
			return line{}, false
		}
		for _, option := range []string{"ref", "repository", "branch", "commit", "sha"} {
			input := exec.Inputs[option]
			if input != nil && input.Value != nil && (names(input.Value.Value) || outputRef.MatchString(normal(input.Value.Value))) {
				return w.at(input.Value.Pos), true
			}
		}
	case *actionlint.ExecRun:
		if exec.Run == nil {
			return line{}, false
		}
		for command := range strings.SplitSeq(strings.ReplaceAll(exec.Run.Value, "\\\n", " "), "\n") {
			lower := normal(command)
			brings := func(text string) bool {
				return fetchesFork.MatchString(text) || checksOut.MatchString(text) && names(text)
			}
			if code := strings.TrimSpace(lower); code != "" && code[0] != '#' && brings(lower) {
				return w.find(exec.Run, brings), true
			}
		}
	}
	return line{}, false
}

// checksOut is a command that brings code where a ref or an address is named.
var checksOut = regexp.MustCompile(`\bgit\b.*\b(?:checkout|switch|fetch|pull|clone|merge|reset|worktree|cherry-pick|rebase)\b|\bgh\s+(?:repo\s+clone|api\b.*(?:tarball|zipball))|\b(?:curl|wget)\b.*(?:archive|tarball|zipball|codeload|raw)`)

// checkoutName is a part of such actions' names.
var checkoutName = needlesOf(map[string][]int{"checkout": {0}})

// namesCheckout reports whether the action of such a line brings code.
func namesCheckout(line string) bool {
	return namesAction(line) && checkoutName.in(line) != numberSet{}
}

// checkoutSwaps returns the numbers of the added lines that name a checkout, where less of the lines that they replace do.
func checkoutSwaps(lines []line) map[int]bool {
	swaps := map[int]bool{}
	for i := 0; i < len(lines); i++ {
		var added []line
		had := 0
		for ; i < len(lines) && (lines[i].kind == '-' || lines[i].kind == '+'); i++ {
			switch checkout := namesCheckout(lines[i].text); {
			case checkout && lines[i].kind == '+':
				added = append(added, lines[i])
			case checkout:
				had++
			}
		}
		if had < len(added) {
			for _, l := range added {
				swaps[l.number] = true
			}
		}
	}
	return swaps
}

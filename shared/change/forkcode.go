package change

import (
	"cmp"
	"maps"
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

// exposesSecrets finds a workflow that outsiders run with its secrets, and that runs a fork's code. One of the lines that make it do so must
// be new, or what kept outsiders out must be gone.
func exposesSecrets(f *shownFile) []line {
	w, trigger, ok := f.openWorkflow()
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
	return w.exposed(w.forkCode(true), f.allLines(), trigger)
}

// exposesSecretsIfLet finds one that does so behind an environment, which may ask a person or nobody, or behind a step that looks at a
// permission and may do nothing with it. The file does not say which, so this is a lesser guard instead of none.
func exposesSecretsIfLet(f *shownFile) []line {
	w, trigger, ok := f.openWorkflow()
	if !ok || w.parsed == nil || len(w.forkCode(true)) > 0 {
		return nil
	}
	return w.exposed(w.forkCode(false), f.allLines(), trigger)
}

// exposed returns the first of the places that the change makes one, given the lines of each that it depends on.
func (w workflow) exposed(places [][]line, lines []line, trigger line) []line {
	opened := slices.ContainsFunc(lines, w.dropsOwnCondition)
	for _, found := range places {
		if at := newer(append(found, trigger)...); at != nil {
			return at
		}
		if opened {
			return found[:1]
		}
	}
	return nil
}

// forkCode returns, for each place where a job with secrets or a token that writes runs a fork's code, its line and the lines that it
// depends on. Jobs and steps that no outsider gets to are left out; trusting says that what may let people decide keeps outsiders out.
func (w workflow) forkCode(trusting bool) (found [][]line) {
	global, gates := w.forkVariables(w.parsed.Env), w.gates(trusting)
	for _, job := range w.jobs() {
		powers, harmless := w.powers(job)
		if gates.own[strings.ToLower(job.ID.Value)] || harmless {
			continue
		}
		of := slices.Concat(global, w.forkVariables(job.Env), w.forkMatrix(job.Strategy))
		if call := job.WorkflowCall; call != nil {
			for _, name := range slices.Sorted(maps.Keys(call.Inputs)) {
				if input := call.Inputs[name]; input.Value != nil && w.namesFork(input.Value.Value) && (call.InheritSecrets || len(call.Secrets) > 0 || refInput.MatchString(name)) {
					found = append(found, append([]line{w.at(input.Value.Pos)}, powers...))
				}
			}
		}
		var artifacts downloads
		for _, step := range job.Steps {
			if gates.keeps(step.If) {
				continue
			}
			if trusting && asksPermission(step) {
				break // a step that fails ends the job
			}
			variables := append(slices.Clone(of), w.forkVariables(step.Env)...)
			at, ok := w.bringsFork(step, variables)
			if !ok {
				at, ok = artifacts.runBy(w, step)
			}
			if ok {
				lines := append([]line{at}, powers...)
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

// checkoutName is a part of such actions' names.
var checkoutName = needlesOf(map[string][]int{"checkout": {0}})

// namesCheckout reports whether the action of such a line brings code.
func namesCheckout(line string) bool {
	return namesAction(line) && checkoutName.anyIn(line)
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

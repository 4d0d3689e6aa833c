package change

import (
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// MaxGuards is how many guards Facts keeps.
const MaxGuards = 20

// Guard is something in the diff that is dangerous at any size. It raises the level of the change to Floor; the score is unchanged.
type Guard struct {
	Rule   string `json:"rule"`  // one of guards or trustRules
	Floor  Level  `json:"floor"` // the minimum level of the change
	Place         // the line of the new file; for a deleted line, the line after it
	Line   string `json:"line"`   // the text of the line, shortened
	Reason string `json:"reason"` // for people
}

// guard is a rule and how it finds its lines.
type guard struct {
	rule     string
	floor    Level
	reason   string
	workflow bool                      // reads workflows only
	may      func(f *shownFile) bool   // whether a file can have such lines
	find     func(f *shownFile) []line // the dangerous ones
}

var guards = []guard{
	{"drops_data", High, "the migration drops data that was stored", false, mayDropData, dropsData},
	{"exposes_secrets", Critical, "the workflow runs a fork's code with the repository's secrets", true,
		func(f *shownFile) bool { return f.says(saysPrivileged, saysFork) }, exposesSecrets},
	{"exposes_secrets_if_let", Medium, "the workflow runs a fork's code with the repository's secrets if an environment or an earlier step lets it; the file does not show whether a person decides", true,
		func(f *shownFile) bool { return f.says(saysPrivileged, saysFork, saysEnvironment) }, exposesSecretsIfLet},
	{"runs_event_text", Critical, "the workflow puts an outsider's text into a command, with the repository's secrets", true,
		func(f *shownFile) bool { return f.says(saysPrivileged, saysEvent) || f.says(saysWritten) }, runsEventText},
	{"grants_write_all", High, "the workflow's token may write everything", true,
		func(f *shownFile) bool { return f.says(saysWriteAll) }, grantsWriteAll},
	{"skips_verification", High, "a check of who is talking is switched off", false, mayVerify, skipsVerification},
	{"removes_authentication", High, "an authentication check is removed from code that stays", false, mayLoseAuthentication, removesAuthentication},
	{"evaluates_text", Medium, "the change runs code that stands in a string, where tools and reviewers see only text", false, mayEvaluate, evaluatesText},
	{"removes_verification", High, "a check of who is talking is removed from code that stays", false, mayLoseCheck, removesCheck},
}

// findGuards applies the rules to the files in their order.
func findGuards(files []*shownFile) []Guard {
	var found foundGuards
	for _, f := range files {
		if f.unguarded() {
			continue
		}
		workflow := isWorkflow(f)
		for i := range guards {
			g := &guards[i]
			if g.workflow && !workflow || !g.may(f) {
				continue
			}
			for _, l := range g.find(f) {
				found.add(f.guard(g.rule, g.floor, l, g.reason))
			}
		}
	}
	for _, f := range files {
		for _, g := range f.trustGuards() {
			found.add(g)
		}
	}
	return found.chosen()
}

// foundGuards are guards in the order of their files.
type foundGuards []Guard

// add adds a guard unless its rule has enough of them.
func (f *foundGuards) add(g Guard) {
	same := 0
	for _, other := range *f {
		if other.Rule == g.Rule {
			same++
		}
	}
	if same < MaxGuards {
		*f = append(*f, g)
	}
}

// chosen returns at most MaxGuards of them in their order: the first of each rule, then those of the highest floors. An author could hide
// a guard behind many lesser ones otherwise.
func (f foundGuards) chosen() []Guard {
	if len(f) <= MaxGuards {
		return f
	}
	var first, others []int
	rules := map[string]bool{}
	for i, g := range f {
		if rules[g.Rule] {
			others = append(others, i)
		} else {
			first = append(first, i)
		}
		rules[g.Rule] = true
	}
	slices.SortStableFunc(others, func(a, b int) int { return f[b].Floor.Compare(f[a].Floor) })
	order := append(first, others...)
	order = order[:min(len(order), MaxGuards)]
	slices.Sort(order)
	var chosen []Guard
	for _, i := range order {
		chosen = append(chosen, f[i])
	}
	return chosen
}

// unguarded reports whether no rule of guards reads the file: they read what runs, and what says how it runs.
func (f *shownFile) unguarded() bool {
	switch f.Class {
	case filekind.Test, filekind.Docs, filekind.LockFile, filekind.Generated, filekind.Vendored, filekind.Binary:
		return !settles(f)
	}
	return f.text == ""
}

func (f *shownFile) guard(rule string, floor Level, l line, reason string) Guard {
	at := max(l.number, 1)
	text := strings.ToValidUTF8(l.text[:min(len(l.text), 120)], "\uFFFD")
	return Guard{rule, floor, Place{f.Path, diff.Range{Start: at, End: at}}, text, reason}
}

// IsGuard reports whether the name is that of a guard's rule.
func IsGuard(name string) bool {
	return slices.Contains(trustRules, name) || slices.ContainsFunc(guards, func(g guard) bool { return g.rule == name })
}

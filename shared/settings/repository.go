package settings

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/change"
)

// Repository holds the settings that only a repository's or an organization's file sets. Its zero value is the behavior without such a
// file. A yaml tag names the key of the file, a help tag describes it.
type Repository struct {
	Analyses []string `json:"analyses,omitempty" yaml:"analyses" options:"pull_request|release_risk|release_notes|repository" help:"the analyses that run; the others don't start, not even for the weekly schedule"`
	Schedule Schedule `json:"schedule,omitempty" yaml:"schedule" options:"weekly|monthly|off" help:"how often the repository is reported on by itself; off: only when the App is installed, or somebody asks"`
	Data     Data     `json:"data,omitempty" yaml:"data" options:"usual|none" help:"what is stored of the repository; none: only what open pull requests need, until they are closed, and these settings"`
	Comment  Comment  `json:"comment,omitzero" yaml:"comment" help:"what a pull request gets a comment for; everything is in the check"`
	Labels   Labels   `json:"labels,omitzero" yaml:"labels" help:"labels that DevPlus gives to pull requests, and takes from them"`
	Reviews  Reviews  `json:"reviews,omitzero" yaml:"reviews" help:"which pull requests the model reviews; all others are measured, and block applies to them all the same"`
	Paths    Paths    `json:"paths,omitzero" yaml:"paths" help:"what is known of files, by globs"`
	// Instructions and Guidelines are the reviewer's.
	Instructions Instructions `json:"instructions,omitempty" yaml:"instructions" items:"50" help:"what the reviewer has to keep to in some files: at most 4 KiB each, 16 KiB in all"`
	Guidelines   []File       `json:"guidelines,omitempty" yaml:"guidelines" items:"4" help:"files of the default branch that the reviewer keeps to, such as AGENTS.md; the first 4 KiB of each"`
	Findings     Findings     `json:"findings,omitzero" yaml:"findings" help:"how many findings there are, and how they show"`
	Budget       Budget       `json:"budget,omitzero" yaml:"budget" help:"what reviews may use; beyond it changes are measured only"`
	Language     string       `json:"language,omitempty" yaml:"language" options:"cs|da|de|en|es|fi|fr|hi|it|ja|ko|nl|no|pl|pt|sv|tr|uk|vi|zh" help:"the language of the model's texts"`
	Release      NotesForm    `json:"release,omitzero" yaml:"release" help:"what release notes look like; without it, .github/release.yml counts, GitHub's own file"`
}

// Data selects the stored data of a repository; empty: the usual.
type Data string

// The values of Data.
const (
	UsualData Data = "usual"
	NoData    Data = "none"
)

// KeepsNothing reports whether only data that running work needs is stored.
func (r Repository) KeepsNothing() bool { return r.Data == NoData }

// Schedule is how often a repository is reported on by itself; empty: weekly.
type Schedule string

// The values of Schedule.
const (
	Weekly  Schedule = "weekly"
	Monthly Schedule = "monthly"
	Off     Schedule = "off"
)

// Includes reports whether a report is due at the hour of the week that is the repository's.
func (s Schedule) Includes(hour time.Time) bool {
	switch s {
	case Off:
		return false
	case Monthly:
		return hour.UTC().Day() <= 7 // one week of each month
	}
	return true
}

// Findings sets how findings show, and which.
type Findings struct {
	Max  int    `json:"max,omitempty" yaml:"max" min:"1" max:"20" help:"the most findings that the model is asked for in a part of a change"`
	Show string `json:"show,omitempty" yaml:"show" options:"annotations|comments|text" help:"annotations: on the changed lines; comments: the five worst of medium severity or more as comments of a review, the rest as annotations; text: only in the check's text"`
	// Without names categories that people do not act on.
	Without []string `json:"without,omitempty" yaml:"without" options:"correctness|security|performance|concurrency|api|tests|docs" help:"categories of findings that are left out, whatever the model says"`
}

// Comment sets the reasons for a comment on a pull request. A dangerous line is always one.
type Comment struct {
	Risk     change.Level `json:"risk,omitempty" yaml:"risk" options:"none|low|medium|high|critical" help:"lowest level of measured risk that is commented"`
	Severity string       `json:"severity,omitempty" yaml:"severity" options:"none|low|medium|high|critical" help:"lowest severity of a finding that is commented"`
}

// Wants reports whether a level of measured risk alone is commented. An unknown level counts as critical.
func (c Comment) Wants(l change.Level) bool { return isAtLeast(l, c.Risk) }

// Labels sets which labels a pull request gets. Other programs and searches read them.
type Labels struct {
	Risk change.Level `json:"risk,omitempty" yaml:"risk" options:"none|low|medium|high|critical" help:"lowest level of measured risk that is a label, such as \"devplus: risk high\""`
}

// Wants reports whether a level of measured risk is a label. An unknown level counts as critical.
func (l Labels) Wants(level change.Level) bool { return isAtLeast(level, l.Risk) }

// isAtLeast reports whether a level is at least the lowest; nothing reaches none.
func isAtLeast(l, lowest change.Level) bool {
	return lowest == change.Low || Check{BlockRisk: lowest}.Blocks(l)
}

// Reviews sets which pull requests the model reviews.
type Reviews struct {
	Drafts Wanted `json:"drafts,omitempty" yaml:"drafts" options:"review|ask|skip" help:"drafts; ask leaves them alone until they are ready or somebody asks, skip until they are ready"`
	People Wanted `json:"people,omitempty" yaml:"people" options:"review|ask|skip" help:"pull requests of people"`
	Agents Wanted `json:"agents,omitempty" yaml:"agents" options:"review|ask|skip" help:"pull requests of Apps that write code"`
	Bots   Wanted `json:"bots,omitempty" yaml:"bots" options:"review|ask|skip" help:"pull requests of dependency bots: every commit has the bot as author, and the bot or GitHub as committer"`
	Skip   Match  `json:"skip,omitzero" yaml:"skip" help:"pull requests that are never reviewed"`
	Ask    Match  `json:"ask,omitzero" yaml:"ask" help:"pull requests that are reviewed only when a person asks"`
	Effort Effort `json:"effort,omitzero" yaml:"effort" help:"the effort of a review by the level of the measured risk"`
}

// Wanted says when pull requests of some sort are reviewed.
type Wanted string

// The values of Wanted.
const (
	Review Wanted = "review" // by themselves
	Ask    Wanted = "ask"    // when a person asks
	Skip   Wanted = "skip"   // never
)

// strictness orders the values, the most generous first.
func (w Wanted) strictness() int { return slices.Index([]Wanted{Review, Ask, Skip}, w) }

// Stricter returns the stricter of two values.
func (w Wanted) Stricter(other Wanted) Wanted {
	if other.strictness() > w.strictness() {
		return other
	}
	return w
}

// Match selects pull requests: those that match a pattern of any list.
type Match struct {
	Authors  []Wildcard `json:"authors,omitempty" yaml:"authors" help:"logins of authors; Apps end with [bot]"`
	Labels   []Wildcard `json:"labels,omitempty" yaml:"labels" help:"names of labels"`
	Titles   []Wildcard `json:"titles,omitempty" yaml:"titles" help:"whole titles"`
	Branches []Glob     `json:"branches,omitempty" yaml:"branches" help:"head branches"`
	Bases    []Glob     `json:"bases,omitempty" yaml:"bases" help:"branches that are merged into"`
}

// PullRequest has the properties that Match matches.
type PullRequest struct {
	Author, Title, Branch, Base string
	Labels                      []string
}

// Find returns, for people, the matching property of the pull request; "" if none matches.
func (m Match) Find(p PullRequest) string {
	for _, one := range []struct {
		what   string
		values []string
		match  func(string) bool
	}{
		{"the author", []string{p.Author}, anyWildcard(m.Authors)},
		{"the label", p.Labels, anyWildcard(m.Labels)},
		{"the title", []string{p.Title}, anyWildcard(m.Titles)},
		{"the branch", []string{p.Branch}, anyGlob(m.Branches)},
		{"the base branch", []string{p.Base}, anyGlob(m.Bases)},
	} {
		if i := slices.IndexFunc(one.values, one.match); i >= 0 {
			return one.what + " " + one.values[i]
		}
	}
	return ""
}

// Effort sets how thoroughly the model reviews, by the level of the measured risk.
type Effort struct {
	Low      Depth `json:"low,omitempty" yaml:"low" options:"none|quick|review|deep" help:"effort at low risk; none: measured only, quick: one call of the quick model, review: the usual, deep: the deep model"`
	Medium   Depth `json:"medium,omitempty" yaml:"medium" options:"none|quick|review|deep" help:"effort at medium risk"`
	High     Depth `json:"high,omitempty" yaml:"high" options:"none|quick|review|deep" help:"effort at high risk"`
	Critical Depth `json:"critical,omitempty" yaml:"critical" options:"none|quick|review|deep" help:"effort at critical risk"`
}

// Depth is the effort of one review.
type Depth string

// The depths.
const (
	NoReview    Depth = "none"
	QuickReview Depth = "quick" // one call of the quick model
	FullReview  Depth = "review"
	DeepReview  Depth = "deep" // by the deep model
)

// At returns the effort at a level; an unknown level counts as critical.
func (e Effort) At(l change.Level) Depth {
	switch l {
	case change.Low:
		return cmp.Or(e.Low, QuickReview)
	case change.Medium:
		return cmp.Or(e.Medium, FullReview)
	case change.High:
		return cmp.Or(e.High, DeepReview)
	}
	return cmp.Or(e.Critical, DeepReview)
}

// Runs reports whether analyses of that kind run.
func (r Repository) Runs(kind string) bool {
	return len(r.Analyses) == 0 || slices.Contains(r.Analyses, kind)
}

// EnvironmentGate sets the gate of one environment. What is not set is that of the deployment, or of the environment "*".
type EnvironmentGate struct {
	MaxScore *float64      `json:"max_score,omitempty" yaml:"max_score" min:"0" max:"100" help:"highest score that is approved"`
	Scale    Scale         `json:"scale,omitempty" yaml:"scale" options:"fitted|own" help:"what the score compares with: fitted is the releases of other projects; own is the repository's earlier releases of the same kind, patches or others, from 20 on"`
	OnError  OnError       `json:"on_error,omitempty" yaml:"on_error" options:"approve|reject" help:"the answer if nothing can be measured"`
	Timeout  time.Duration `json:"timeout,omitempty" yaml:"timeout" min:"1m" max:"24h" help:"longest time that a deployment waits for its answer"`
}

// mergedWith returns g with what e sets.
func (e EnvironmentGate) mergedWith(g Gate) Gate {
	if e.MaxScore != nil {
		g.MaxScore = *e.MaxScore
	}
	if e.Scale != "" {
		g.Scale = e.Scale
	}
	if e.OnError != "" {
		g.OnError = e.OnError
	}
	if e.Timeout != 0 {
		g.Timeout = e.Timeout
	}
	return g
}

// GateOf returns the gate of an environment. Like GitHub, it ignores the case of names.
func (s Settings) GateOf(environment string) Gate {
	for name, own := range s.Gates {
		if strings.EqualFold(name, environment) {
			return own.mergedWith(s.Gate)
		}
	}
	return s.Gate
}

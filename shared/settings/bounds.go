package settings

import (
	"fmt"

	"github.com/devplus-app/devplus/shared/change"
)

// Bounds limit the settings of a repository's file. The deployment has some, and the organization's file may have more; the
// strictest counts.
type Bounds struct {
	MaxScore  *float64     `env:"BOUND_GATE_MAX_SCORE" yaml:"max_score" min:"0" max:"100" help:"highest gate max_score that a repository's file may set; unset: any"`
	OnError   OnError      `env:"BOUND_GATE_ON_ERROR" yaml:"on_error" default:"approve" options:"approve|reject" help:"reject: no repository's file may approve a deployment that could not be measured"`
	BlockRisk change.Level `env:"BOUND_BLOCK_RISK" yaml:"block_risk" default:"none" options:"none|medium|high|critical" help:"the level of measured risk that fails the check whatever a repository's file says"`
	Required  bool         `env:"BOUND_REQUIRED" yaml:"required" default:"false" options:"false|true" help:"true: the check fails if DevPlus itself failed, whatever a repository's file says"`
	Reviewed  string       `env:"BOUND_REVIEWED" yaml:"reviewed" default:"all" options:"all|people" help:"people: pull requests of bots and agents are reviewed only on request"`
	// RetentionDays of a deployment is the one of its settings.
	RetentionDays int          `env:"-" yaml:"retention_days" min:"7" max:"3650" help:"the most days that a repository's file may have what is known of it stored"`
	Budget        Budget       `yaml:"budget" help:"the most that repositories may set; it also bounds those that set nothing"`
	ReleaseNotes  ReleaseNotes `env:"BOUND_RELEASE_NOTES" yaml:"release_notes" default:"draft" options:"show|write|draft" help:"the most that a repository's file may let DevPlus write into releases"`
}

// Clamp returns s within the bounds, and the changes, for people; by names the owner of the bounds.
func (b Bounds) Clamp(s Settings, by string) (Settings, []string) {
	var changed []string
	say := func(format string, values ...any) {
		changed = append(changed, fmt.Sprintf(format, values...)+", as "+by+" demands")
	}
	clamp := func(where string, g *Gate) {
		if b.MaxScore != nil && g.MaxScore > *b.MaxScore {
			say("max_score of %s is %g, not %g", where, *b.MaxScore, g.MaxScore)
			g.MaxScore = *b.MaxScore
		}
		if b.MaxScore != nil && g.Scale == Own {
			say("scale of %s is fitted", where)
			g.Scale = Fitted
		}
		if b.OnError == Reject && g.OnError == Approve {
			say("on_error of %s is reject", where)
			g.OnError = Reject
		}
	}
	clamp("every gate", &s.Gate)
	gates := make(map[string]EnvironmentGate, len(s.Gates))
	for _, name := range sortedKeys(s.Gates) {
		g := s.Gates[name].mergedWith(s.Gate)
		clamp("the gate "+name, &g)
		gates[name] = EnvironmentGate{MaxScore: &g.MaxScore, Scale: g.Scale, OnError: g.OnError, Timeout: g.Timeout}
	}
	if len(gates) > 0 {
		s.Gates = gates
	}
	if (Check{BlockRisk: b.BlockRisk}).Judges() && (!s.Judges() || rank(s.BlockRisk) < rank(b.BlockRisk)) {
		say("block.risk is %s", b.BlockRisk)
		s.BlockRisk = b.BlockRisk
	}
	if b.Required && !s.Required {
		say("required is true")
		s.Required = true
	}
	if b.RetentionDays > 0 && s.RetentionDays > b.RetentionDays {
		say("retention_days is %d, not %d", b.RetentionDays, s.RetentionDays)
		s.RetentionDays = b.RetentionDays
	}
	if b.ReleaseNotes != "" && extent(s.ReleaseNotes) > extent(b.ReleaseNotes) {
		say("release_notes.write is %s", b.ReleaseNotes)
		s.ReleaseNotes = b.ReleaseNotes
	}
	if b.ReleaseNotes == Show && s.NextRelease == NextDraft {
		say("next_release is %s", NextShow)
		s.NextRelease = NextShow
	}
	s.Repository.Budget = s.Repository.Budget.clamp(b.Budget, say)
	if b.Reviewed == "people" {
		reviews := &s.Repository.Reviews
		for _, one := range []struct {
			key   string
			value *Wanted
			usual Wanted
		}{{"bots", &reviews.Bots, Ask}, {"agents", &reviews.Agents, Review}} {
			now := *one.value
			if now == "" {
				now = one.usual
			}
			if strict := now.Stricter(Ask); strict != now {
				say("reviews.%s is %s", one.key, strict)
				*one.value = strict
			}
		}
	}
	return s, changed
}

// extent orders where notes are written.
func extent(n ReleaseNotes) int {
	return map[ReleaseNotes]int{Write: 1, Draft: 2}[n]
}

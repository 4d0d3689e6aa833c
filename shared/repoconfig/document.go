package repoconfig

import (
	"cmp"
	"maps"
	"slices"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/settings"
)

// everyEnvironment names, in gates, all environments without a gate of their own.
const everyEnvironment = "*"

// everyAnalysis is what runs where no file says otherwise.
var everyAnalysis = []string{"pull_request", "release_risk", "release_notes", "repository"}

// document has the keys of a file, with their values in effect. The keys that hold what only files set are those of settings.Repository.
type document struct {
	base settings.Settings // what no key sets

	settings.Repository
	Block         block                               `yaml:"block" help:"what fails the check of a pull request"`
	Required      bool                                `yaml:"required" help:"true: the check fails if DevPlus itself failed"`
	Gates         map[string]settings.EnvironmentGate `yaml:"gates" help:"answers of the deployment protection rule, by environment; \"*\" is every other one"`
	ReleaseNotes  releaseNotes                        `yaml:"release_notes" help:"the notes of releases"`
	NextRelease   settings.NextRelease                `yaml:"next_release" options:"off|show|draft" help:"what is shown of the next release on each push to the default branch; show: a check; draft: one draft release, or a check where the App may not write contents"`
	RetentionDays int                                 `yaml:"retention_days" min:"7" max:"3650" help:"days that analyses and what is known of the repository are stored after the last change; at most those of the deployment"`
	Bounds        settings.Bounds                     `yaml:"bounds" organization:"true" help:"what no repository's file can pass; only in the organization's file"`
}

type block struct {
	Risk        change.Level `yaml:"risk" options:"none|medium|high|critical" help:"lowest level of measured risk that fails the check"`
	Severity    string       `yaml:"severity" options:"none|low|medium|high|critical" help:"lowest severity of the model's open findings that fails the check, whose title then says so; mending or dismissing them passes it"`
	SelfDismiss bool         `yaml:"self_dismiss" options:"false|true" help:"true: the author of a pull request, and who pushed to it, can lift a finding's block by dismissing it"`
}

type releaseNotes struct {
	Write settings.ReleaseNotes `yaml:"write" options:"show|write|draft" help:"show: only in the check; write: also into the release, if its text is empty or DevPlus wrote it; draft: also into a draft for a version tag without a release"`
}

// documentOf returns the keys of a file that would set s.
func documentOf(s settings.Settings) document {
	d := document{
		base:       s,
		Repository: s.Repository, Block: block{s.BlockRisk, cmp.Or(s.BlockSeverity, "none"), s.SelfDismiss}, Required: s.Required, ReleaseNotes: releaseNotes{s.ReleaseNotes}, NextRelease: s.NextRelease,
		Gates: maps.Clone(s.Gates), RetentionDays: s.RetentionDays,
	}
	if d.Gates == nil {
		d.Gates = map[string]settings.EnvironmentGate{}
	}
	d.Gates[everyEnvironment] = settings.EnvironmentGate{MaxScore: &s.MaxScore, Scale: cmp.Or(s.Scale, settings.Fitted), OnError: s.OnError, Timeout: s.Timeout}
	d.setDefaults()
	return d
}

// setDefaults names the values that an unset key stands for.
func (d *document) setDefaults() {
	if len(d.Analyses) == 0 {
		d.Analyses = slices.Clone(everyAnalysis)
	}
	d.Comment.Risk, d.Comment.Severity = cmp.Or(d.Comment.Risk, settings.NoLevel), cmp.Or(d.Comment.Severity, "medium")
	d.Labels.Risk = cmp.Or(d.Labels.Risk, settings.NoLevel)
	d.Data = cmp.Or(d.Data, settings.UsualData)
	d.Schedule = cmp.Or(d.Schedule, settings.Weekly)
	d.Findings.Max, d.Findings.Show, d.Language = cmp.Or(d.Findings.Max, 20), cmp.Or(d.Findings.Show, "annotations"), cmp.Or(d.Language, "en")
	r := &d.Reviews
	for value, usual := range map[*settings.Wanted]settings.Wanted{
		&r.Drafts: settings.Ask, &r.People: settings.Review, &r.Agents: settings.Review, &r.Bots: settings.Ask,
	} {
		if *value == "" {
			*value = usual
		}
	}
	e := r.Effort
	r.Effort = settings.Effort{Low: e.At(change.Low), Medium: e.At(change.Medium), High: e.At(change.High), Critical: e.At(change.Critical)}
}

// settings returns what the keys set.
func (d document) settings() settings.Settings {
	s := d.base
	s.Repository, s.ReleaseNotes, s.NextRelease = d.Repository, d.ReleaseNotes.Write, d.NextRelease
	s.RetentionDays = d.RetentionDays
	if slices.Equal(s.Repository.Analyses, everyAnalysis) {
		s.Repository.Analyses = nil // also those that a deployment adds
	}
	s.BlockRisk, s.Required = d.Block.Risk, d.Required
	s.SelfDismiss = d.Block.SelfDismiss
	if s.BlockSeverity = d.Block.Severity; s.BlockSeverity == "none" {
		s.BlockSeverity = ""
	}
	every := d.Gates[everyEnvironment]
	s.Gate = settings.Gate{MaxScore: *every.MaxScore, OnError: every.OnError, Timeout: every.Timeout}
	if every.Scale == settings.Own {
		s.Scale = every.Scale
	}
	s.Gates = maps.Clone(d.Gates)
	delete(s.Gates, everyEnvironment)
	if len(s.Gates) == 0 {
		s.Gates = nil
	}
	return s
}

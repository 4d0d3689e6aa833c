package releasenotes

import (
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/kind/release"
)

// The sections of plain notes, in the order in which they are shown.
const (
	breaking      = "Breaking changes"
	upgrading     = "Upgrade notes"
	highlights    = "Highlights"
	security      = "Security"
	features      = "Features"
	fixes         = "Fixes"
	performance   = "Performance"
	others        = "Other changes"
	reverted      = "Reverts"
	documentation = "Documentation"
	maintenance   = "Maintenance"
	dependencies  = "Dependencies"
	contributors  = "New contributors"
)

var order = []string{security, features, fixes, performance, others, reverted, documentation, maintenance, dependencies}

// sectionOf says where a label, or the type of a conventional commit, belongs. The types are those of Conventional Commits 1.0.0
// and of the Angular convention that it names; the labels are GitHub's default ones and those that Kubernetes and release
// drafters made common.
var sectionOf = map[string]string{
	"security": security, "vulnerability": security, "sec": security, "cve": security,
	"feat": features, "feature": features, "features": features, "enhancement": features, "new feature": features,
	"fix": fixes, "fixes": fixes, "bug": fixes, "bugfix": fixes, "bug fix": fixes, "hotfix": fixes, "regression": fixes,
	"perf": performance, "performance": performance,
	"revert": reverted,
	"docs":   documentation, "doc": documentation, "documentation": documentation,
	"chore": maintenance, "ci": maintenance, "build": maintenance, "test": maintenance, "tests": maintenance, "testing": maintenance,
	"refactor": maintenance, "refactoring": maintenance, "style": maintenance, "internal": maintenance, "maintenance": maintenance,
	"cleanup": maintenance, "tooling": maintenance, "infrastructure": maintenance,
	"deps": dependencies, "dependencies": dependencies, "dependency": dependencies,
}

// title is a subject line taken apart.
type title struct {
	kind  string // "feat" of "feat(api)!: add x"; empty where the line follows no convention
	scope string
	bang  bool
	text  string // without what says the kind, and without the numbers that GitHub puts behind a squashed one
}

var (
	conventional = regexp.MustCompile(`^([A-Za-z]{2,20})(?:\(([^()]{1,60})\))?(!)?: +(\S.*)$`)
	squashed     = regexp.MustCompile(`(?:\s*\(#[0-9]+\))+\s*$`)
)

// parseTitle reads a title by Conventional Commits 1.0.0. A word before a colon that is no known type, such as the package that
// a change is made in, stays.
func parseTitle(s string) title {
	s = strings.TrimSpace(squashed.ReplaceAllString(s, ""))
	m := conventional.FindStringSubmatch(s)
	if m == nil || sectionOf[strings.ToLower(m[1])] == "" {
		return title{text: s}
	}
	return title{kind: strings.ToLower(m[1]), scope: m[2], bang: m[3] != "", text: m[4]}
}

// plain is the title as an entry of the notes.
func (t title) plain() string {
	if t.scope == "" || t.scope == "deps" {
		return t.text
	}
	return t.scope + ": " + t.text
}

// section is where a change belongs: what its labels say, which maintainers set, counts more than what its title says.
func (t title) section(labels []string) string {
	for _, s := range order {
		for _, l := range labels {
			if sectionOf[labelName(l)] == s {
				return s
			}
		}
	}
	switch {
	case strings.HasPrefix(t.scope, "deps"):
		return dependencies
	case t.kind != "":
		return sectionOf[t.kind]
	case strings.HasPrefix(strings.ToLower(t.text), `revert "`):
		return reverted
	}
	return others
}

var labelPrefix = regexp.MustCompile(`^(?i)(?:kind|type|category|c|t|pr|changelog)\s*[:/-]\s*`)

// labelName is the word of a label that counts: "bug" of "kind/bug", "Type: Bug" and "🐛 bug".
func labelName(label string) string {
	return strings.ToLower(strings.Trim(labelPrefix.ReplaceAllString(trimSymbols(label), ""), " "))
}

var symbols = regexp.MustCompile(`^[^\pL\pN]+|[^\pL\pN]+$`)

func trimSymbols(s string) string { return symbols.ReplaceAllString(s, "") }

var (
	breakingLabel = regexp.MustCompile(`(?i)(^|[^a-z])breaking([^a-z]|$)|semver[ :/-]*major|backwards?[ -]incompatible`)
	notBreaking   = regexp.MustCompile(`(?i)\b(non|not|no)[ -]?(a )?breaking`)
)

func hasBreakingLabel(labels []string) bool {
	return slices.ContainsFunc(labels, func(l string) bool {
		return breakingLabel.MatchString(l) && !notBreaking.MatchString(l)
	})
}

var (
	// breakingFooter is the footer of Conventional Commits 1.0.0, and the bold or headed spellings of it that people use.
	breakingFooter = regexp.MustCompile(`(?im)^[ \t>*_#]*(?::[a-z_]+:|\x{26A0}\x{FE0F}?)?[ \t*_]*breaking(?:[ -]changes?)?[ \t*_]*[:!][!:*_ \t]*(.*(?:\n.+)*)`)
	breakingBox    = regexp.MustCompile(`(?im)^\s*[-*] \[x\] (?:this is a )?breaking\b`)
	htmlComment    = regexp.MustCompile(`(?s)<!--.*?(-->|$)`)
	answeredNo     = regexp.MustCompile(`(?i)^\W*(none|no|n/?a|nothing|false|not applicable|yes/no)\b\W*`)
)

// breakingText reports whether a description or a commit's message says that the change is breaking, and what it says of that.
func breakingText(body string) (says string, yes bool) {
	body = htmlComment.ReplaceAllString(strings.ReplaceAll(body, "\r\n", "\n"), "")
	for _, m := range breakingFooter.FindAllStringSubmatch(body, -1) {
		text := strings.Join(strings.Fields(m[1]), " ")
		if text == "" || answeredNo.MatchString(text) {
			continue
		}
		return text, true
	}
	return "", breakingBox.MatchString(body)
}

// breaks reports whether a change is breaking: by its title, its labels, its description or one of its commits. A robot's
// description quotes what others say of their own changes.
func breaks(t title, labels []string, author release.Account, bodies []string) (says string, yes bool) {
	if !author.Bot {
		for _, b := range bodies {
			if says, yes := breakingText(b); yes {
				return says, true
			}
		}
	}
	return "", t.bang || hasBreakingLabel(labels)
}

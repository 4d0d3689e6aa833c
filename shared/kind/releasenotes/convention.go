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
	deprecations  = "Deprecations"
	reverted      = "Reverts"
	documentation = "Documentation"
	maintenance   = "Maintenance"
	dependencies  = "Dependencies"
	contributors  = "New contributors"
)

var order = []string{security, features, fixes, performance, deprecations, others, reverted, documentation, maintenance, dependencies}

// sectionOf maps labels and the types of conventional commits to sections. The types are those of Conventional Commits 1.0.0 and of the
// Angular convention that it names; the labels are GitHub's default ones and those that Kubernetes and release drafters made common.
var sectionOf = map[string]string{
	"security": security, "vulnerability": security, "sec": security, "cve": security,
	"feat": features, "feature": features, "features": features, "enhancement": features, "new feature": features,
	"fix": fixes, "fixes": fixes, "bug": fixes, "bugfix": fixes, "bug fix": fixes, "hotfix": fixes, "regression": fixes,
	"perf": performance, "performance": performance,
	"breaking": others, "deprecation": deprecations, "deprecate": deprecations, "deprecated": deprecations,
	"revert": reverted,
	"docs":   documentation, "doc": documentation, "documentation": documentation,
	"chore": maintenance, "ci": maintenance, "build": maintenance, "test": maintenance, "tests": maintenance, "testing": maintenance,
	"refactor": maintenance, "refactoring": maintenance, "style": maintenance, "internal": maintenance, "maintenance": maintenance,
	"cleanup": maintenance, "tooling": maintenance, "infrastructure": maintenance,
	"deps": dependencies, "dependencies": dependencies, "dependency": dependencies,
}

// title is a parsed subject line.
type title struct{ release.Title }

func parseTitle(s string) title {
	t := title{release.ParseTitle(s, func(kind string) bool { return sectionOf[kind] != "" || breakingType.MatchString(kind) })}
	if breakingType.MatchString(t.Kind) {
		t.Kind = "breaking"
	}
	if t.Kind == "" {
		t.Kind = t.leadKind()
	}
	t.Bang = t.Bang || t.Kind == "breaking" || strings.Contains(t.Lead, "💥") || strings.Contains(t.Lead, ":boom:")
	return t
}

// gitmoji are the emoji of gitmoji.dev that name a kind of change that readers care about.
var gitmoji = []struct{ emoji, shortcode, kind string }{
	{"✨", ":sparkles:", "feat"}, {"🐛", ":bug:", "fix"}, {"🚑", ":ambulance:", "fix"}, {"🩹", ":adhesive_bandage:", "fix"},
	{"🔒", ":lock:", "security"}, {"⚡", ":zap:", "perf"}, {"📝", ":memo:", "docs"}, {"💥", ":boom:", "breaking"},
	{"⬆", ":arrow_up:", "deps"}, {"⬇", ":arrow_down:", "deps"}, {"📌", ":pushpin:", "deps"}, {"⏪", ":rewind:", "revert"}, {"🔙", ":back:", "revert"},
	{"♻", ":recycle:", "refactor"}, {"🎨", ":art:", "style"}, {"✅", ":white_check_mark:", "test"}, {"👷", ":construction_worker:", "ci"},
	{"💚", ":green_heart:", "ci"}, {"🔧", ":wrench:", "chore"}, {"🔨", ":hammer:", "chore"}, {"🚨", ":rotating_light:", "style"}, {"🗑", ":wastebasket:", "deprecation"},
}

var breakingType = regexp.MustCompile(`^breaking[ -]changes?$`)

var bracketed = regexp.MustCompile(`\[([^\[\]]+)\]`)

// leadKind returns the kind that the lead of a title says: "fix" of "[Bugfix]" and of gitmoji's bug; empty if it says none.
func (t title) leadKind() string {
	for _, m := range bracketed.FindAllStringSubmatch(t.Lead, -1) {
		if kind := strings.ToLower(m[1]); sectionOf[kind] != "" {
			return kind
		}
	}
	for _, g := range gitmoji {
		if strings.Contains(t.Lead, g.emoji) || strings.Contains(t.Lead, g.shortcode) {
			return g.kind
		}
	}
	return ""
}

var emojiLead = regexp.MustCompile(`[\p{So}\x{1F3FB}-\x{1F3FF}\x{FE0F}\x{200D}\x{20E3}]+|:[a-z0-9_+-]{2,40}:|\(#[0-9]+\)`)

// plain returns the title as an entry of the notes: without emoji that repeat the kind.
func (t title) plain() string {
	before := t.Lead
	if t.Kind != "" {
		before = strings.Join(strings.Fields(emojiLead.ReplaceAllString(before, " ")), " ")
	}
	if before != "" {
		before += " "
	}
	if t.Scope == "" || t.Scope == "deps" {
		return before + t.Text
	}
	return before + t.Scope + ": " + t.Text
}

// scopeSections maps the scopes of fixes and features outside the product to their sections.
var scopeSections = map[string]string{
	"docs": documentation, "doc": documentation, "documentation": documentation, "readme": documentation, "changelog": documentation,
	"test": maintenance, "tests": maintenance, "ci": maintenance,
}

// section returns the section of a change: its labels, which maintainers set, take precedence over its title.
func (t title) section(labels []string) string {
	for _, s := range order {
		for _, l := range labels {
			if sectionOf[labelName(l)] == s {
				return s
			}
		}
	}
	scoped := scopeSections[strings.ToLower(t.Scope)]
	switch {
	case strings.HasPrefix(t.Scope, "deps"):
		return dependencies
	case t.Kind == "fix" && scoped != "", t.Kind == "feat" && scoped == documentation:
		return scoped
	case t.Kind != "":
		return sectionOf[t.Kind]
	case release.Reverts(t.Text):
		return reverted
	}
	return worded(t.Text)
}

var labelPrefix = regexp.MustCompile(`^(?i)(?:kind|type|category|c|t|pr|changelog)\s*[:/-]\s*`)

// labelName returns the significant word of a label: "bug" of "kind/bug", "Type: Bug" and "🐛 bug".
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
	breakingFooter = regexp.MustCompile(`(?im)^[ \t*_#]*(?::[a-z_]+:|\x{26A0}\x{FE0F}?)?[ \t*_]*breaking(?:[ -]changes?)?[ \t*_]*[:!][!:*_ \t]*(.*(?:\n.+)*)`)
	breakingBox    = regexp.MustCompile(`(?im)^\s*[-*] \[x\] (?:this is a )?breaking\b`)
	htmlComment    = regexp.MustCompile(`(?s)<!--.*?(-->|$)`)
	answeredNo     = regexp.MustCompile(`(?i)^\W*(none|no|n/?a|nothing|false|not applicable|yes/no)\b\W*`)
	quotation      = regexp.MustCompile(`(?m)^[ \t]*>.*$|(?is)<(?:blockquote|pre)\b.*?(?:</(?:blockquote|pre)>|\z)`)
	indented       = regexp.MustCompile(`(?m)(?:\A|(?:^|\n)[ \t]*\n)(?:(?: {4}|\t).*(?:\n|$))+`)
)

// prose returns the text without comments, code and quotations.
func prose(body string) string {
	body = htmlComment.ReplaceAllString(strings.ReplaceAll(body, "\r\n", "\n"), "")
	var kept []string
	fence := ""
	for _, l := range strings.Split(body, "\n") {
		trimmed := strings.TrimSpace(l)
		mark := ""
		for _, f := range []string{"```", "~~~"} {
			if strings.HasPrefix(trimmed, f) {
				mark = f
			}
		}
		switch {
		case fence == "" && mark != "":
			fence = mark
		case fence != "" && mark == fence && strings.Trim(trimmed, fence[:1]) == "":
			fence = ""
		case fence == "":
			kept = append(kept, l)
		}
	}
	return quotation.ReplaceAllString(indented.ReplaceAllString(strings.Join(kept, "\n"), "\n\n"), "")
}

// breakingText reports whether a description or a commit's message says that the change is breaking, and returns its explanation.
func breakingText(body string) (says string, yes bool) {
	body = prose(body)
	for _, m := range breakingFooter.FindAllStringSubmatch(body, -1) {
		text := strings.Join(strings.Fields(m[1]), " ")
		if text == "" || answeredNo.MatchString(text) {
			continue
		}
		return text, true
	}
	return "", breakingBox.MatchString(body)
}

// breaks reports whether a change is breaking: by its title, its labels, its description or one of its commits. A bot's description
// does not count: it quotes others about their own changes.
func breaks(t title, labels []string, author release.Account, bodies []string) (says string, yes bool) {
	if !author.Bot {
		for _, b := range bodies {
			if says, yes := breakingText(b); yes {
				return says, true
			}
		}
	}
	return "", t.Bang || hasBreakingLabel(labels)
}

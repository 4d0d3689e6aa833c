package releasenotes

import (
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// part matches what a title names before a colon, such as the package of the change.
var part = regexp.MustCompile(`^[\w./*{},+-]+(?: [\w./*{},+-]+)?: +`)

// Words of titles without a type that name documentation or housekeeping.
var (
	aboutSecurity = regexp.MustCompile(`(?i)\bCVE-[0-9]{4}-[0-9]+|\bGHSA-[0-9a-z]{4}-`)
	aboutDocs     = regexp.MustCompile(`(?i)\b(?:docs?|documentation|doc ?strings?|readme|changelog|typos?|misspellings?|spelling|grammar|tutorials?|godoc|javadoc|contributing)\b|\.(?:md|rst|adoc)\b`)
	aboutUpkeep   = regexp.MustCompile(`\bCI\b|(?i)\b(?:github actions?|ci workflows?|workflow files?|unit tests?|test (?:suite|cases?|coverage)|tests|flaky|rubocop|eslint|linter|linting|pre-commit|codecov|dev ?containers?|gitignore|issue templates?)\b`)
	improves      = regexp.MustCompile(`(?i)^(?:improve|speed up|increase)\b.*\b(?:performance|faster|speed)\b`)
)

// verbs maps the imperative verbs that begin titles to sections.
var verbs = func() map[string]string {
	all := map[string]string{}
	for section, words := range map[string]string{
		fixes:         "fix fixes fixed fixing bugfix hotfix",
		features:      "add adds added adding implement implements implemented introduce introduces introduced support supports",
		deprecations:  "deprecate deprecates deprecated",
		performance:   "optimize optimise optimizes optimises",
		maintenance:   "refactor refactors refactored cleanup tidy",
		documentation: "document",
	} {
		for word := range text.Words(words) {
			all[word] = section
		}
	}
	return all
}()

// worded returns the section by the words of a title; Other changes if they show none. The object counts before the verb: "Fix tests"
// fixes nothing for users.
func worded(title string) string {
	section := verbOf(title)
	if section == "" {
		title = strings.TrimSpace(part.ReplaceAllString(title, ""))
		section = verbOf(title)
	}
	switch {
	case aboutSecurity.MatchString(title):
		return security
	case aboutDocs.MatchString(title):
		return documentation
	case aboutUpkeep.MatchString(title):
		return maintenance
	case section != "":
		return section
	case improves.MatchString(title):
		return performance
	}
	return others
}

func verbOf(title string) string {
	first, _, _ := strings.Cut(title, " ")
	return verbs[strings.ToLower(strings.TrimRight(first, ":,."))]
}

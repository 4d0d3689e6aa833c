package releasenotes

import (
	"regexp"
	"slices"
	"strings"
)

// meanings maps headings of other notes, in lower case, to our sections with the same changes. Headings of Keep a Changelog cover
// several sections of other conventions.
var meanings = map[string][]string{
	"added": {features}, "new": {features}, "what's new": {features}, "additions": {features}, "new features": {features},
	"major enhancements": {features, performance, breaking}, "minor enhancements": {features, performance}, "enhancements": {features, performance},
	"improvements": {features, performance, others}, "improved": {features, performance, others},
	"changed": {others, performance, maintenance, dependencies, breaking}, "updated": {others, performance, maintenance, dependencies, breaking},
	"removed": {others, breaking, reverted, deprecations}, "removals": {others, breaking, reverted, deprecations}, "fixed": {fixes}, "corrections": {fixes},
	"performance improvements": {performance}, "optimizations": {performance},
	"docs": {documentation}, "site enhancements": {documentation}, "website": {documentation},
	"chore": {maintenance, dependencies}, "chores": {maintenance, dependencies}, "miscellaneous chores": {maintenance, dependencies},
	"code refactoring": {maintenance}, "continuous integration": {maintenance, dependencies}, "build system": {maintenance, dependencies},
	"build": {maintenance, dependencies}, "build and ci": {maintenance, dependencies}, "packaging": {maintenance, dependencies},
	"internal": {maintenance, dependencies, documentation, others}, "internals": {maintenance, dependencies, documentation, others},
	"development fixes":               {maintenance, dependencies, documentation},
	"update development dependencies": {maintenance, dependencies}, "upgrades": {dependencies}, "updates": {dependencies, others}, "dependency updates": {dependencies},
}

var and = regexp.MustCompile(`\s*(?:&|,|\band\b)\s*`)

// sectionsOf returns our sections that match a heading of other notes: fixes for "🐛 Bug Fixes", several for "Improvements & Bug Fixes"; none
// if the heading names no kind of change.
func sectionsOf(heading string) (sections []string) {
	name := strings.ToLower(trimSymbols(heading))
	if strings.Contains(name, "breaking") || strings.Contains(name, "incompatible") {
		return []string{breaking}
	}
	if known := meanings[name]; known != nil {
		return known
	}
	for _, one := range and.Split(name, -1) {
		held := meanings[one]
		if held == nil {
			held = sectionNamed(one)
		}
		for _, s := range held {
			if !slices.Contains(sections, s) {
				sections = append(sections, s)
			}
		}
	}
	return sections
}

// sectionNamed returns our section of that name, or of that type of change.
func sectionNamed(name string) []string {
	for _, word := range []string{name, strings.TrimSuffix(name, "s"), strings.TrimSuffix(name, "es")} {
		if s := sectionOf[word]; s != "" {
			return []string{s}
		}
	}
	i := slices.IndexFunc(order, func(s string) bool {
		return s != others && (strings.HasPrefix(name, strings.ToLower(s)) || strings.HasSuffix(name, strings.ToLower(s)))
	})
	if i < 0 {
		return nil
	}
	return order[i : i+1]
}

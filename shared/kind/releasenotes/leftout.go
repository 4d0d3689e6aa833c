package releasenotes

import (
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/kind/release"
)

// LeftOut is a change without an entry, and the reason.
type LeftOut struct {
	Ref    release.Ref `json:"ref"`
	Text   string      `json:"text"` // its title; not trusted
	Reason string      `json:"reason"`
}

// The reasons.
const (
	takenBack          = "reverted before the release, or reverts such a change"
	mergesBack         = "merges a branch whose changes are listed themselves"
	releases           = "makes a release"
	changelogs         = "updates the changelog"
	shipped            = "shipped in an earlier release"
	excluded           = "excluded by .github/release.yml"
	excludedBySettings = "excluded by .github/devplus.yml"
	movedNobody        = "updates dependencies that are back at their version"
)

// skipped returns the number of changes without an entry, by reason. Sets of older versions have no counts but a list, which may lack
// the oldest.
func (s *Set) skipped() map[string]int {
	if s.Skipped != nil {
		return s.Skipped
	}
	counts := map[string]int{}
	for _, l := range s.LeftOut {
		counts[l.Reason]++
	}
	return counts
}

const versionForm = `v?[0-9]+(?:\.[0-9]+)+[0-9A-Za-z.+_-]*`

// branchName matches the names of long-lived branches that are merged into each other. Merging any other branch may be a change of its
// own.
const branchName = `['"]?(?:(?:origin|upstream)/)?(?:main|master|trunk|dev|develop|development|staging|stable|next|(?:release|releases|hotfix|support)[-/._]\S+|v?[0-9]+(?:\.[0-9]+|\.x)+(?:-(?:maintenance|branch|dev|stable))?)['"]?`

var (
	mergeTitle = regexp.MustCompile(`(?i)^merged? (?:(?:remote-tracking )?branch(?:es)? |tag '|pull request #[0-9]+ from \S+$)|` +
		`^(?:automated )?(?:back-?merge|merged?|merge[- ]?back|sync(?:ed)?)(?: back)? (?:the )?` + branchName + `(?: branch)?(?: back)?(?: (?:in)?to \S+| with \S+)?(?: branch)?$`)
	releaseTitle = regexp.MustCompile(`(?i)^(?:` + versionForm + `|@?[\w./-]+@` + versionForm + `|` +
		`(?:(?:pre-?)?release|releasing|prepare(?: for)?(?: the)? release(?: of)?|cut(?: release)?|publish|tag|version|start(?: version)?|set(?: the)? version(?: to)?|pre-?release version|release version|(?:bump|update|increase|change)s?(?:\s+the)?(?:\s+\S+)?\s+versions?(?:\s+number)?(?:\s+(?:to|from\s+\S+\s+to))?|version bump(?: to)?|bump(?: to)?)(?::|\s+of)?\s+(?:@?[\w./-]+[ @-])?` + versionForm + `(?:\s+release)?|` +
		`prepare(?: for)? ` + versionForm + ` release|` +
		`release|publish|(?:bump(?: the)?|update) versions?|version bumps?|version packages(?: \([^()]*\))?|release (?:main|master)|bump to next development version|post-?release(?: version)?(?: bump)?|(?:prepare(?: for)?|set|start) (?:the )?next (?:development )?(?:iteration|version|cycle|snapshot)|(?:back to|start|begin) (?:next )?(?:development|dev)(?: version| cycle)?.*)\.?$`)
	changelogTitle = regexp.MustCompile(`(?i)^(?:(?:update|regenerate|finali[sz]e|edit|add|fix|prepare)[sd]?\s+)?(?:the\s+)?(?:change-?log|history|changes|release notes)(?:\.(?:md|rst|txt))?(?:\s+(?:for|of|to)\s+\S+(?:\s+release)?)?\.?$`)
	changelogNoun  = regexp.MustCompile(`(?i)change-?log|history\.|changes\.|release notes`)
	skipMarks      = regexp.MustCompile(`(?i)\s*\[(?:skip ci|ci skip|no ci|skip actions)\]`)
)

// housekeeping returns why a change is not worth an entry; "" if it is.
func (t title) housekeeping() string {
	text := strings.TrimSpace(skipMarks.ReplaceAllString(t.Text, ""))
	switch {
	case mergeTitle.MatchString(text):
		return mergesBack
	case t.Kind != "feat" && t.Kind != "fix" && releaseTitle.MatchString(text),
		strings.EqualFold(t.Scope, "release") && maintenance == sectionOf[t.Kind]:
		return releases
	case changelogTitle.MatchString(text) && changelogNoun.MatchString(text):
		return changelogs
	}
	return ""
}

package releasenotes

import (
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/text"
)

// IsVersion reports whether a tag names a version, and does not move with the versions of its line.
func IsVersion(tag string) bool {
	v, ok := release.ParseVersion(tag)
	return ok && v.Counts()
}

// Next is the suggested next version of a range. It is only shown.
type Next struct {
	Version string `json:"version"` // as the repository writes its tags; empty if there is none
	Why     string `json:"why"`     // in a sentence
}

// content counts the changes of a range by the version step that they need.
type content struct {
	breaking, features int
	unknown            int // changes of an unknown kind
	changes            int // all of them
}

// level returns the version step that the content needs, before (initial) or from 1.0.0, and why. Before 1.0.0, where anything may
// change (item 4 of Semantic Versioning 2.0.0), both breaking changes and features make a minor version: commits do not show that it
// is time for 1.0.0.
func (c content) level(initial bool) (release.Level, string) {
	switch {
	case c.breaking > 0 && initial:
		return release.Minor, text.Count(c.breaking, "breaking change") + ", which before 1.0.0 make a minor version"
	case c.breaking > 0:
		return release.Major, text.Count(c.breaking, "breaking change")
	case c.features > 0:
		return release.Minor, text.Count(c.features, "feature") + " and no breaking change"
	}
	why := "neither a breaking change nor a feature"
	if c.unknown > 0 {
		why += fmt.Sprintf("; %s no kind, so this is a guess", text.Count(c.unknown, "change has", "changes have"))
	}
	return release.Patch, why
}

// proposeVersion proposes a version by Semantic Versioning 2.0.0, or by the calendar versions that the line shows. A pre-release is
// followed by its release.
func proposeVersion(r release.Range, at time.Time, c content) Next {
	if c.changes == 0 {
		return Next{Why: "nothing has changed"}
	}
	head, named := release.ParseVersion(r.HeadTag)
	named = named && head.Counts()
	if r.BaseTag == "" {
		prefix := "v"
		if named {
			prefix = head.Prefix()
		}
		return Next{Version: prefix + "0.1.0", Why: "nothing was released before, and development begins with 0.1.0"}
	}
	v, ok := release.ParseVersion(r.BaseTag)
	if !ok || !v.Counts() {
		return Next{Why: fmt.Sprintf("%q is not a semantic version", r.BaseTag)}
	}
	line := versions(r.Line)
	if named && head.Line != v.Line { // the line continues under the new prefix
		v = v.WrittenAs(head)
	}
	level, why := c.level(v.Initial())
	dated := v.Calendar(line, r.BaseAt) || named && head.Line == v.Line && v.Calendar(append(line, head), r.BaseAt)
	switch {
	case r.Scheme == "calendar" && !dated:
		return Next{v.Prefix() + at.UTC().Format("2006.1.0"), "the first calendar version, as the repository's settings want"}
	case dated && r.Scheme != "semantic":
		if version := v.NextCalendar(level, line, r.BaseAt, at); version != "" {
			return Next{version, fmt.Sprintf("%s follows %s in the calendar versions of this line", version, r.BaseTag)}
		}
		return Next{Why: fmt.Sprintf("%q is a date", r.BaseTag)}
	case v.Prerelease():
		return Next{v.Next(level, line), r.BaseTag + " is a pre-release of it"}
	}
	if named && head.Line == v.Line { // the release itself also shows the line's notation
		line = append(line, head)
	}
	return Next{release.OnDay(v.Next(level, line), at), why}
}

func versions(names []string) []release.Version {
	var all []release.Version
	for _, name := range names {
		if v, ok := release.ParseVersion(name); ok {
			all = append(all, v)
		}
	}
	return all
}

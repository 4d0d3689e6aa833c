package release

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/text"
)

// key tells versions of a line apart by their numbers.
func (v Version) key() string { return fmt.Sprint(v.Line, v.numbers) }

// unversioned returns the possible predecessors of a tag that is no version, each in its own group, the latest first.
func unversioned(of Tag, all []candidate) [][]Tag {
	byTime := func(keep func(candidate) bool) [][]Tag {
		kept := slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return !keep(c) })
		slices.SortStableFunc(kept, func(a, b candidate) int { return b.At.Compare(a.At) })
		groups := make([][]Tag, len(kept))
		for i, c := range kept {
			groups[i] = []Tag{c.Tag}
		}
		return groups
	}
	if of.Name == "" {
		if latest := byTime(func(c candidate) bool { return c.stable() && !c.unfinished() }); len(latest) > 0 {
			return latest
		}
		return byTime(func(candidate) bool { return true })
	}
	form := digits.ReplaceAllString(of.Name, "0")
	alike := byTime(func(c candidate) bool {
		return !c.versioned && c.SHA != of.SHA && digits.ReplaceAllString(c.Name, "0") == form
	})
	if len(alike) > 0 {
		return alike
	}
	return byTime(func(c candidate) bool { return c.stable() && c.SHA != of.SHA })
}

var digits = regexp.MustCompile(`[0-9]+`)

// continued returns the line with another prefix that the line of is continues. That line ended when is's line began, its last version is
// higher than all versions before is in is's own line, and is is the next step from it.
func continued(is candidate, all, own []candidate) (string, bool) {
	highest := map[string]candidate{}
	firstAt := map[string]candidate{}
	for _, c := range all {
		if !c.versioned || c.Line == is.Line || !mayContinue(c.Line, is.Line) || len(own) > 0 && !(generic(c.Line) && generic(is.Line)) {
			continue
		}
		if h, ok := highest[c.Line]; c.stable() && (!ok || h.Compare(c.Version) < 0) {
			highest[c.Line] = c
		}
		if f, ok := firstAt[c.Line]; !ok || c.At.Before(f.At) {
			firstAt[c.Line] = c
		}
	}
	var last *candidate
	for _, line := range slices.Sorted(maps.Keys(highest)) {
		h := highest[line]
		if h.Compare(is.Version) >= 0 || !is.Calendar(nil, time.Time{}) && is.numbers[0]-h.numbers[0] > 1 {
			continue
		}
		beside := slices.ContainsFunc(own, func(c candidate) bool {
			return !c.At.Before(firstAt[line].At) || c.Compare(h.Version) >= 0
		})
		if !beside && (last == nil || last.At.Before(h.At)) {
			last = &h
		}
	}
	if last == nil {
		return "", false
	}
	return last.Line, true
}

// genericNames are prefixes that name no part of a repository.
var genericNames = text.Words("v release releases rel version ver r tag tags stable")

// mayContinue reports whether a line may continue under another prefix: one of them names no part of the repository, or both have the same
// name.
func mayContinue(before, after string) bool {
	if !generic(before) && strings.ContainsAny(before, "/@") {
		return lineName(before) == lineName(after)
	}
	return lineName(before) == lineName(after) || generic(before) || generic(after)
}

// generic reports whether a prefix names no part of the repository.
func generic(line string) bool {
	name := lineName(line)
	return name == "" || genericNames[name]
}

// OfWhole reports whether the version is of the repository as a whole: its prefix names no part of it, or is the repository's own name, as
// in curl-8_21_0.
func (v Version) OfWhole(repository string) bool {
	return generic(v.Line) || lineName(v.Line) == strings.ToLower(repository)
}

// lineName returns the word of a prefix: "release" of "release-v".
func lineName(line string) string {
	name := strings.Trim(strings.ToLower(line), "-_/.@")
	return strings.Trim(strings.TrimSuffix(name, "v"), "-_/.@")
}

// movingNames returns the names that stand for the latest of their longer names, as "v1" does for "v1.2.0": the first of these exists, or
// one has the same commit. The "4.2" before a "4.2.1" is a release.
func movingNames(tags []Tag) map[string]bool {
	byName := make(map[string]Tag, len(tags))
	for _, t := range tags {
		byName[t.Name] = t
	}
	moving := map[string]bool{}
	for _, t := range tags {
		for i := len(t.Name) - 1; i > 0; i-- { // every name that t's begins with, up to a dot
			if t.Name[i] != '.' {
				continue
			}
			short, ok := byName[t.Name[:i]]
			rest := t.Name[i+1:]
			if ok && (rest == "0" || rest == "0.0" || short.SHA == t.SHA) {
				if v, versioned := ParseVersion(short.Name); versioned && v.Parts <= 2 && !v.Prerelease() {
					moving[short.Name] = true
				}
			}
		}
	}
	return moving
}

package release

import (
	"regexp"
	"slices"
	"sort"
	"strings"
)

// maxAsked bounds how often Previous asks what contains what.
const maxAsked = 30

// Previous is the release before of on the same line, nil when there is none. Lines are told apart by what stands before the
// number, such as "api/" in "api/v1.2.0". A stable version follows the stable one before it; a pre-release follows the one
// before it of the same version, or else the stable version before. Names that are no versions follow the latest of their
// form, and an of without a name follows the latest stable version. Drafts and names that move with the releases, such as
// "v1" beside "v1.2.0", precede nothing.
//
// contains is asked whether of's history has a tag's commit. The nearest that it has counts, so that 2.0.0 follows 1.9.0 when
// 1.9.1 was made on a branch of its own. Where it has none, as in repositories that tag beside their main branch, the nearest
// of all counts, and contained is false.
func Previous(of Tag, tags []Tag, contains func(Tag) (bool, error)) (previous *Tag, contained bool, err error) {
	groups := predecessors(of, tags)
	asked := 0
	for _, group := range groups {
		// Within a group every version was built on the one before, so what is contained is a tail of it.
		ask := func(i int) (yes bool) {
			if err != nil || asked >= maxAsked {
				return false
			}
			asked++
			yes, err = contains(group[i])
			return yes
		}
		at, last := 0, len(group)-1
		if !ask(0) {
			if last == 0 || !ask(last) {
				if err != nil || asked >= maxAsked {
					break
				}
				continue
			}
			at = 1 + sort.Search(last-1, func(i int) bool { return ask(1 + i) })
		}
		if err == nil {
			return &group[at], true, nil
		}
	}
	if err != nil || len(groups) == 0 {
		return nil, false, err
	}
	return &groups[0][0], false, nil
}

// predecessors are the tags that may precede of, nearest first, in groups of those that were built on each other.
func predecessors(of Tag, tags []Tag) [][]Tag {
	type candidate struct {
		Tag
		version
		versioned bool
	}
	var all []candidate
	for _, t := range tags {
		if t.Draft || t.Name == of.Name {
			continue
		}
		c := candidate{Tag: t}
		if c.version, c.versioned = parseVersion(t.Name); c.versioned && moves(t, c.version, tags) {
			continue
		}
		all = append(all, c)
	}
	is, versioned := parseVersion(of.Name)
	versioned = versioned && !moves(of, is, tags)
	byTime := func(keep func(candidate) bool) [][]Tag {
		kept := slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return !keep(c) || !of.At.IsZero() && c.At.After(of.At) })
		slices.SortStableFunc(kept, func(a, b candidate) int { return b.At.Compare(a.At) })
		groups := make([][]Tag, len(kept))
		for i, c := range kept {
			groups[i] = []Tag{c.Tag}
		}
		return groups
	}
	stable := func(c candidate) bool { return c.versioned && !c.prerelease() && !c.Prerelease }
	switch {
	case of.Name == "":
		if latest := byTime(stable); len(latest) > 0 {
			return latest
		}
		return byTime(func(candidate) bool { return true })
	case !versioned:
		form := digits.ReplaceAllString(of.Name, "0")
		alike := byTime(func(c candidate) bool {
			return !c.versioned && c.SHA != of.SHA && digits.ReplaceAllString(c.Name, "0") == form
		})
		if len(alike) > 0 {
			return alike
		}
		return byTime(func(c candidate) bool { return stable(c) && c.SHA != of.SHA })
	}
	ofStable := !is.prerelease() && !of.Prerelease
	kept := slices.DeleteFunc(all, func(c candidate) bool {
		switch {
		case !c.versioned || c.line != is.line || c.compare(is) >= 0:
			return true
		case c.prerelease():
			return !is.prerelease() || !c.same(is)
		}
		return c.Prerelease && ofStable
	})
	slices.SortStableFunc(kept, func(a, b candidate) int { return b.compare(a.version) })
	var groups [][]Tag
	for i, c := range kept {
		if i == 0 || !c.minor(kept[i-1].version) || c.prerelease() != kept[i-1].prerelease() {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], c.Tag)
	}
	return groups
}

var digits = regexp.MustCompile(`[0-9]+`)

// moves reports whether a tag stands for the latest of its longer names, as "v1" does for "v1.2.0": the first of these is
// there beside it, or one that has the same commit. The "4.2" before a "4.2.1" is a release.
func moves(t Tag, v version, tags []Tag) bool {
	if v.parts > 2 || v.prerelease() {
		return false
	}
	return slices.ContainsFunc(tags, func(o Tag) bool {
		rest, longer := strings.CutPrefix(o.Name, t.Name+".")
		return longer && (rest == "0" || rest == "0.0" || o.SHA == t.SHA)
	})
}

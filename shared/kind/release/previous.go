package release

import (
	"cmp"
	"slices"
	"sort"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// Bounds on how often Previous asks for a distance.
const (
	maxAsked   = 20
	maxFarther = 4 // minor versions in a row that leave more commits than an earlier one
)

// Predecessor is the release before another.
type Predecessor struct {
	Tag
	githubapp.Distance
	Beside string // SHA of a higher version that was passed over, because the release's history does not have it; mostly empty
}

// Contained reports whether the release's history has the predecessor.
func (p Predecessor) Contained() bool { return p.Related && p.Behind == 0 }

// Previous returns the release before of, or nil if there is none: of the lower versions with the same prefix that were tagged before,
// the one that leaves the fewest commits. Of several it is the one in of's history, else the highest. If none shares history with of, it
// is the highest.
//
// A stable version follows a stable one; a pre-release follows the one before it of the same version, or else a stable version.
// Names that are no versions follow the latest of their form, and an of without a name follows a stable version. Drafts
// and names that move with the releases, such as "v1" beside "v1.2.0", precede nothing.
//
// distance is asked how far of's commit is ahead of a tag's.
func Previous(of Tag, tags []Tag, distance func(Tag) (githubapp.Distance, error)) (*Predecessor, error) {
	groups, continues := predecessors(of, tags)
	if len(groups) == 0 {
		return nil, nil
	}
	_, versioned := ParseVersion(of.Name)
	s := search{distance: distance, prefersContained: of.Name != "" && of.Name != Unreleased && !versioned}
	s.nearest(groups)
	if s.err != nil {
		return nil, s.err
	}
	if s.best == nil {
		if continues { // of a line with another name, which the commits do not confirm
			return nil, nil
		}
		return &Predecessor{Tag: groups[0][0]}, nil
	}
	return s.best, nil
}

// search looks for the predecessor that leaves the fewest commits.
type search struct {
	distance func(Tag) (githubapp.Distance, error)
	requests int
	err      error
	best     *Predecessor
	group    []Tag // best's

	prefersContained bool // to fewer commits
}

// nearest asks for the first of each group: the others leave more commits, because a version is built on the ones before. Behind a
// predecessor that of's history has, only what was tagged later can be nearer.
func (s *search) nearest(groups [][]Tag) {
	farther := 0
	for _, group := range groups {
		if s.best != nil && s.best.Contained() && !group[0].At.After(s.best.At) {
			continue
		}
		if farther == maxFarther {
			break
		}
		p, ok := s.ask(group[0])
		if !ok {
			break
		}
		switch {
		case !p.Related:
		case s.nearer(p):
			s.best, s.group, farther = p, group, 0
		case p.Ahead > s.best.Ahead && !s.prefersContained:
			farther++
		}
	}
	if s.best != nil && !s.best.Contained() {
		s.contained()
	}
}

// nearer reports whether p is a better predecessor than the best so far.
func (s *search) nearer(p *Predecessor) bool {
	if s.best == nil {
		return true
	}
	if s.prefersContained && p.Contained() != s.best.Contained() {
		return p.Contained()
	}
	return p.Ahead < s.best.Ahead || p.Ahead == s.best.Ahead && p.Contained() && !s.best.Contained()
}

// contained prefers the highest version of the best's group that of's history has, if it leaves no more commits.
func (s *search) contained() {
	last := len(s.group) - 1
	within := func(i int) bool {
		p, ok := s.ask(s.group[i])
		return ok && p.Contained()
	}
	if last == 0 || !within(last) {
		return
	}
	i := 1 + sort.Search(last-1, func(i int) bool { return within(1 + i) })
	if p, ok := s.ask(s.group[i]); ok && p.Contained() && p.Ahead == s.best.Ahead {
		p.Beside, s.best = s.best.SHA, p
	}
}

func (s *search) ask(t Tag) (*Predecessor, bool) {
	if s.err != nil || s.requests == maxAsked {
		return nil, false
	}
	s.requests++
	p := &Predecessor{Tag: t}
	p.Distance, s.err = s.distance(t)
	return p, s.err == nil
}

// candidate is a tag with its version.
type candidate struct {
	Tag
	Version
	versioned bool
}

// stable reports whether neither the name nor the release says that it is a pre-release.
func (c candidate) stable() bool { return c.versioned && !c.Version.Prerelease() && !c.Tag.Prerelease }

// candidates reads the tags' names, without drafts and moving names.
func candidates(tags []Tag) []candidate {
	moving := movingNames(tags)
	var all []candidate
	for _, t := range tags {
		c := candidate{Tag: t}
		c.Version, c.versioned = ParseVersion(t.Name)
		if !t.Draft && !(c.versioned && moving[t.Name]) {
			all = append(all, c)
		}
	}
	released := map[string]candidate{} // bare versions, by line and numbers
	for _, c := range all {
		if c.versioned && c.suffix == "" {
			released[c.key()] = c
		}
	}
	for i := range all { // npm's 1.0.0-0, before 1.0.0
		if r, ok := released[all[i].key()]; ok && all[i].versioned && all[i].numericSuffix && r.At.After(all[i].At) {
			all[i].pre, all[i].suffixCounts, all[i].numericSuffix = []string{all[i].suffix[1:]}, nil, false
		}
	}
	return all
}

// predecessors returns the tags that may precede of, nearest first, in groups of those that were built on each other. continues says that
// they have another prefix than of.
func predecessors(of Tag, tags []Tag) (groups [][]Tag, continues bool) {
	of.Draft = false
	others := slices.DeleteFunc(slices.Clone(tags), func(t Tag) bool { return t.Name == of.Name || t.Name == Unreleased })
	if of.Name == Unreleased {
		of.Name = ""
	}
	all := candidates(append([]Tag{of}, others...))
	is := candidate{Tag: of}
	if len(all) > 0 && all[0].Name == of.Name && of.Name != "" {
		is = all[0]
	}
	all = slices.DeleteFunc(all, func(c candidate) bool {
		return c.Name == of.Name || !of.At.IsZero() && c.At.After(of.At)
	})
	if !is.versioned {
		return unversioned(of, all), false
	}
	kept := lower(is, all, func(c candidate) bool { return c.Line == is.Line })
	if other, ok := continued(is, all, kept); ok {
		continues = len(kept) == 0
		kept = append(kept, lower(is, all, func(c candidate) bool { return c.Line == other })...)
	}
	return byMinor(is, kept), continues
}

// lower returns the versions of a line below is that may precede it.
func lower(is candidate, all []candidate, inLine func(candidate) bool) []candidate {
	kept := slices.DeleteFunc(slices.Clone(all), func(c candidate) bool {
		switch {
		case !c.versioned || !inLine(c) || c.Compare(is.Version) >= 0:
			return true
		case c.sameNumbers(is.Version) && c.SHA == is.SHA && !c.Version.Prerelease(): // a second name of the release
			return true
		case c.Version.Prerelease():
			return !is.Version.Prerelease() || !c.sameNumbers(is.Version)
		}
		return c.Tag.Prerelease && is.stable()
	})
	sameForm := map[string]bool{}
	for _, c := range kept {
		if c.form == is.form {
			sameForm[c.key()] = true
		}
	}
	return slices.DeleteFunc(kept, func(c candidate) bool { return c.form != is.form && sameForm[c.key()] })
}

// byMinor groups versions by their minor version, the highest first.
func byMinor(is candidate, kept []candidate) [][]Tag {
	slices.SortStableFunc(kept, func(a, b candidate) int {
		return cmp.Or(b.Compare(a.Version), boolean(b.form == is.form)-boolean(a.form == is.form), b.At.Compare(a.At))
	})
	var groups [][]Tag
	for i, c := range kept {
		if i == 0 || !c.sameMinor(kept[i-1].Version) || c.Version.Prerelease() != kept[i-1].Version.Prerelease() {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], c.Tag)
	}
	return groups
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

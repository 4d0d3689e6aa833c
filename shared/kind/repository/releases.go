package repository

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/text"
)

// released is a tag of a version.
type released struct {
	githubapp.Tag
	release.Version
}

// releasesOf measures the cadence of the releases of the default branch's line: releases of a maintenance branch, or of another module, do
// not predict the next one. repository is the repository's name.
func releasesOf(tags []githubapp.Tag, commits []githubapp.Commit, repository string) Releases {
	versions := versionsOf(tags)
	r := Releases{Count: len(versions)}
	if r.Count == 0 {
		return r
	}
	line := mainLine(versions, repository)
	last := lastOf(line, commits)
	r.Last, r.LastAt = last.Name, last.At
	var days []float64
	var after released
	for _, v := range line { // the highest first
		if v.Compare(last.Version) > 0 || len(days) == 9 {
			continue
		}
		if after.Name != "" && after.At.After(v.At) {
			days = append(days, after.At.Sub(v.At).Hours()/24)
		}
		after = v
	}
	if slices.Sort(days); len(days) > 0 {
		r.MedianDays = math.Round(10*(days[(len(days)-1)/2]+days[len(days)/2])/2) / 10
	}
	for _, c := range commits {
		if c.SHA == last.SHA {
			break
		}
		if c.At.After(last.At) {
			r.Unreleased++
		}
	}
	return r
}

// leastBuilds is how many tags with a single number, such as b4747, make a line of releases: fewer may be issues or moving names.
const leastBuilds = 3

// versionsOf returns the tags that are versions. Where none has two numbers, they are those that count builds.
func versionsOf(tags []githubapp.Tag) []released {
	var versions []released
	builds := map[string][]released{}
	for _, t := range tags {
		v, ok := release.ParseVersion(t.Name)
		switch {
		case ok && v.Counts():
			versions = append(versions, released{t, v})
		case ok && v.Build():
			builds[v.Line] = append(builds[v.Line], released{t, v})
		}
	}
	if len(versions) == 0 {
		for _, line := range builds {
			if len(line) >= leastBuilds {
				versions = append(versions, line...)
			}
		}
	}
	return versions
}

// unreleasedWords counts the commits since the last release.
func (r Releases) unreleasedWords() string {
	if r.Unreleased == 0 {
		return "no commits"
	}
	return text.Count(r.Unreleased, "commit")
}

// forgotten is the age, against the newest tag, from which a repository no longer tags versions of its whole.
const forgotten = 2 * year

// mainLine returns the stable versions of the repository as a whole, the highest first: those without a module's name, or with the
// repository's own, if they are in use, else those of the newest tag. Where there is no stable one, it returns pre-releases.
func mainLine(versions []released, repository string) (line []released) {
	newest := slices.MaxFunc(versions, func(a, b released) int { return a.At.Compare(b.At) })
	whole := slices.ContainsFunc(versions, func(v released) bool { return v.OfWhole(repository) && newest.At.Sub(v.At) < forgotten })
	of := func(stable bool) (some []released) {
		for _, v := range versions {
			of := whole && v.OfWhole(repository) || !whole && v.Line == newest.Line
			if of && v.Prerelease() != stable {
				some = append(some, v)
			}
		}
		return some
	}
	if line = of(true); len(line) == 0 {
		line = of(false)
	}
	slices.SortStableFunc(line, func(a, b released) int { return cmp.Or(b.Compare(a.Version), b.At.Compare(a.At)) })
	return line
}

// lastOf returns the highest version that the branch's history has, or one of the same major version that was tagged beside it: on a branch
// of the release's own. Where the history has none, it is the highest of all.
func lastOf(line []released, commits []githubapp.Commit) released {
	contained := make(map[string]bool, len(commits))
	for _, c := range commits {
		contained[c.SHA] = true
	}
	i := slices.IndexFunc(line, func(v released) bool { return contained[v.SHA] })
	if i < 0 {
		return line[0]
	}
	for _, v := range line[:i] {
		if v.SameMajor(line[i].Version) && v.At.After(line[i].At.Add(-24*time.Hour)) {
			return v
		}
	}
	return line[i]
}

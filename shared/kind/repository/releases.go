package repository

import (
	"math"
	"regexp"
	"slices"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// releasesOf measures the cadence of the version tags, prereleases included.
func releasesOf(tags []githubapp.Tag, commits []githubapp.Commit) Releases {
	var versions []githubapp.Tag
	for _, t := range tags {
		if version.MatchString(t.Name) {
			versions = append(versions, t)
		}
	}
	slices.SortStableFunc(versions, func(a, b githubapp.Tag) int { return b.At.Compare(a.At) })
	r := Releases{Count: len(versions)}
	if r.Count == 0 {
		return r
	}
	r.Last, r.LastAt = versions[0].Name, versions[0].At
	var days []float64
	for i := 1; i < min(len(versions), 10); i++ {
		days = append(days, versions[i-1].At.Sub(versions[i].At).Hours()/24)
	}
	if slices.Sort(days); len(days) > 0 {
		r.MedianDays = math.Round(10*(days[(len(days)-1)/2]+days[len(days)/2])/2) / 10
	}
	for _, c := range commits {
		if c.SHA == versions[0].SHA {
			break
		}
		if c.At.After(versions[0].At) {
			r.Unreleased++
		}
	}
	return r
}

// version is what a tag of a release ends with: numbers with dots and what marks a pre-release, as in "v1.2.3", "2.0.0a1" and
// "module/v1.2.3-rc.1"; the moving "2.1.x" is none.
var version = regexp.MustCompile(`(?i)(?:^|[^0-9.])[0-9]+(?:\.[0-9]+)+(?:[-+][0-9a-z.+-]+|[._]?(?:alpha|beta|a|b|c|rc|m|pre|preview|dev|post|final|release|ga)[._-]?[0-9]*)?$`)

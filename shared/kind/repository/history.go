package repository

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// churn is how much of a file changed in the history looked at.
type churn struct{ lines, periods int }

// past is what was read of a repository's history.
type past struct {
	from    time.Time
	commits []githubapp.PastCommit // newest first
	more    bool
	first   time.Time
	total   int
	churn   map[string]churn              // by path
	paths   map[string]githubapp.PathPast // of hotspots' candidates and of folders
	tags    []githubapp.Tag
}

// person is an author's login or, where there is none, the name; bot reports an App or a service.
func person(a githubapp.Author) (name string, bot bool) {
	name = cmp.Or(a.Login, a.Name, "somebody")
	return name, strings.HasSuffix(a.Name, "[bot]") || strings.HasSuffix(a.Login, "[bot]") || strings.HasSuffix(a.Email, "[bot]@users.noreply.github.com")
}

// identity keeps people apart who share a name and puts together what one person wrote under several: by account, else by address.
func identity(a githubapp.Author) string { return cmp.Or(a.Login, strings.ToLower(a.Email), a.Name) }

// people counts commits by author, without bots, most first.
func people(authors []githubapp.Author) (list []Person, bots int) {
	byIdentity := map[string]*Person{}
	for _, a := range authors {
		name, bot := person(a)
		if bot {
			bots++
			continue
		}
		id := identity(a)
		if byIdentity[id] == nil {
			byIdentity[id] = &Person{Name: name}
		}
		byIdentity[id].Commits++
	}
	for _, p := range byIdentity {
		p.Share = share(p.Commits, len(authors)-bots)
		list = append(list, *p)
	}
	slices.SortFunc(list, func(a, b Person) int { return cmp.Or(b.Commits-a.Commits, strings.Compare(a.Name, b.Name)) })
	return list, bots
}

// history counts who wrote the commits looked at.
func (p past) history() History {
	h := History{FirstAt: p.first, Total: p.total, From: p.from, Commits: len(p.commits), Truncated: p.more, Top: []Person{}}
	if len(p.commits) > 0 {
		h.LastAt = p.commits[0].At
		if p.more {
			h.From = p.commits[len(p.commits)-1].At
		}
	}
	authors := make([]githubapp.Author, len(p.commits))
	for i, c := range p.commits {
		authors[i] = c.Author
	}
	list, bots := people(authors)
	h.Bots, h.People = bots, len(list)
	covered := 0
	for _, one := range list {
		if 2*covered > len(authors)-bots {
			break
		}
		covered += one.Commits
		h.BusFactor++
	}
	h.Top = append(h.Top, list[:min(len(list), maxPeople)]...)
	return h
}

// candidates are the files whose history is worth a look: those that change most and are large. Configuration that machines write is
// not among them.
func (t *forest) candidates(changed map[string]churn, limit int) []*file {
	var list []*file
	for i := range t.files {
		if f := &t.files[i]; changed[f.path].periods > 0 && (f.source() || f.code && f.class == filekind.CI) {
			list = append(list, f)
		}
	}
	weight := func(f *file) float64 { return float64(changed[f.path].periods) * math.Sqrt(float64(f.bytes)) }
	slices.SortStableFunc(list, func(a, b *file) int { return cmp.Compare(weight(b), weight(a)) })
	return list[:min(len(list), limit)]
}

// hotspots ranks the candidates whose history is known by commits × size.
func (t *forest) hotspots(p past, candidates []*file) []Hotspot {
	found := []Hotspot{}
	top := 0.0
	for _, f := range candidates {
		looked, ok := p.paths[f.path]
		if !ok || looked.Commits < 2 {
			continue
		}
		h := Hotspot{Path: f.path, Bytes: f.bytes, Commits: looked.Commits, Lines: p.churn[f.path].lines, Score: float64(looked.Commits) * float64(f.bytes)}
		h.People, h.Main, h.MainPart = mainly(looked.Authors)
		top = max(top, h.Score)
		found = append(found, h)
	}
	slices.SortStableFunc(found, func(a, b Hotspot) int { return cmp.Compare(b.Score, a.Score) })
	found = found[:min(len(found), maxHotspots)]
	for i := range found {
		if top > 0 {
			found[i].Score = math.Round(100*found[i].Score/top) / 100
		}
	}
	return found
}

// mainly says how many people wrote something, and who wrote most of it.
func mainly(authors []githubapp.Author) (count int, main string, part float64) {
	list, _ := people(authors)
	if len(list) == 0 {
		return 0, "", 0
	}
	return len(list), list[0].Name, math.Round(100*list[0].Share) / 100
}

// owned fills in who works on the folders.
func (p past) owned(folders []Folder) {
	for i := range folders {
		if looked, ok := p.paths[folders[i].Path]; ok {
			folders[i].Commits = looked.Commits
			folders[i].People, folders[i].Main, folders[i].MainPart = mainly(looked.Authors)
		}
	}
}

// releases reads the cadence off the tags that are versions; a prerelease is one of them.
func (p past) releases() Releases {
	var versions []githubapp.Tag
	for _, t := range p.tags {
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
	for _, c := range p.commits {
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

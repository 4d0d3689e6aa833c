package repository

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
)

// gathered is the data read from a repository at one commit.
type gathered struct {
	overview   githubapp.Overview
	at         time.Time
	public     bool
	tree       *tree
	from       time.Time // start of the log
	log        source.Log
	who        *people
	first      time.Time // the oldest commit
	churn      map[string]churn
	candidates []*file                          // for hotspots
	histories  map[string]githubapp.PathHistory // of the candidates and the largest folders
	texts      map[string]string                // of the files that were read, by path
	tags       []githubapp.Tag
	owners     *githubapp.Blob // of CODEOWNERS; nil if there is none
	ownersPath string
	risks      []OpenRisk // of the open pull requests whose risk is known
	gaps       []source.Gap
}

// newReport measures the data. compareReports adds the comparison with an older report.
func newReport(g *gathered) *Report {
	r := treeReport(g.tree)
	r.SHA, r.Branch, r.HeadAt, r.At = g.overview.HeadSHA, g.overview.Branch, g.overview.HeadAt, g.at
	r.History = historyOf(g.log, g.from, g.who)
	r.History.FirstAt, r.History.Total = g.first, g.overview.Commits
	r.History.addCauses(g.log.Commits)
	r.Hotspots, r.Releases, r.Open = rankHotspots(g), releasesOf(g.tags, g.log.Commits), g.open()
	r.Gaps = collect(g.gaps, source.Gap.String)
	addPeople(r.Folders, g.histories, g.who)
	if r.Documents.LicenseID = g.overview.License; r.Documents.LicenseID == "NOASSERTION" {
		r.Documents.LicenseID = ""
	}
	if g.owners != nil {
		r.Ownership = ownership(g.ownersPath, g.owners.Text, g.tree.maintained())
	}
	if n := r.Tree.Files + r.Tree.Folders; n > maxPaths {
		r.Gaps = append(r.Gaps, fmt.Sprintf("the paths: the first %d of %d are remembered, and only these can be named by a claim", maxPaths, n))
	}
	r.Concerns = concerns(r, g.tree, g.public)
	return r
}

// treeReport returns the part of a report that depends on the tree alone.
func treeReport(t *tree) *Report {
	r := &Report{Schema: 1, Tree: t.facts, Paths: newPathSet(t.paths()), Tests: t.tests(), Folders: t.largestFolders()}
	r.Languages, r.Classes = t.sizes()
	files := t.maintained()
	manifests := manifestsIn(slices.DeleteFunc(slices.Clone(files), t.isTest), t.has)
	r.Manifests = append([]Manifest{}, manifests[:min(len(manifests), maxManifests)]...)
	r.EntryPoints, _ = t.matching(entryPoints, maxListed, true)
	r.CI, r.Updates = servicesIn(files, filekind.CIService), servicesIn(files, filekind.Updater)
	r.SecretFiles, r.SecretCount = t.matching(secretNames, maxListed, false)
	r.Documents = Documents{
		Readme: documentOf(files, "readme"), License: documentOf(files, "license", "licence", "copying", "unlicense"),
		Contributing: documentOf(files, "contributing"), Security: documentOf(files, "security"),
		Changelog: documentOf(files, "changelog", "changes", "history", "release_notes", "news"),
	}
	return r
}

// stale is the age from which an open pull request needs attention.
const stale = 30 * 24 * time.Hour

func (g *gathered) open() Open {
	o := Open{PullRequests: g.overview.OpenPulls, Scored: len(g.risks), Risky: []OpenRisk{}}
	for _, p := range g.overview.Pulls {
		if p.Draft {
			o.Drafts++
		}
		if g.at.Sub(p.CreatedAt) > stale {
			o.Stale++
		}
	}
	for _, risk := range g.risks {
		if risk.Level == change.High || risk.Level == change.Critical {
			o.Risky = append(o.Risky, risk)
		}
	}
	slices.SortFunc(o.Risky, func(a, b OpenRisk) int { return cmp.Or(cmp.Compare(b.Score, a.Score), a.Number-b.Number) })
	o.Risky = o.Risky[:min(len(o.Risky), maxPeople)]
	return o
}

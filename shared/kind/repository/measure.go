package repository

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
)

// gathered is the data read from a repository at one commit.
type gathered struct {
	overview    githubapp.Overview
	at          time.Time
	public      bool
	checkout    bool
	tree        *tree
	from        time.Time // start of the log
	log         source.Log
	people      *people
	firstCommit time.Time // the oldest commit
	churn       map[string]churn
	candidates  []*file                          // for hotspots
	histories   map[string]githubapp.PathHistory // of the candidates and the largest folders
	texts       map[string]string                // of the files that were read, by path
	untested    []string                         // folders without tests whose code people write
	tags        []githubapp.Tag
	owners      *githubapp.Blob // of CODEOWNERS; nil if there is none
	ownersPath  string
	risks       []OpenRisk // of the open pull requests whose risk is known
	gaps        []source.Gap
}

// newReport measures the data. compareReports adds the comparison with an older report.
func newReport(g *gathered) *Report {
	r := treeReport(g.tree, g.texts)
	r.Checkout = g.checkout
	r.SHA, r.Branch, r.HeadAt, r.At = g.overview.HeadSHA, g.overview.Branch, g.overview.HeadAt, g.at
	r.History = historyOf(g.log, g.from, g.people)
	r.History.FirstAt, r.History.Total = g.firstCommit, g.overview.Commits
	r.History.addCauses(g.log.Commits)
	r.Hotspots, r.Releases, r.Open = rankHotspots(g), releasesOf(g.tags, g.log.Commits, g.overview.Name), g.open()
	r.Gaps = collect(g.gaps, source.Gap.String)
	addPeople(r.Folders, g.histories, g.people)
	g.addDocuments(r)
	if service := g.updatedBy(); service != "" && len(r.Updates) == 0 {
		r.Updates = append(r.Updates, Service{Name: service, Paths: []string{}})
	}
	r.Tests.Untested = slices.DeleteFunc(r.Tests.Untested, func(folder string) bool { return !slices.Contains(g.untested, folder) })
	if g.owners != nil {
		r.Ownership = ownership(g.ownersPath, g.owners.Text, g.tree.maintained())
	}
	if n := r.Tree.Files + r.Tree.Folders; n > maxPaths {
		r.Gaps = append(r.Gaps, fmt.Sprintf("the paths: the first %d of %d are remembered, and only these can be named by a claim", maxPaths, n))
	}
	r.Checks = g.scorecard(r)
	r.Concerns = concerns(r, g.tree, g.public)
	return r
}

// treeReport returns the part of a report that depends on the tree and the files that were read.
func treeReport(t *tree, texts map[string]string) *Report {
	r := &Report{Schema: 1, Tree: t.facts, Paths: newPathSet(t.paths()), Tests: t.tests(texts), Folders: t.largestFolders()}
	r.Languages, r.Classes = t.sizes()
	files := t.maintained()
	manifests := manifestsIn(slices.DeleteFunc(slices.Clone(files), t.isTest), t.has)
	r.Manifests = append([]Manifest{}, manifests[:min(len(manifests), maxManifests)]...)
	if texts != nil {
		for i := range r.Manifests {
			m := &r.Manifests[i]
			text, read := texts[m.Path]
			m.unlocked = m.unlocked && read && needsLock(m.Ecosystem, text)
		}
	}
	r.EntryPoints = t.entries(maxListed)
	r.CI, r.Updates = servicesIn(files, filekind.CIService), servicesIn(files, filekind.Updater)
	r.SecretFiles, r.SecretCount = t.secrets(texts)
	r.Documents = Documents{
		Readme: documentOf(files, "readme"), Contributing: documentOf(files, "contributing"), Owners: ownersOf(files),
		Security:  documentOf(files, "security", "security-policy", "security_policy", "securitypolicy"),
		Changelog: documentOf(files, "changelog", "changes", "history", "release_notes", "releasenotes", "releases", "news"),
	}
	if licenses := t.licenses(); len(licenses) > 0 {
		r.Documents.License = licenses[0]
	}
	return r
}

// addDocuments adds what GitHub and the documents' texts say.
func (g *gathered) addDocuments(r *Report) {
	d := &r.Documents
	if d.LicenseID = g.overview.License; d.LicenseID == "NOASSERTION" || d.LicenseID == "" {
		d.LicenseID = licenseOf(g.textsOf(g.tree.licenses()))
	}
	if d.Security != "" {
		return
	}
	if securityHeading.MatchString(g.texts[d.Readme]) {
		d.Security = d.Readme
	} else if shared := documentOf(g.overview.Shared, "security"); shared != "" {
		d.SharedSecurity = path.Join(g.overview.Owner, ".github", shared)
	}
}

// securityHeading matches a heading, in Markdown or reStructuredText, of how to report a vulnerability.
var securityHeading = regexp.MustCompile(`(?im)^(?:(?:#{1,6}|=+)[ \t]+)` + aboutSecurity + `[# \t]*$|^` + aboutSecurity + `[ \t]*\n[-=~^"]{4,}`)

const aboutSecurity = `(?:[^\n]{0,12}security|[^\n]{0,12}security (?:issues?|polic(?:y|ies)|vulnerabilit(?:y|ies)|bugs?|reports?|reporting|contact|disclosures?)|[^\n]{0,30}vulnerabilit(?:y|ies)|responsible disclosure)`

func (g *gathered) textsOf(paths []string) (texts []string) {
	for _, p := range paths {
		if text := g.texts[p]; text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// stale is the age from which an open pull request needs attention.
const stale = 30 * 24 * time.Hour

func (g *gathered) open() *Open {
	if g.checkout {
		return nil
	}
	o := &Open{PullRequests: g.overview.OpenPulls, Scored: len(g.risks), Risky: []OpenRisk{}}
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

package repository

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// snapshot is all that was read of a repository at one commit.
type snapshot struct {
	overview   githubapp.Overview
	public     bool
	forest     *forest
	past       past
	candidates []*file
	owners     *githubapp.Blob // of CODEOWNERS; nil when there is none
	ownersPath string
	risks      []OpenRisk // of the open pull requests whose risk is known
	gaps       []string
	at         time.Time
}

// measure makes the report of what was read; the comparison with an older report is since's.
func measure(s snapshot) *Report {
	r := &Report{
		Schema: 1, SHA: s.overview.HeadSHA, Branch: s.overview.Branch, HeadAt: s.overview.HeadAt, At: s.at,
		History: s.past.history(), Hotspots: s.forest.hotspots(s.past, s.candidates), Releases: s.past.releases(), Open: s.open(),
		Gaps: append([]string{}, s.gaps...),
	}
	s.forest.describe(r)
	s.past.owned(r.Folders)
	if r.Documents.LicenseID = s.overview.License; r.Documents.LicenseID == "NOASSERTION" {
		r.Documents.LicenseID = ""
	}
	if s.owners != nil {
		r.Ownership = ownership(s.ownersPath, s.owners.Text, s.forest.kept())
	}
	if n := s.forest.facts.Files + s.forest.facts.Folders; n > maxPaths {
		r.Gaps = append(r.Gaps, fmt.Sprintf("the paths: the first %d of %d are remembered, and only these can be named by a claim", maxPaths, n))
	}
	r.Concerns = concerns(r, s.forest, s.public)
	return r
}

// stale is the age from which on an open pull request is worth a look.
const stale = 30 * 24 * time.Hour

func (s snapshot) open() Open {
	o := Open{PullRequests: s.overview.OpenPulls, Scored: len(s.risks), Risky: []OpenRisk{}}
	for _, p := range s.overview.Pulls {
		if p.Draft {
			o.Drafts++
		}
		if s.at.Sub(p.CreatedAt) > stale {
			o.Stale++
		}
	}
	for _, risk := range s.risks {
		if risk.Level == change.High || risk.Level == change.Critical {
			o.Risky = append(o.Risky, risk)
		}
	}
	slices.SortFunc(o.Risky, func(a, b OpenRisk) int { return cmp.Or(cmp.Compare(b.Score, a.Score), a.Number-b.Number) })
	o.Risky = o.Risky[:min(len(o.Risky), maxPeople)]
	return o
}

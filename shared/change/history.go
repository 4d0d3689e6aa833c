package change

import (
	"math"
	"time"
)

// History is what happened before the change: to the files it changes that run in production, and who worked there.
type History struct {
	RecentFixes float64 `json:"recent_fixes"` // earlier changes to each of the files whose title says fix, summed, each weighted by e^(−days/180)
	AuthorShare float64 `json:"author_share"` // the author's share, 0 to 1, of the earlier commits, weighted the same way
}

// Commit is a change with what is known of it besides its diff.
type Commit struct {
	SHA     string
	Author  string // as one name for one person
	Time    time.Time
	Title   string
	Patches []Patch
}

// Past learns commit after commit, the oldest first, what happened to each file. Its memory grows with the files there are, not with the
// commits. The zero value has seen nothing.
type Past struct {
	fixes   map[string]decaying // of each file
	authors map[string]decaying // commits
	commits decaying
}

// decaying is a sum that fades, as it was at a time.
type decaying struct {
	weight float64
	at     int64 // Unix seconds
}

// memory is how long something is remembered: after it, it weighs 1/e.
const memory = 180 * 24 * 60 * 60 // seconds

func (d decaying) now(at int64) float64 {
	return d.weight * math.Exp(-float64(max(at-d.at, 0))/memory)
}

func (d decaying) plusOne(at int64) decaying { return decaying{weight: d.now(at) + 1, at: at} }

// History is what is known before the commit. It learns nothing from it.
func (p *Past) History(c Commit) *History {
	now := c.Time.Unix()
	var h History
	for _, patch := range c.Patches {
		if (File{Class: classify(patch.Path, languageOf(patch.Path))}).runs() {
			h.RecentFixes += p.fixes[before(patch)].now(now)
		}
	}
	// A few commits say little of who works here: five by others are taken for granted.
	h.AuthorShare = p.authors[c.Author].now(now) / (p.commits.now(now) + 5)
	h.RecentFixes, h.AuthorShare = math.Round(1e4*h.RecentFixes)/1e4, math.Round(1e4*h.AuthorShare)/1e4
	return &h
}

// Learn takes a commit in.
func (p *Past) Learn(c Commit) {
	if p.fixes == nil {
		p.fixes, p.authors = map[string]decaying{}, map[string]decaying{}
	}
	now := c.Time.Unix()
	p.commits, p.authors[c.Author] = p.commits.plusOne(now), p.authors[c.Author].plusOne(now)
	fixes := SaysFix(c.Title)
	for _, patch := range c.Patches {
		f, known := p.fixes[before(patch)]
		if patch.Status == Removed || patch.Status == Renamed {
			delete(p.fixes, before(patch))
		}
		if fixes && patch.Additions+patch.Deletions > 0 {
			f, known = f.plusOne(now), true
		}
		if known && patch.Status != Removed {
			p.fixes[patch.Path] = f
		}
	}
}

func before(p Patch) string {
	if p.PreviousPath != "" {
		return p.PreviousPath
	}
	return p.Path
}

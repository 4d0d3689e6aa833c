package outcome

import (
	"cmp"
	"math"
	"slices"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

// Scored is a change with its place in the Tracer and its score among the changes before it.
type Scored struct {
	Index int
	SHA   string
	Score float64
	// Fitted is the probability of a fix by the diff, of the fitted model.
	Fitted float64
}

// Report has the outcomes of the changes of one repository. It has no figures while fewer than yardstick.EnoughOutcomes faults are known.
type Report struct {
	Landed int `json:"landed"` // changes that landed
	Scored int `json:"scored"` // of these, with a score on the repository's own scale
	Young  int `json:"young"`  // of these, too young to tell, and part of no figure
	Known  int `json:"known"`  // the others
	Faulty int `json:"faulty"` // of the known, those that a fix within Window is traced to
	Needed int `json:"needed"` // as many must be faulty for figures

	Figures *Figures `json:"figures,omitempty"`
}

// Figures are of the known changes. Each has its 95% range.
type Figures struct {
	All     Share   `json:"all"`     // the faulty ones
	Levels  []Level `json:"levels"`  // the faulty ones by level, the highest first
	Top     []Top   `json:"top"`     // what the changes with the highest scores hold
	Nearest Nearest `json:"nearest"` // what became of changes like the newest one
}

// Level is the faulty ones among the changes of a level.
type Level struct {
	Level change.Level `json:"level"`
	Share
}

// Top is the part of all faults that the changes with the highest scores held.
type Top struct {
	Percent int `json:"percent"` // of the changes
	Share
}

// Nearest is the faulty ones among the changes that are nearest in score to one.
type Nearest struct {
	SHA   string  `json:"sha"`
	Score float64 `json:"score"`
	Share
}

// nearest is how many changes Nearest has.
const nearest = 15

// NewReport judges the scored changes, in the order in which they landed.
func NewReport(t *Tracer, all []Scored) Report {
	r := Report{Landed: len(t.landed), Scored: len(all), Needed: yardstick.EnoughOutcomes}
	known := t.withOutcome(all)
	r.Known, r.Young = len(known), len(all)-len(known)
	r.Faulty = countFaulty(known)
	if r.Faulty < r.Needed {
		return r
	}
	f := &Figures{All: NewShare(r.Faulty, r.Known)}
	for _, level := range []change.Level{change.Critical, change.High, change.Medium, change.Low} {
		of := slices.DeleteFunc(slices.Clone(known), func(j judged) bool { return risk.LevelOf(j.Score) != level })
		f.Levels = append(f.Levels, Level{level, NewShare(countFaulty(of), len(of))})
	}
	slices.SortStableFunc(known, func(a, b judged) int { return cmp.Compare(b.Score, a.Score) })
	for _, percent := range []int{5, 10, 50} {
		f.Top = append(f.Top, Top{percent, NewShare(countFaulty(known[:(percent*len(known)+50)/100]), r.Faulty)})
	}
	newest := all[len(all)-1]
	slices.SortStableFunc(known, func(a, b judged) int {
		return cmp.Compare(math.Abs(a.Score-newest.Score), math.Abs(b.Score-newest.Score))
	})
	like := known[:min(nearest, len(known))]
	f.Nearest = Nearest{newest.SHA, newest.Score, NewShare(countFaulty(like), len(like))}
	r.Figures = f
	return r
}

// Outcomes returns what a yardstick keeps of the changes.
func (t *Tracer) Outcomes(all []Scored) (o yardstick.Outcomes) {
	for _, j := range t.withOutcome(all) {
		o.Fitted += j.Fitted
		top := j.Score > risk.CriticalAbove
		switch {
		case top && j.faulty:
			o.Top, o.TopFaulty, o.Faulty = o.Top+1, o.TopFaulty+1, o.Faulty+1
		case top:
			o.Top++
		case j.faulty:
			o.Faulty++
		}
	}
	return o
}

// judged is a change whose outcome is known.
type judged struct {
	Scored
	faulty bool
}

func (t *Tracer) withOutcome(all []Scored) (known []judged) {
	for _, s := range all {
		if faulty, ok := t.Faulty(s.Index); ok {
			known = append(known, judged{s, faulty})
		}
	}
	return known
}

func countFaulty(all []judged) (n int) {
	for _, j := range all {
		if j.faulty {
			n++
		}
	}
	return n
}

package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/outcome"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

// placed is a change with its score among the repository's changes before it.
type placed struct {
	buggy bool
	score float64
	level change.Level
}

// levelTables returns how well levels hold in each repository by a model that is fitted on the others, and by one that knows its answers, as
// no prediction does: what the second misses, the quantities can't tell.
func levelTables(rows, judged []row) string {
	return levelTable(rows, judged, false) + "\nFitted on the repository's own labels, as a bound:\n\n" + levelTable(rows, judged, true)
}

// levelTable returns how well levels by the repository's own scale hold, in each repository by a model that is fitted on the others, or on
// its own labels.
func levelTable(rows, judged []row, own bool) string {
	var out strings.Builder
	fmt.Fprintln(&out, "| Repository | Changes | Base rate | Critical | High or worse | Windows within 15% | Lift of critical (95%) | Top 5 / 10 / 50% hold | AUC | Same size | Same size and period | Goals missed |")
	fmt.Fprintln(&out, "| --- |"+strings.Repeat(" ---: |", 10)+" --- |")
	var names []string
	for _, r := range judged {
		if !slices.Contains(names, r.repository) {
			names = append(names, r.repository)
		}
	}
	for _, name := range names {
		w := fit(slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return (r.repository == name) != own }), ofAll)
		var ranked []scored
		for _, r := range judged {
			if r.repository == name && r.source > 0 {
				ranked = append(ranked, scored{r, w.score(r, ofAll)})
			}
		}
		byPeriod := func(r row) int { return r.fifth }
		list := place(ranked)
		fmt.Fprintf(&out, "| %s | %s %.3f | %.3f | %.3f | %s |\n", name, levelCells(list), areaWithin(ranked, one, one),
			areaWithin(ranked, sizeBins(ranked), one), areaWithin(ranked, sizeBins(ranked), byPeriod), missed(list))
	}
	return out.String()
}

// place scores each change by the scale of those before it, from the first one that is the repository's own. The authors of what landed
// are known, so that no repository's share is beyond its bound.
func place(ranked []scored) []placed {
	var window yardstick.Window
	var list []placed
	for i, s := range ranked {
		logOdds := s.score
		if i >= yardstick.OwnFrom {
			a := window.Scale("judged", "").Place(risk.Assessment{Model: "judged", LogOdds: logOdds})
			list = append(list, placed{s.buggy, a.Score, a.Level})
		}
		window.Add(yardstick.Entry{Subject: s.sha, LogOdds: logOdds, Model: "judged", Author: s.author})
	}
	return list
}

// figures of a list of changes, as shares.
type levelFigures struct {
	base, critical, high, windows float64
	lift, liftLow, liftHigh       float64
	top5, top10, lower            float64 // of the faults, in the top 5 and 10 percent and the lower half
}

func figuresOf(list []placed) levelFigures {
	var f levelFigures
	n, faults, critical, criticalFaults, high, lowerFaults := float64(len(list)), 0.0, 0.0, 0.0, 0.0, 0.0
	for _, p := range list {
		buggy := 0.0
		if p.buggy {
			buggy = 1
		}
		faults += buggy
		switch p.level {
		case change.Critical:
			critical++
			criticalFaults += buggy
			high++
		case change.High:
			high++
		case change.Low:
			lowerFaults += buggy
		}
	}
	f.base, f.critical, f.high, f.lower = faults/n, critical/n, high/n, lowerFaults/faults
	share := outcome.NewShare(int(criticalFaults), int(critical))
	f.lift, f.liftLow, f.liftHigh = criticalFaults/critical/f.base, share.Low/f.base, share.High/f.base
	within, windows := 0.0, 0.0
	for i := 0; i+100 <= len(list); i++ {
		count := 0
		for _, p := range list[i : i+100] {
			if p.level == change.Critical {
				count++
			}
		}
		windows++
		if count <= 15 {
			within++
		}
	}
	f.windows = within / windows
	best := slices.Clone(list)
	slices.SortStableFunc(best, func(a, b placed) int { return cmp.Compare(b.score, a.score) })
	held := func(share float64) float64 {
		sum := 0.0
		for _, p := range best[:int(math.Round(share*n))] {
			if p.buggy {
				sum++
			}
		}
		return sum / faults
	}
	f.top5, f.top10 = held(0.05), held(0.1)
	return f
}

func levelCells(list []placed) string {
	f := figuresOf(list)
	return fmt.Sprintf("%d | %.1f%% | %.1f%% | %.1f%% | %.0f%% | %.2f (%.2f to %.2f) | %.1f / %.1f / %.1f%% |", len(list), 100*f.base, 100*f.critical,
		100*f.high, 100*f.windows, f.lift, f.liftLow, f.liftHigh, 100*f.top5, 100*f.top10, 100*(1-f.lower))
}

// missed names the goals that the changes miss.
func missed(list []placed) string {
	f := figuresOf(list)
	var names []string
	for _, goal := range []struct {
		name string
		met  bool
	}{
		{"critical at most 7%", f.critical <= 0.07}, {"high or worse at most 24%", f.high <= 0.24}, {"95% of windows", f.windows >= 0.95},
		{"lift", f.lift >= min(2.5, 0.8/f.base)}, {"top tenth", f.top10 >= min(0.3, 0.08/f.base)}, {"lower half at most 30%", f.lower <= 0.3},
	} {
		if !goal.met {
			names = append(names, goal.name)
		}
	}
	return cmp.Or(strings.Join(names, ", "), "none")
}

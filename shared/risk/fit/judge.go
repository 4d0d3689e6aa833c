package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// judge returns a table of how well scores rank a repository that they are not fitted on.
func judge(rows []row) string {
	var repositories []string
	for _, r := range rows {
		if !slices.Contains(repositories, r.repository) {
			repositories = append(repositories, r.repository)
		}
	}
	linesAdded := func([]row) func(row) float64 { return func(r row) float64 { return r.kamei["la"] } }
	additive := func(names []string) func([]row) func(row) float64 {
		return func(others []row) func(row) float64 {
			w := fit(others, names)
			return func(r row) float64 { return w.score(r, names) }
		}
	}
	// The baseline may have negative weights, and also scores changes without production lines.
	kameis := func(others []row) func(row) float64 {
		rekeyed := func(r row) row { r.x, r.source = r.kamei, 1; return r }
		var all []row
		for _, r := range others {
			all = append(all, rekeyed(r))
		}
		w := newton(all, kamei, make([]bool, len(kamei)))
		return func(r row) float64 { return w.score(rekeyed(r), kamei) }
	}
	var out strings.Builder
	fmt.Fprintf(&out, "| Score | %s | AUC | Same-size AUC | Same size and period | Calibration error |\n| --- |%s ---: | ---: | ---: | ---: |\n", strings.Join(repositories, " | "), strings.Repeat(" ---: |", len(repositories)))
	for _, s := range []struct {
		name  string
		train func([]row) func(row) float64
	}{{"lines added", linesAdded}, {"Kamei's features", kameis}, {"diff alone", additive(ofDiff)}, {"diff and history", additive(ofAll)}} {
		fmt.Fprintf(&out, "| %s |", s.name)
		var mean [4]float64
		for _, name := range repositories {
			mine := func(r row) bool { return r.repository == name }
			score := s.train(slices.DeleteFunc(slices.Clone(rows), mine))
			var judged []scored
			for _, r := range rows {
				if mine(r) {
					judged = append(judged, scored{r, score(r)})
				}
			}
			byPeriod := func(r row) int { return r.fifth }
			figures := [4]float64{areaWithin(judged, one, one), areaWithin(judged, sizeBins(judged), one), areaWithin(judged, sizeBins(judged), byPeriod), calibrationError(judged)}
			fmt.Fprintf(&out, " %.3f / %.3f |", figures[0], figures[1])
			for i, f := range figures {
				mean[i] += f / float64(len(repositories))
			}
		}
		fmt.Fprintf(&out, " %.4f | %.4f | %.4f | %.3f |\n", mean[0], mean[1], mean[2], mean[3])
	}
	return out.String()
}

type scored struct {
	row
	score float64
}

func one(row) int { return 0 }

// sizeBins returns the quintile of a commit by la+ld.
func sizeBins(judged []scored) func(row) int {
	sizes := make([]int, len(judged))
	for i, s := range judged {
		sizes[i] = s.size
	}
	slices.Sort(sizes)
	return func(r row) int {
		bin := 0
		for k := 1; k < 5; k++ {
			place := float64(k) / 5 * float64(len(sizes)-1)
			low := int(place)
			if float64(r.size) > float64(sizes[low])+(place-float64(low))*float64(sizes[min(low+1, len(sizes)-1)]-sizes[low]) {
				bin = k
			}
		}
		return bin
	}
}

// areaWithin returns the share of pairs of a buggy and a clean commit, both in the same bins, that the score orders correctly. Ties count half.
func areaWithin(judged []scored, first, second func(row) int) float64 {
	bins := map[[2]int][]scored{}
	for _, s := range judged {
		key := [2]int{first(s.row), second(s.row)}
		bins[key] = append(bins[key], s)
	}
	right, pairs := 0.0, 0.0
	for _, bin := range bins {
		slices.SortFunc(bin, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
		clean := 0.0
		for i := 0; i < len(bin); {
			j, buggyTied, cleanTied := i, 0.0, 0.0
			for ; j < len(bin) && bin[j].score == bin[i].score; j++ {
				if bin[j].buggy {
					buggyTied++
				} else {
					cleanTied++
				}
			}
			right += buggyTied * (clean + cleanTied/2)
			clean += cleanTied
			i = j
		}
		buggy := float64(len(bin)) - clean
		pairs += buggy * clean
	}
	return right / pairs
}

// calibrationError returns the mean distance, over ten bins by probability, between the probability and the share of buggy commits, in the older three
// fifths and after one shift of the base rate. It has no meaning for scores that are not log-odds.
func calibrationError(judged []scored) float64 {
	var older []scored
	buggy := 0.0
	for _, s := range judged {
		if s.fifth < 3 && !math.IsInf(s.score, -1) {
			older = append(older, s)
			if s.buggy {
				buggy++
			}
		}
	}
	shift := intercept(older, buggy/float64(len(older)))
	slices.SortStableFunc(older, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
	sum := 0.0
	for k := range 10 {
		bin := older[k*len(older)/10 : (k+1)*len(older)/10]
		gap := 0.0
		for _, s := range bin {
			gap += 1 / (1 + math.Exp(-s.score-shift))
			if s.buggy {
				gap--
			}
		}
		sum += math.Abs(gap)
	}
	return sum / float64(len(older))
}

// intercept returns the intercept with which the mean probability is the rate, by bisection.
func intercept(judged []scored, rate float64) float64 {
	low, high := -60.0, 60.0
	for range 80 {
		middle, sum := (low+high)/2, 0.0
		for _, s := range judged {
			sum += 1 / (1 + math.Exp(-s.score-middle))
		}
		if sum/float64(len(judged)) < rate {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

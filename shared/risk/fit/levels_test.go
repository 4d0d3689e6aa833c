package main

import (
	"math"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/change"
)

// The table is what the product is judged by: a wrong figure would hide a level that does not hold.
func TestFiguresOf_CountsFaultsByLevel(t *testing.T) {
	t.Parallel()
	var list []placed
	add := func(n, buggy int, score float64, level change.Level) {
		for i := range n {
			list = append(list, placed{i < buggy, score, level})
		}
	}
	add(100, 10, 20, change.Low)
	add(60, 10, 70, change.Medium)
	add(30, 10, 90, change.High)
	add(10, 10, 99, change.Critical)
	f := figuresOf(list)
	for name, pair := range map[string][2]float64{
		"base rate": {f.base, 0.2}, "critical": {f.critical, 0.05}, "high or worse": {f.high, 0.2}, "lift": {f.lift, 5}, "windows": {f.windows, 1},
		"top 5%": {f.top5, 0.25}, "top 10%": {f.top10, 0.5}, "lower half": {f.lower, 0.25},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-9 {
			t.Errorf("%s %v, want %v", name, pair[0], pair[1])
		}
	}
	if missed(list) != "none" {
		t.Errorf("missed %s", missed(list))
	}
	add(20, 0, 99, change.Critical)
	if got := missed(list); !strings.Contains(got, "critical at most 7%") || !strings.Contains(got, "95% of windows") || !strings.Contains(got, "lift") {
		t.Errorf("20 clean critical changes in a row miss %s", got)
	}
}

func TestPlace_JudgesByThoseBefore(t *testing.T) {
	t.Parallel()
	var ranked []scored
	for i := range 80 {
		ranked = append(ranked, scored{row{sha: string(rune('a' + i))}, float64(i)})
	}
	list := place(ranked)
	if len(list) != 20 || list[0].level != change.Critical || list[19].level != change.Critical {
		t.Errorf("%d changes, each riskier than all before it, from %+v; want 20 critical ones", len(list), list[0])
	}
}

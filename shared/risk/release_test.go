package risk

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/google/go-cmp/cmp"
)

func TestCompose_MultipliesTheRisksOfChanges(t *testing.T) {
	t.Parallel()
	risk := Compose([]Released{{Name: "a1 Tidy", Risk: Assessment{Probability: 0.1, Score: 30, Level: change.Low}}, {Name: "b2 Rewrite", Risk: Assessment{Probability: 0.5, Score: 90, Level: change.Critical}}},
		Factor{Signal: Signal{Name: "breaking", Value: 1, Reason: "1 breaking change"}, Hazard: 0.2})
	if want := 1 - 0.9*0.5*math.Exp(-0.2); math.Abs(risk.Probability-want) > 1e-6 {
		t.Errorf("probability %v, want %v", risk.Probability, want)
	}
	var got []string
	for _, s := range risk.Signals {
		got = append(got, s.Name+": "+s.Reason)
	}
	want := []string{"change: b2 Rewrite: risk 90 (very high)", "breaking: 1 breaking change", "change: a1 Tidy: risk 30 (low)"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if empty := Compose(nil); empty.Score != 0 || empty.Probability != 0 || empty.Level != change.Low {
		t.Errorf("nothing is released: %+v", empty)
	}
}

func TestCompose_PointsAddUpAndMoreNeverLowersTheScore(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var released []Released
		before := Assessment{}
		for i := range 40 {
			released = append(released, Released{Name: fmt.Sprint(i), Risk: Assessment{Probability: math.Pow(random.Float64(), 4)}})
			after := Compose(released)
			sum := 0.0
			for _, s := range after.Signals {
				sum += s.Points
			}
			if math.Abs(sum-after.Score) > 1e-9 || after.Score < before.Score || after.Probability < before.Probability || len(after.Signals) > MaxReleased+1 {
				t.Fatalf("%d changes: points %v in %+v after %+v", i+1, sum, after, before)
			}
			before = after
		}
		random.Shuffle(len(released), func(i, j int) { released[i], released[j] = released[j], released[i] })
		if diff := cmp.Diff(before, Compose(released)); diff != "" {
			t.Fatalf("the order of the changes counts (-before +shuffled):\n%s", diff)
		}
	}
}

func TestCompose_GuardRaisesTheLevel(t *testing.T) {
	t.Parallel()
	drop := change.Measure([]diff.Patch{{Path: "db/migrate/1_x.rb", Status: diff.Added, Text: "@@ -0,0 +1 @@\n+remove_column :users, :email"}})
	risk := Compose([]Released{{Name: "a1 Drop email", Risk: Assess(drop)}})
	if risk.Level != change.High || risk.Signals[0].Name != "drops_data" || !strings.HasPrefix(risk.Signals[0].Reason, "a1 Drop email: ") {
		t.Errorf("%+v", risk)
	}
}

func TestCompose_ImpossibleFiguresHaveAScore(t *testing.T) {
	t.Parallel()
	for _, p := range []float64{math.NaN(), -1, 1, 2, math.Inf(1)} {
		risk := Compose(slices.Repeat([]Released{{Name: "x", Risk: Assessment{Probability: p}}}, 3), Factor{Hazard: p})
		if !(risk.Score >= 0 && risk.Score <= 100) || !(risk.Probability >= 0 && risk.Probability <= 1) {
			t.Errorf("%v: %+v", p, risk)
		}
	}
}

// Twenty updates of a dependency are one line to people, and no less risk.
func TestCompose_FoldsTheChangesOfBots(t *testing.T) {
	t.Parallel()
	people := []Released{{Name: "a1", Risk: Assessment{Probability: 0.1}}}
	for range 20 {
		people = append(people, Released{Name: "bump", Risk: Assessment{Probability: 0.05}})
	}
	bots := slices.Clone(people)
	for i := range bots[1:] {
		bots[i+1].Bot = true
	}
	plain, folded := Compose(people), Compose(bots)
	if plain.Score != folded.Score || len(folded.Signals) != 2 || folded.Signals[0].Reason != "20 changes by bots" || folded.Signals[0].Name != "bot_changes" {
		t.Errorf("score %v and %v, %+v", plain.Score, folded.Score, folded.Signals)
	}
}

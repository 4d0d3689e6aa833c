package ledger

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// noise is text that does not compress.
func noise(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(byte(' ' + r.IntN(90)))
	}
	return b.String()
}

// randomAnchor is one of lines that are all short.
func randomAnchor(r *rand.Rand) Anchor {
	a := Anchor{Symbol: hex(r.Uint64()), Before: r.Uint32(), After: r.Uint32(), Around: &Around{}}
	for range maxAnchor {
		a.Lines = append(a.Lines, r.Uint32())
	}
	for range maxAround {
		a.Around.Above = append(a.Around.Above, Mark{r.Uint32(), r.IntN(2)})
		a.Around.Below = append(a.Around.Below, Mark{r.Uint32(), r.IntN(2)})
	}
	return a
}

// A ledger that its document has no room for would stop the pull request's analyses.
func TestEncode_FitsAnyFindings(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for name, open := range map[string]int{"all open": MaxFindings, "few open": 5} {
		l := &Ledger{}
		for i := range MaxFindings {
			f := Finding{Name: fmt.Sprint("F", i+1), Path: noise(r, 80), Title: noise(r, maxTitle), Explanation: noise(r, 2000), Suggestion: noise(r, 2000), State: Fixed}
			if i < open {
				f.State = Open
			}
			if i == MaxFindings-1 {
				f.State = Dismissed
			}
			f.Anchor = randomAnchor(r)
			l.Findings = append(l.Findings, f)
		}
		for range MaxDismissed * open / MaxFindings {
			a := randomAnchor(r)
			l.Dismissed = append(l.Dismissed, Dismissal{Path: noise(r, 20), Lines: a.Lines[:3], Symbol: a.Symbol, Around: a.Around, Severity: "medium"})
		}
		packed, err := l.Encode()
		if err != nil || len(packed) > MaxBytes {
			t.Fatalf("%s: %d bytes, %v", name, len(packed), err)
		}
		back, err := Decode(packed)
		if err != nil || len(back.Findings) != MaxFindings {
			t.Fatalf("%s: %d findings, %v", name, len(back.Findings), err)
		}
		if first, last := back.Findings[0].Anchor.Around, back.Findings[MaxFindings-1].Anchor.Around; (first != nil) != (open == 5) || last == nil {
			t.Errorf("%s: what stands around the first one and around one that was dismissed: %v, %v", name, first, last)
		}
		if whole := back.Findings[0].Explanation == l.Findings[0].Explanation; whole != (open == 5) {
			t.Errorf("%s: the first explanation is whole: %t", name, whole)
		}
	}
}

func TestDecode_ReadsNothingAndSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	l, err := Decode(nil)
	if diff := cmp.Diff(&Ledger{}, l); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if _, err := Decode([]byte("no gzip")); err == nil || !strings.Contains(err.Error(), "decoding the ledger") {
		t.Errorf("%v", err)
	}
}

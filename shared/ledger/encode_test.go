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
			l.Findings = append(l.Findings, f)
		}
		packed, err := l.Encode()
		if err != nil || len(packed) > MaxBytes {
			t.Fatalf("%s: %d bytes, %v", name, len(packed), err)
		}
		back, err := Decode(packed)
		if err != nil || len(back.Findings) != MaxFindings {
			t.Fatalf("%s: %d findings, %v", name, len(back.Findings), err)
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

package ledger

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
)

func (l *Ledger) looks() (all []string) {
	for _, f := range l.Findings {
		all = append(all, fmt.Sprintf("%s %s %s %s %q", f.Name, f.State, f.Severity, f.Verified, f.Title))
	}
	return all
}

func looked(as Verified) Finding {
	f := sqlInjection()
	f.Verified = as
	return f
}

// A finding that is withdrawn is gone for people: nothing but a refutation before they saw it may do that, and of no other finding.
func TestAdvance_WithdrawsOnlyWhatNobodySaw(t *testing.T) {
	t.Parallel()
	critical, docs := looked(Refuted), looked("")
	critical.Severity, docs.Category = "critical", "docs"
	for name, c := range map[string]struct {
		rounds [][]Finding
		want   []string
	}{
		"refuted":            {[][]Finding{{looked(Refuted)}}, []string{`F1 withdrawn high refuted "The query is put together"`}},
		"proven":             {[][]Finding{{looked(Proven)}}, []string{`F1 open high proven "The query is put together"`}},
		"not proven":         {[][]Finding{{looked(Unproven)}}, []string{`F1 open medium unproven "The query is put together?"`}},
		"nobody looked":      {[][]Finding{{looked(Unverified)}}, []string{`F1 open high unverified "The query is put together"`}},
		"refuted, and open":  {[][]Finding{{looked("")}, {looked(Refuted)}}, []string{`F1 open medium unproven "The query is put together?"`}},
		"worse, and refuted": {[][]Finding{{looked("")}, {critical}}, []string{`F1 open medium unproven "The query is put together?"`}},
		"refuted again and again": {
			[][]Finding{{looked("")}, {looked(Refuted)}, {looked(Refuted)}, {looked(Unproven)}}, []string{`F1 open medium unproven "The query is put together?"`},
		},
		"doubted, then proven":  {[][]Finding{{looked(Unproven)}, {looked(Proven)}}, []string{`F1 open high proven "The query is put together"`}},
		"proven, then doubted":  {[][]Finding{{looked(Proven)}, {looked(Unproven)}}, []string{`F1 open medium unproven "The query is put together?"`}},
		"doubted, then as ever": {[][]Finding{{looked(Unproven)}, {looked("")}}, []string{`F1 open medium unproven "The query is put together?"`}},
		"withdrawn, then found": {[][]Finding{{looked(Refuted)}, {looked("")}}, []string{`F1 withdrawn high refuted "The query is put together"`}},
		"withdrawn, then proven": {
			[][]Finding{{looked(Refuted)}, {looked(Proven)}}, []string{`F1 open high proven "The query is put together"`},
		},
		"another on the same lines": {[][]Finding{{looked(Refuted), docs}}, []string{
			`F1 withdrawn high refuted "The query is put together"`, `F2 open high  "The query is put together"`,
		}},
		"another on the lines of an open one": {[][]Finding{{docs}, {looked(Refuted)}}, []string{
			`F1 open high  "The query is put together"`, `F2 withdrawn high refuted "The query is put together"`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := new(Ledger)
			for i, found := range c.rounds {
				r := round(fmt.Sprint(i), []diff.Patch{added("db.go", query...)}, found...)
				r.Full = true
				l = l.Advance(r)
			}
			if diff := cmp.Diff(c.want, l.looks()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A dismissed finding must stay dismissed, whatever a verification says.
func TestAdvance_LooksChangeNothingOfWhatIsDismissed(t *testing.T) {
	t.Parallel()
	for _, as := range []Verified{Refuted, Unproven, Proven, Unverified} {
		patches := []diff.Patch{added("db.go", query...)}
		l, err := new(Ledger).Advance(round("a", patches, looked(""))).Dismiss("F1", "octo", "trusted", false)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(l.looks(), l.Advance(round("b", patches, looked(as))).looks()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", as, diff)
		}
	}
}

// Doubt about a finding whose lines nobody touched asks; only a line added since then mends.
func TestAdvance_DoubtAsks(t *testing.T) {
	t.Parallel()
	patches := []diff.Patch{added("db.go", query...)}
	l := new(Ledger).Advance(round("a", patches, looked("")))
	for _, head := range []string{"b", "c"} {
		r := round(head, patches)
		r.Answers["F1"] = Answer{Verdict: Mended, Path: "db.go", First: 3, Last: 3, Doubt: true}
		l = l.Advance(r)
		if diff := cmp.Diff([]string{`F1 open medium unproven "The query is put together?"`}, l.looks()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

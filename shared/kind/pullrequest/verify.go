package pullrequest

import (
	"slices"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/symbols"
)

// quoted adds to paths the files that verifications quote, and those of the open findings that they call fixed.
func (r *Result) quoted(paths []string) []string {
	most := len(paths) + maxProven
	for i := range r.Verifications {
		v := &r.Verifications[i]
		wanted := []string{v.quotes()}
		if v.Name != "" && wanted[0] != "" {
			wanted = append(wanted, v.Path) // to check that it uses the quoted definition
		}
		for _, p := range wanted {
			if p != "" && !slices.Contains(paths, p) && len(paths) < most {
				paths = append(paths, p)
			}
		}
	}
	return paths
}

// verify applies the verifications to the findings, by the files that they quote. It does not change a result whose flow verifies
// nothing.
func (r *Result) verify(files map[string]githubapp.Blob) {
	if r.Verifications == nil {
		return
	}
	all := len(r.Findings) > 0
	for i := range r.Findings {
		f := &r.Findings[i]
		if v := r.verification(*f); v != nil {
			d := v.decide(files)
			f.Verified, f.Quote = d.Verified, d.quote
		}
		all = all && f.Verified == ledger.Refuted
	}
	if all { // no finding is left for a verdict
		r.Verdict = NoConcerns
	}
	for i := range r.OpenFindings {
		o := &r.OpenFindings[i]
		if o.Status != string(ledger.Mended) {
			continue
		}
		o.Quote, o.QuotePath, o.QuoteLine, o.QuoteEnd = "", "", 0, 0
		if v := r.verificationOfFix(o.Name); v != nil {
			d := v.decide(files)
			o.Doubt = v.Verdict == refutes
			switch {
			case d.Verified == ledger.Proven:
				o.Status = string(ledger.Present)
			case d.Verified == ledger.Refuted && v.canFix(d, files):
				o.Quote, o.QuotePath, o.QuoteLine, o.QuoteEnd = d.quote, d.path, d.first, d.last
			}
		}
	}
}

// withoutRefuted returns the findings except those that are refuted or not yet decided.
func (r *Result) withoutRefuted() []Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f Finding) bool {
		v := r.verification(f)
		return f.Verified == ledger.Refuted || f.Verified == "" && v != nil && v.Verdict == refutes
	})
}

// decision is the outcome of a verification, with the lines that decide it.
type decision struct {
	ledger.Verified
	quote, path string
	first, last int
}

// decide returns the outcome of a verification.
func (v *Verification) decide(files map[string]githubapp.Blob) decision {
	path := v.quotes()
	file := files[path]
	if v.Verdict == "" || path != "" && (files == nil || file.Truncated) {
		return decision{Verified: ledger.Unverified}
	}
	d := decision{Verified: ledger.Proven, quote: v.Quote, path: path}
	if d.first, d.last = holdsCode(path, file.Text, v.Quote); d.first == 0 {
		return decision{Verified: ledger.Unproven}
	}
	if v.Verdict == refutes {
		d.Verified = ledger.Refuted
	}
	return d
}

// canFix reports whether the lines can fix the finding: they are in its own file, or in a definition elsewhere that its file uses.
func (v *Verification) canFix(d decision, files map[string]githubapp.Blob) bool {
	if d.path == v.Path {
		return true
	}
	var names []string
	for _, def := range symbols.Definitions(d.path, files[d.path].Text) {
		if def.First <= d.last && d.first <= def.Last {
			names = append(names, def.Name)
		}
	}
	return len(symbols.References(v.Path, files[v.Path].Text, func(_ int, name string) bool { return slices.Contains(names, name) })) > 0
}

// verifiedWords describes the outcome of a verification; empty without one.
func verifiedWords(v ledger.Verified) string {
	switch v {
	case ledger.Proven:
		return "verified"
	case ledger.Unproven:
		return "not proven"
	case ledger.Unverified:
		return "not verified"
	}
	return ""
}

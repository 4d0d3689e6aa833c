package pullrequest

import (
	"slices"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/symbols"
)

// quoted adds to paths those of the files that verifications quote, and of the open findings that they say are mended.
func (r *Result) quoted(paths []string) []string {
	most := len(paths) + maxProven
	for i := range r.Verifications {
		v := &r.Verifications[i]
		wanted := []string{v.quotes()}
		if v.Name != "" && wanted[0] != "" {
			wanted = append(wanted, v.Path) // whether it uses what is quoted
		}
		for _, p := range wanted {
			if p != "" && !slices.Contains(paths, p) && len(paths) < most {
				paths = append(paths, p)
			}
		}
	}
	return paths
}

// verify decides what the verifications say of the findings, by the files that they quote. A result whose flow verifies nothing stays.
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
	if all { // nothing is left that a verdict could be about
		r.Verdict = NoConcerns
	}
	for i := range r.OpenFindings {
		o := &r.OpenFindings[i]
		if o.Status != string(ledger.Mended) {
			continue
		}
		o.Quote, o.QuotePath, o.QuoteLine, o.QuoteEnd = "", "", 0, 0
		if v := r.again(o.Name); v != nil {
			d := v.decide(files)
			o.Doubt = v.Verdict == refutes
			switch {
			case d.Verified == ledger.Proven:
				o.Status = string(ledger.Present)
			case d.Verified == ledger.Refuted && v.bears(d, files):
				o.Quote, o.QuotePath, o.QuoteLine, o.QuoteEnd = d.quote, d.path, d.first, d.last
			}
		}
	}
}

// shown returns the findings but for those that are refuted, or may be: nobody is shown them before that is decided.
func (r *Result) shown() []Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f Finding) bool {
		v := r.verification(f)
		return f.Verified == ledger.Refuted || f.Verified == "" && v != nil && v.Verdict == refutes
	})
}

// decision is what a verification comes to, and the lines that decide it.
type decision struct {
	ledger.Verified
	quote, path string
	first, last int
}

// decide returns what a verification comes to.
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

// bears reports whether lines can mend the finding: those of its own file, or of a definition elsewhere that its file uses.
func (v *Verification) bears(d decision, files map[string]githubapp.Blob) bool {
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

// verifiedWords says what a verification came to; empty if nobody asked for one.
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

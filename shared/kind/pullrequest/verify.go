package pullrequest

import (
	"slices"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/ledger"
)

// quoted adds to paths those of the files that verifications quote.
func (r *Result) quoted(paths []string) []string {
	most := len(paths) + maxProven
	for i := range r.Verifications {
		if p := r.Verifications[i].quotes(); p != "" && !slices.Contains(paths, p) && len(paths) < most {
			paths = append(paths, p)
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
			f.Verified, f.Quote = v.decide(files)
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
		o.Quote = ""
		if v := r.again(o.Name); v != nil {
			decided, quote := v.decide(files)
			if o.Doubt = v.Verdict == refutes; decided == ledger.Refuted {
				o.Quote = quote
			} else if decided == ledger.Proven {
				o.Status = string(ledger.Present)
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

// decide returns what a verification comes to, and the quotation that decides it.
func (v *Verification) decide(files map[string]githubapp.Blob) (ledger.Verified, string) {
	path := v.quotes()
	file := files[path]
	switch {
	case v.Verdict == "":
		return ledger.Unverified, ""
	case path != "" && (files == nil || file.Truncated):
		return ledger.Unverified, ""
	case !holdsCode(path, file.Text, v.Quote):
		return ledger.Unproven, ""
	case v.Verdict == refutes:
		return ledger.Refuted, v.Quote
	}
	return ledger.Proven, v.Quote
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

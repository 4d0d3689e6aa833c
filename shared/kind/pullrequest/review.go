package pullrequest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/text"
)

// review is the model's answer with its findings merged, located and ranked.
type review struct {
	result  Result
	ranked  []Finding // onDiff and offDiff
	onDiff  []Finding
	offDiff []Finding
	merged  int
	dropped int
	without int            // of categories that the settings leave out
	ledger  *ledger.Ledger // nil: an earlier version stored the analysis, or it was not published yet
}

// readReview reads an analysis's review. With a ledger, its findings are the ledger's open ones.
func readReview(a *analysis.Analysis) (review, error) {
	v, err := readResult(a)
	if err != nil {
		return v, err
	}
	if v.result.Verifications != nil {
		v.locate(Merge(v.result.withoutRefuted()), a.Facts)
	}
	if len(a.Evidence) == 0 {
		return v, nil
	}
	e, err := readEvidence(a.Evidence)
	if err != nil || e.Ledger == nil || e.Ledger.Applied != analysis.ExternalID(a.ID, a.Attempt) {
		return v, err
	}
	v.ledger, v.result.Verdict = e.Ledger, Verdict(cmp.Or(e.Ledger.Verdict, string(v.result.Verdict)))
	v.locate(openIn(e.Ledger), a.Facts)
	return v, nil
}

// readResult reads an analysis's result alone.
func readResult(a *analysis.Analysis) (review, error) {
	result, err := DecodeResult(a.Result)
	if err != nil {
		return review{}, err
	}
	v := review{result: result}
	v.leaveOut(settings.Of(a.Settings).Repository.Findings.Without)
	findings := Merge(v.result.Findings)
	v.merged = len(v.result.Findings) - len(findings)
	v.locate(findings, a.Facts)
	return v, nil
}

// leaveOut drops the findings of those categories. If no other is left, none is for the model's verdict.
func (v *review) leaveOut(categories []string) {
	all := v.result.Findings
	v.result.Findings = slices.DeleteFunc(slices.Clone(all), func(f Finding) bool { return slices.Contains(categories, f.Category) })
	if v.without = len(all) - len(v.result.Findings); v.without == len(all) && v.without > 0 {
		v.result.Verdict = NoConcerns
	}
}

// locate sets the findings' places.
func (v *review) locate(findings []Finding, facts *change.Facts) {
	if facts == nil {
		facts = &change.Facts{}
	}
	v.onDiff, v.offDiff, v.dropped = Locate(findings, *facts)
	v.ranked = slices.Concat(v.onDiff, v.offDiff)
	rank(v.ranked)
}

// actionable returns the findings of a severity or worse, ranked; from "" is medium, "none" none.
func (v review) actionable(from string) []Finding {
	if from == "none" {
		return nil
	}
	least := analysis.Severity(cmp.Or(from, string(analysis.SeverityMedium)))
	var out []Finding
	for _, f := range v.ranked {
		if f.Severity.Rank() <= least.Rank() {
			out = append(out, f)
		}
	}
	return out
}

// dropNamed drops the findings with those names, which people see in another place.
func (v *review) dropNamed(names []string) {
	v.ranked = slices.DeleteFunc(v.ranked, func(f Finding) bool { return slices.Contains(names, nameOf(f)) })
}

// prompted returns the findings for the coding agent's prompt.
func (v review) prompted() []ledger.Finding {
	if v.ledger == nil {
		return nil
	}
	return shownFirst(v.ledger)
}

// accountWords accounts for every finding of the answer.
func (v review) accountWords() string {
	words := []string{"Findings: " + text.Number(len(v.onDiff)) + " on lines of the diff"}
	for _, part := range []struct {
		n    int
		what string
	}{
		{len(v.offDiff), "elsewhere in changed files, moved to the text"},
		{v.merged, "merged as repetitions"},
		{v.dropped, "dropped because their file is not in the change"},
		{v.without, "of categories that the settings leave out"},
	} {
		if part.n > 0 {
			words = append(words, text.Number(part.n)+" "+part.what)
		}
	}
	return strings.Join(words, ", ")
}

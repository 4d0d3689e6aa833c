package pullrequest

import (
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
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
}

// readReview reads an analysis's review.
func readReview(a *analysis.Analysis) (review, error) {
	result, err := DecodeResult(a.Result)
	if err != nil {
		return review{}, err
	}
	v := review{result: result}
	facts := change.Facts{}
	if a.Facts != nil {
		facts = *a.Facts
	}
	findings := Merge(result.Findings)
	v.merged = len(result.Findings) - len(findings)
	v.onDiff, v.offDiff, v.dropped = Locate(findings, facts)
	v.ranked = append(append(v.ranked, v.onDiff...), v.offDiff...)
	rank(v.ranked)
	return v, nil
}

// actionable returns the findings of medium severity or worse, ranked.
func (v review) actionable() []Finding {
	var out []Finding
	for _, f := range v.ranked {
		if f.Severity.Rank() <= analysis.SeverityMedium.Rank() {
			out = append(out, f)
		}
	}
	return out
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
	} {
		if part.n > 0 {
			words = append(words, text.Number(part.n)+" "+part.what)
		}
	}
	return strings.Join(words, ", ")
}

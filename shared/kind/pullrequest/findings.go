package pullrequest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

// Merge ranks findings and keeps the first of those that share lines of a file and a category. Reviews of separate parts of a change repeat
// findings in other words.
func Merge(findings []Finding) []Finding {
	findings = slices.Clone(findings)
	rank(findings)
	kept := findings[:0]
	for _, f := range findings {
		if !slices.ContainsFunc(kept, f.repeats) {
			kept = append(kept, f)
		}
	}
	return kept
}

// repeats reports whether two findings are of the same category and share lines.
func (f Finding) repeats(g Finding) bool {
	return f.Path == g.Path && f.Category == g.Category && f.Line <= max(g.Line, g.EndLine) && g.Line <= max(f.Line, f.EndLine)
}

// Locate splits findings by location, keeping their order. onDiff are on a line of the diff, with EndLine limited to the hunk (0 if it
// would equal Line); offDiff are elsewhere in a file of the change; dropped counts those in other files.
func Locate(findings []Finding, facts change.Facts) (onDiff, offDiff []Finding, dropped int) {
	files := make(map[string]change.File, len(facts.Files))
	for _, file := range facts.Files {
		files[file.Path] = file
	}
	for _, f := range findings {
		file, known := files[f.Path]
		if !known {
			dropped++
			continue
		}
		i := slices.IndexFunc(file.Hunks, func(r diff.Range) bool { return r.Start <= f.Line && f.Line <= r.End })
		if i < 0 {
			offDiff = append(offDiff, f)
			continue
		}
		if f.EndLine = min(f.EndLine, file.Hunks[i].End); f.EndLine <= f.Line {
			f.EndLine = 0
		}
		onDiff = append(onDiff, f)
	}
	return onDiff, offDiff, dropped
}

// rank sorts by severity, then confidence, then location.
func rank(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Severity.Rank(), b.Severity.Rank()),
			cmp.Compare(b.Confidence, a.Confidence),
			strings.Compare(a.Path, b.Path),
			cmp.Compare(a.Line, b.Line),
			strings.Compare(a.Title, b.Title),
		)
	})
}

package pullrequest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

// Merge ranks findings and keeps the best of those that say the same: same path and line, and same title (in any case) or same
// category. Parts of a change that were reviewed apart repeat each other.
func Merge(findings []Finding) []Finding {
	findings = slices.Clone(findings)
	rank(findings)
	type place struct {
		path string
		line int
		what string
	}
	seen := make(map[place]bool, 2*len(findings))
	return slices.DeleteFunc(findings, func(f Finding) bool {
		title := place{f.Path, f.Line, "title " + strings.ToLower(strings.Join(strings.Fields(f.Title), " "))}
		category := place{f.Path, f.Line, "category " + f.Category}
		again := seen[title] || seen[category]
		seen[title], seen[category] = true, true
		return again
	})
}

// Place sorts findings by where they can be shown, in their order: onDiff on a line that the diff shows, EndLine clipped to the
// hunk (0 where it would be Line); offDiff elsewhere in a file of the change. dropped counts those on other paths.
func Place(findings []Finding, facts change.Facts) (onDiff, offDiff []Finding, dropped int) {
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

// rank sorts by severity, then confidence, then place.
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

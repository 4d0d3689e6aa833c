package risk

import (
	"math"

	"github.com/devplus-app/devplus/shared/change"
)

// Quantity is one of the quantities that make up a score. A quantity becomes a signal of the same name, and the fit gives it a weight.
type Quantity struct {
	Name    string
	Unseen  Unseen // the values assumed for lines that the diff does not show
	History bool   // the quantity is known only with the history of the change

	count  func(change.Code) int       // the quantity in lines, of a file or the whole change; nil if no line shows it
	value  func(change.Facts) float64  // the quantity, where count is nil
	file   func(change.History) string // the one file that the value is of, or nil
	reason func(x float64) string
}

// Unseen has the values assumed for lines of which the diff shows only the number.
type Unseen int

// The ways to stand for unseen lines, each by figures of the fitted commits.
const (
	Nothing      Unseen = iota // no line shows the quantity
	EachAdded                  // one for each added line
	EachDeleted                // one for each deleted line
	LongestAdded               // one for the commit, if any added line is unseen
)

// quantities is the table. To add a quantity, see README.md.
var quantities = [...]Quantity{
	{
		Name: "deleted_nesting", Unseen: EachDeleted, count: func(c change.Code) int { return c.DeletedNesting },
		reason: nestingReason("deleted code", "no code deleted"),
	},
	{
		Name: "new_words", Unseen: EachAdded, count: func(c change.Code) int { return c.NewWords },
		reason: amount("new name or keyword", "new names and keywords", "on new lines"),
	},
	{
		Name: "calls", Unseen: EachAdded, count: func(c change.Code) int { return c.Calls },
		reason: amount("call", "calls", "on new lines"),
	},
	{
		Name: "conditions", Unseen: EachAdded, count: func(c change.Code) int { return c.Conditions },
		reason: amount("condition", "conditions", "on new lines"),
	},
	{
		Name: "nesting", Unseen: EachAdded, count: func(c change.Code) int { return c.Nesting },
		reason: nestingReason("new code", "no new code is nested"),
	},
	{Name: "longest_statement", Unseen: LongestAdded, count: func(c change.Code) int { return c.Longest }, reason: longestReason},
	{Name: "comments", Unseen: EachAdded, count: func(c change.Code) int { return c.Comments }, reason: commentsReason},
	{Name: "fix", value: func(f change.Facts) float64 { return oneIf(f.Fix) }, reason: fixReason},
	{
		Name: "file_fixes", History: true, value: func(f change.Facts) float64 { return max(f.History.FileFixes, 0) },
		file: func(h change.History) string { return h.FixedFile }, reason: fixesReason,
	},
	{
		Name: "file_changes", History: true, value: func(f change.Facts) float64 { return max(f.History.FileChanges, 0) },
		file: func(h change.History) string { return h.ChangedFile }, reason: changesReason,
	},
	{Name: "author_share", History: true, value: func(f change.Facts) float64 { return authorShare(*f.History) }, reason: shareReason},
	{Name: "new_author", History: true, value: func(f change.Facts) float64 { return oneIf(f.History.Authored <= 0) }, reason: newAuthorReason},
}

// Quantities returns a copy of the table. Quantities of the diff and the title come before those of the history.
func Quantities() []Quantity { return append([]Quantity(nil), quantities[:]...) }

// figures has one figure for each quantity, in the order of the table.
type figures [len(quantities)]float64

// byName puts figures in the order of the table. A quantity without a figure has 0.
func byName(named map[string]float64) (f figures) {
	for i := range quantities {
		f[i] = named[quantities[i].Name]
	}
	return f
}

// measure returns the quantities of a change. Those of the history are 0 where it is not known. each is what a line has that no diff shows.
func measure(f change.Facts, each *figures) (x figures) {
	added, deleted := f.UnseenLines()
	for i := range quantities {
		q := &quantities[i]
		switch {
		case q.History && f.History == nil:
		case q.count == nil:
			x[i] = q.value(f)
		default:
			x[i] = max(float64(q.count(f.Code)), 0)
			switch q.Unseen {
			case EachAdded:
				x[i] += math.Round(float64(added) * each[i])
			case EachDeleted:
				x[i] += math.Round(float64(deleted) * each[i])
			case LongestAdded:
				if added > 0 {
					x[i] = max(x[i], math.Round(each[i]))
				}
			}
		}
	}
	return x
}

// authorShare is the author's share of the earlier commits. A few commits say little of who works here, so five by others are assumed.
func authorShare(h change.History) float64 {
	return float64(max(h.Authored, 0)) / float64(max(h.Commits, h.Authored, 0)+5)
}

func oneIf(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// places returns where most of the quantity is.
func (q *Quantity) places(f change.Facts) []change.Place {
	switch {
	case q.count != nil:
		return f.TopPlaces(q.count)
	case q.file != nil:
		return f.PlacesOf(q.file(*f.History))
	}
	return nil
}

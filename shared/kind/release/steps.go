package release

import (
	"context"
	"fmt"
	"slices"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// Bounds on what counts as an unusual range.
const (
	unusualTimes = 10 // the median of earlier steps of the same kind
	knownSteps   = 5  // as many steps make a median
	maxLine      = 60 // versions that Range.Line has
)

// lineUpTo returns the newest versions of the line of a tag up to that tag, the oldest first.
func lineUpTo(t Tag, tags []Tag) []string {
	last, ok := ParseVersion(t.Name)
	if !ok {
		return nil
	}
	var names []string
	for _, c := range lineOf(last, tags) {
		if c.Compare(last) <= 0 {
			names = append(names, c.Name)
		}
	}
	return names[max(0, len(names)-maxLine):]
}

// lineOf returns the versions of a version's line, in ascending order.
func lineOf(v Version, tags []Tag) []candidate {
	line := slices.DeleteFunc(candidates(tags), func(c candidate) bool { return !c.versioned || c.Line != v.Line })
	slices.SortStableFunc(line, func(a, b candidate) int { return a.Compare(b.Version) })
	return line
}

// unusual returns a sentence on a range with far more commits than earlier steps of its kind in the line; "" if it is usual or too few
// steps are known. Only a range that would be unusual after steps of one commit costs the requests.
func unusual(ctx context.Context, gh *githubapp.Repository, of Tag, previous Predecessor, tags []Tag) (string, error) {
	is, ok := ParseVersion(of.Name)
	before, known := ParseVersion(previous.Name)
	if !ok || !known || is.Prerelease() || !previous.Related || previous.Ahead <= unusualTimes {
		return "", nil
	}
	kind := is.kind(before)
	var steps []int
	line := slices.DeleteFunc(lineOf(before, tags), func(c candidate) bool { return !c.stable() || c.Compare(before) > 0 })
	for i := len(line) - 1; i > 0 && len(steps) < knownSteps; i-- {
		if line[i].kind(line[i-1].Version) != kind {
			continue
		}
		d, err := gh.Distance(ctx, line[i].SHA, line[i-1].SHA)
		if err != nil {
			return "", err
		}
		if d.Related {
			steps = append(steps, d.Ahead)
		}
	}
	if len(steps) < knownSteps {
		return "", nil
	}
	slices.Sort(steps)
	if median := steps[len(steps)/2]; previous.Ahead > unusualTimes*max(median, 1) {
		return fmt.Sprintf("The range has %d commits, over ten times as many as a %s release of this line usually has (%d).", previous.Ahead, kind, median), nil
	}
	return "", nil
}

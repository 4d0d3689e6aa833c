package repoconfig

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// Fault is a mistake in a file. Line and Column count from 1; they are 0 for a fault of the file as a whole.
type Fault struct {
	Line, Column int
	Message      string
}

// String is "line 3, column 5: message".
func (f Fault) String() string {
	if f.Line == 0 {
		return f.Message
	}
	return fmt.Sprintf("line %d, column %d: %s", f.Line, f.Column, f.Message)
}

// Faults are all mistakes of a file, in its order.
type Faults []Fault

// Error lists the faults, one a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, one := range f {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

// Short names the first fault and counts the others.
func (f Faults) Short() string {
	switch len(f) {
	case 0:
		return ""
	case 1:
		return f[0].String()
	}
	return f[0].String() + ", and " + text.Count(len(f)-1, "more fault")
}

func (f Faults) sort() {
	slices.SortStableFunc(f, func(a, b Fault) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) })
}

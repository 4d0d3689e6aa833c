package change

import "slices"

// Level is how risky a change is: the level of its score, or the highest floor of its guards. Package risk has the scores at which levels begin.
type Level string

// The levels.
const (
	Low      Level = "low"
	Medium   Level = "medium"
	High     Level = "high"
	Critical Level = "critical"
)

var ascending = []Level{"", Low, Medium, High, Critical}

// Compare returns a negative number if l is lower than other, and a positive one if it is higher. No level is lower than Low.
func (l Level) Compare(other Level) int {
	return slices.Index(ascending, l) - slices.Index(ascending, other)
}

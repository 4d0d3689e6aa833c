package change

// Level is how risky a change is: the level of its score, or the highest floor of its guards. Package risk has the scores at which levels begin.
type Level string

// The levels.
const (
	Low      Level = "low"
	Medium   Level = "medium"
	High     Level = "high"
	Critical Level = "critical"
)

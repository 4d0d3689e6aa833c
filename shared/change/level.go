package change

// Level is how risky a change is: the level of its score, or the highest floor of its guards.
type Level string

// The levels. A score is low up to 30, medium up to 60, high up to 85, and critical above.
const (
	Low      Level = "low"
	Medium   Level = "medium"
	High     Level = "high"
	Critical Level = "critical"
)

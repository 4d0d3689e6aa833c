package change

// Level grades a score.
type Level string

// The levels and the scores they end at: low 30, medium 60, high 85, critical 100.
const (
	Low      Level = "low"
	Medium   Level = "medium"
	High     Level = "high"
	Critical Level = "critical"
)

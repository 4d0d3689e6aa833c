package analysis

// Severity grades a finding, a driver or a risk.
type Severity string

// The severities, worst first.
const (
	SeverityCritical Severity = "critical"
	SeverityHigh     Severity = "high"
	SeverityMedium   Severity = "medium"
	SeverityLow      Severity = "low"
)

// Rank orders severities: 0 is the worst, and unknown ones come last.
func (s Severity) Rank() int {
	for i, known := range []Severity{SeverityCritical, SeverityHigh, SeverityMedium, SeverityLow} {
		if s == known {
			return i
		}
	}
	return 4
}

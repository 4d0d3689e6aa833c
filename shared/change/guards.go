package change

// Guard is something dangerous at any size that the diff shows: it holds the level of the change at Floor or above, whatever the score.
type Guard struct {
	Rule   string `json:"rule"` // its name, for machines
	Floor  Level  `json:"floor"`
	Place         // the line of the new file, or where the deleted line was
	Line   string `json:"line"`   // the line, shortened
	Reason string `json:"reason"` // for people
}

package standin

// Button is an action of a check run.
type Button struct {
	Label       string `json:"label"`
	Description string `json:"description"`
	Identifier  string `json:"identifier"`
}

// setButtons replaces the run's buttons, if the request has some, or says what GitHub refuses.
func (req checkRunRequest) setButtons(run *CheckRun) string {
	if len(req.Actions) > 3 {
		return "actions exceeds a maximum quantity of 3"
	}
	for _, b := range req.Actions {
		if b.Label == "" || b.Description == "" || b.Identifier == "" || len(b.Label) > 20 || len(b.Description) > 40 || len(b.Identifier) > 20 {
			return "an action lacks a part, or one is too long"
		}
	}
	if req.Actions != nil {
		run.Buttons = req.Actions
	}
	return ""
}

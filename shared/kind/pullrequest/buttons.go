package pullrequest

import (
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/render"
)

// buttons returns the check run's buttons, which request the next step.
func buttons(a *analysis.Analysis) []render.Button {
	all := []render.Button{{Label: "Review in full", Description: "Reads all of the change again", Identifier: event.ReviewButton}}
	if a.Paused {
		return append(all, render.Button{Label: "Resume reviews", Description: "Reviews this and what is pushed later", Identifier: event.ResumeButton})
	}
	return append(all, render.Button{Label: "Pause reviews", Description: "Only measures what is pushed later", Identifier: event.PauseButton})
}

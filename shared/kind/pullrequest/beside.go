package pullrequest

import (
	"fmt"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/text"
)

// issues returns the model's input about the issues that a pull request closes.
func issues(all []githubapp.Issue) (passages []prompt.Passage) {
	for _, i := range all {
		passages = append(passages, prompt.Passage{About: fmt.Sprintf("#%d %s", i.Number, text.OneLine(i.Title)), Text: i.Body})
	}
	return passages
}

// failedChecks returns other Apps' failures at the head: a block for each annotation, and for each failed check without one.
func failedChecks(all []githubapp.FailedCheck) (passages []prompt.Passage) {
	for _, check := range all {
		name := text.OneLine(check.Name + " of " + check.App)
		if len(check.Annotations) == 0 {
			passages = append(passages, prompt.Passage{About: name, Text: "failed, without annotations"})
		}
		for _, a := range check.Annotations {
			words := a.Message
			if a.Title != "" {
				words = a.Title + ": " + words
			}
			passages = append(passages, prompt.Passage{About: fmt.Sprintf("%s: %s:%d, %s", name, a.Path, a.Line, a.Level), Text: words})
		}
	}
	return passages
}

package analysis

import "strings"

// The reasons why a system reviews nothing at all. Degraded begins with one of them, and trying again does not help.
const (
	NoModel         = "no model is set up"
	NoEngine        = "no workflow engine is set up"
	EngineCannotRun = "the workflow engine can't run here"
)

// NotSetUp reports whether the reason of a result without a review is that the system has nothing to review with.
func NotSetUp(reason string) bool {
	for _, why := range []string{NoModel, NoEngine, EngineCannotRun} {
		if strings.HasPrefix(reason, why) {
			return true
		}
	}
	return false
}

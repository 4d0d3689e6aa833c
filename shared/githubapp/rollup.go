package githubapp

import "slices"

// rollupFields is how the checks of a commit ended together, with as many of them as tell ours from the others.
const rollupFields = `fragment rollup on StatusCheckRollup {
  state
  contexts(first: 20) { totalCount nodes { __typename ... on CheckRun { status conclusion checkSuite { app { databaseId } } } ... on StatusContext { state } } }
}`

type graphRollup struct {
	State    string
	Contexts struct {
		TotalCount int
		Nodes      []graphCheck
	}
}

// graphCheck is a check run or, with State, a commit status.
type graphCheck struct {
	Status, Conclusion, State string
	CheckSuite                struct{ App struct{ DatabaseID int64 } }
}

// state is the StatusState of all checks but the App's own, which say nothing of whether others looked at the commit: "" where
// there are no others. Where there are more checks than were asked for, GitHub's word on all of them stands.
func (r *graphRollup) state(appID int64) string {
	others := slices.DeleteFunc(slices.Clone(r.Contexts.Nodes), func(c graphCheck) bool { return c.CheckSuite.App.DatabaseID == appID })
	if len(others) == len(r.Contexts.Nodes) || len(r.Contexts.Nodes) < r.Contexts.TotalCount {
		return r.State
	}
	state := ""
	for _, c := range others {
		switch {
		case c.State == "FAILURE" || c.State == "ERROR",
			slices.Contains([]string{"FAILURE", "CANCELLED", "TIMED_OUT", "ACTION_REQUIRED", "STARTUP_FAILURE"}, c.Conclusion):
			return "FAILURE"
		case c.State == "PENDING" || c.State == "EXPECTED", c.State == "" && c.Status != "COMPLETED":
			state = "PENDING"
		case state == "":
			state = "SUCCESS"
		}
	}
	return state
}

package githubapp

import "slices"

// rollupFields are the combined state of a commit's checks, and enough of the checks to tell ours from the others.
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

// state returns the StatusState of all checks but the App's own, "" if there are no others. If there are more checks than the
// query returns, it is GitHub's state of all of them.
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

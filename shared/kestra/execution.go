package kestra

import "time"

// Execution is one run of a flow.
type Execution struct {
	ID      string
	Flow    string
	State   State
	Started time.Time // when Kestra took it; it may have waited since
	Labels  map[string]string
}

// State is an execution's state, in Kestra's own words ("States", Kestra's documentation).
type State string

// The states that ended executions have.
const (
	Success   State = "SUCCESS"
	Warning   State = "WARNING" // succeeded, with a part that was allowed to fail
	Failed    State = "FAILED"
	Killed    State = "KILLED"
	Cancelled State = "CANCELLED"
	Retried   State = "RETRIED"
	Skipped   State = "SKIPPED"
)

// Terminal reports whether the execution has ended and will call back no more. One that is not runs, or waits for its turn or
// for a retry; a state that a later Kestra brings counts as running.
func (s State) Terminal() bool {
	switch s {
	case Success, Warning, Failed, Killed, Cancelled, Retried, Skipped:
		return true
	}
	return false
}

// wireExecution is the part of Kestra's JSON that is read. Outputs are left alone: Kestra 2.0 takes them out.
type wireExecution struct {
	ID     string `json:"id"`
	FlowID string `json:"flowId"`
	State  struct {
		Current   State     `json:"current"`
		StartDate time.Time `json:"startDate"`
	} `json:"state"`
	Labels []struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	} `json:"labels"`
}

func (w wireExecution) execution() Execution {
	e := Execution{ID: w.ID, Flow: w.FlowID, State: w.State.Current, Started: w.State.StartDate, Labels: map[string]string{}}
	for _, label := range w.Labels {
		e.Labels[label.Key] = label.Value
	}
	return e
}

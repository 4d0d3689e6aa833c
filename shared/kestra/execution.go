package kestra

import "time"

// Execution is one run of a flow.
type Execution struct {
	ID      string
	Flow    string
	State   State
	Started time.Time // when Kestra accepted it; it may have been queued since
	Labels  map[string]string
}

// State is the state of an execution ("States", Kestra's documentation).
type State string

// The states of ended executions.
const (
	Success   State = "SUCCESS"
	Warning   State = "WARNING" // succeeded, with a part that was allowed to fail
	Failed    State = "FAILED"
	Killed    State = "KILLED"
	Cancelled State = "CANCELLED"
	Retried   State = "RETRIED"
	Skipped   State = "SKIPPED"
)

// Terminal reports whether the execution has ended and will not call back. Otherwise it runs, or waits for its turn or a retry. States of
// later Kestra versions count as running.
func (s State) Terminal() bool {
	switch s {
	case Success, Warning, Failed, Killed, Cancelled, Retried, Skipped:
		return true
	}
	return false
}

// wireExecution is the part of Kestra's JSON that we read. It has no outputs, because Kestra 2.0 removes them.
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

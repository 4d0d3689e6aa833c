package kestra

import (
	"encoding/json"
	"time"
)

// Execution is one run of a flow.
type Execution struct {
	ID      string
	Flow    string
	State   State
	Started time.Time
	Labels  map[string]string
}

// UnmarshalJSON reads Kestra's shape of an execution.
func (e *Execution) UnmarshalJSON(text []byte) error {
	var wire struct {
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
	if err := json.Unmarshal(text, &wire); err != nil {
		return err
	}
	*e = Execution{ID: wire.ID, Flow: wire.FlowID, State: wire.State.Current, Started: wire.State.StartDate, Labels: map[string]string{}}
	for _, label := range wire.Labels {
		e.Labels[label.Key] = label.Value
	}
	return nil
}

// State is where an execution stands, in Kestra's words.
type State string

// Terminal reports whether the execution has ended. A state that a newer Kestra brings counts as running.
func (s State) Terminal() bool {
	switch s {
	case "SUCCESS", "WARNING", "FAILED", "KILLED", "CANCELLED", "SKIPPED":
		return true
	}
	return false
}

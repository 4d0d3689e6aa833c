package analysis

import "slices"

// State is the state of an analysis.
type State string

// The states. None stands for a document that does not exist yet.
const (
	None       State = ""
	Queued     State = "queued"     // claimed, being measured
	Dispatched State = "dispatched" // its workflow was started, or is about to be
	Completed  State = "completed"  // has a result, degraded or not
	Published  State = "published"  // GitHub shows the result
	Skipped    State = "skipped"    // not analyzed on purpose
	Superseded State = "superseded" // overtaken by a newer head, or no longer wanted
	Failed     State = "failed"
)

// transitions lists every allowed change of state.
var transitions = map[State][]State{
	None:       {Queued},
	Queued:     {Dispatched, Completed, Skipped, Superseded, Failed},
	Dispatched: {Dispatched, Queued, Completed, Superseded, Failed},
	Completed:  {Published, Superseded, Failed},
	Published:  {Queued},
	Skipped:    {Queued},
	Superseded: {Queued},
	Failed:     {Queued},
}

// CanBecome reports whether an analysis may go from s to next.
func (s State) CanBecome(next State) bool { return slices.Contains(transitions[s], next) }

// Ended reports whether only a new request changes the state.
func (s State) Ended() bool { return s == Published || s == Skipped || s == Superseded || s == Failed }

// States lists all states but None.
func States() []State {
	return []State{Queued, Dispatched, Completed, Published, Skipped, Superseded, Failed}
}

package analysis_test

import (
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Each limit has to leave room for those inside it: where one does not, work is repeated that is still going on, or an answer
// arrives that nobody may accept any more.
func TestClock_LeavesRoomForTheLimitsInside(t *testing.T) {
	t.Parallel()
	const idleCloudRun = 15 * time.Minute
	for _, c := range []struct {
		why         string
		less, limit time.Duration
	}{
		{"a part and the summary of all parts fit into a flow", 2*analysis.ModelCallTimeout + analysis.StartTimeout, analysis.FlowTimeout},
		{"a flow ends while Kestra's instance lives", analysis.FlowTimeout, idleCloudRun},
		{"no answer is missed before the flow has ended", analysis.FlowTimeout + analysis.StartTimeout, analysis.DispatchedDue},
		{"a queued flow gets longer than one that is gone", analysis.DispatchedDue, analysis.RunningDue},
		{"a flow that waited in Kestra's queue may still answer", analysis.RunningDue + analysis.FlowTimeout, analysis.TokenLifetime},
		{"a start fits into a lease", analysis.StartTimeout, analysis.LeaseDuration},
		{"a start fits into a function's call, with all that is around it", 2 * analysis.StartTimeout, analysis.FunctionTimeout},
		{"a function ends before its message comes again", analysis.FunctionTimeout, analysis.AckDeadline},
		{"a message comes again while starting is tried", analysis.MinBackoff, analysis.StartPatience},
		{"starting fails before reconcile checks", analysis.StartPatience, analysis.QueuedDue},
		{"Kestra finds a start before the start is doubted", analysis.FindPatience, analysis.DispatchedDue},
		{"what is due waits for one reconcile at most", analysis.ReconcileEvery, analysis.CompletedDue},
		{"retries reach into their longest pause", analysis.MinBackoff, analysis.MaxBackoff},
		{"what is kept outlives its work", time.Duration(analysis.MaxTries+1) * analysis.RunningDue, analysis.Retention},
	} {
		if c.less >= c.limit {
			t.Errorf("%s: %v is not less than %v", c.why, c.less, c.limit)
		}
	}
}

package gitlog

import (
	"bufio"
	"os/exec"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/risk"
)

func FuzzCommits(f *testing.F) {
	f.Add("\x01aa\x00a@x\x001700000000\x00Fix it\n\ndiff --git a/x.go b/x.go\n--- a/x.go\n+++ b/x.go\n@@ -1 +1 @@\n-a\n+if b(c) {\n")
	f.Add("\x01aa\x00a@x\x001\x00Move\n\n:100644 100644 aaaa bbbb R100\ta.go\tb.go\n:000000 100644 0000 bbbb A\t\"\\303\\251.go\"\n\x01bb\x00\x00-1\x00")
	f.Add("commit aa\n")
	for _, log := range realLogs(f) {
		f.Add(log)
	}
	in := bufio.NewReaderSize(nil, 1<<18) // as large as parse wants it, which makes none of its own then
	f.Fuzz(func(t *testing.T, log string) {
		if len(log) > 16<<10 {
			return // each run is short, or there are few
		}
		in.Reset(strings.NewReader(log))
		var past Tracker
		for c, err := range parse(in) {
			if err != nil {
				return
			}
			facts := change.Measure(c.Patches)
			facts.Fix, facts.History = change.SaysFix(c.Title), past.History(c)
			past.Learn(c)
			risk := risk.Assess(facts)
			if !(risk.Score >= 0 && risk.Score <= 100) || !(risk.Probability >= 0 && risk.Probability <= 1) {
				t.Errorf("%+v", risk)
			}
			points := 0.0
			for _, s := range risk.Signals {
				points += s.Points
			}
			if points-risk.Score > 1e-6 || risk.Score-points > 1e-6 {
				t.Errorf("points add up to %v, the score is %v", points, risk.Score)
			}
		}
	})
}

// realLogs returns commits of this checkout, if Git knows it, in format and small enough to be changed byte by byte.
func realLogs(f *testing.F) (logs []string) {
	f.Helper()
	out, err := exec.CommandContext(f.Context(), "git", "log", "--no-merges", "-p", "-M", "-100", "--format="+format).Output()
	if err != nil {
		f.Logf("no seeds from git log: %v", err)
	}
	for _, log := range strings.SplitAfter(string(out), "\n\x01") {
		if log = "\x01" + strings.Trim(log, "\x01"); len(log) < 2<<10 && len(logs) < 12 {
			logs = append(logs, log)
		}
	}
	return logs
}

package prompt

import "github.com/devplus-app/devplus/shared/analysis"

// beside has texts about the change by people and other programs, not by its author alone.
type beside struct {
	issues, checks         []line
	issuesWere, checksWere int // blocks of them that are shown
}

// Bounds on a part's issues and reports of failed checks, in bytes: shares of what is sent without them, and of the part.
const (
	leastBeside = 1 << 10
	issuesOf    = 32 // the part's bytes by this
	checksOf    = 48
)

// besides reads what fits of the issues and the reports.
func besides(in Input, sent int, l limits) beside {
	var b beside
	b.issues, b.issuesWere = passageLines(in.Issues, min(l.part/issuesOf, max(leastBeside, sent/4)))
	b.checks, b.checksWere = passageLines(in.FailedChecks, min(l.part/checksOf, max(leastBeside, sent/8)))
	return b
}

// room bounds the bytes that they take in each part.
func (in Input) besideRoom(l limits) (n int) {
	if len(in.Issues) > 0 {
		n += l.part / issuesOf
	}
	if len(in.FailedChecks) > 0 {
		n += l.part / checksOf
	}
	return n
}

// size approximates the bytes that they take.
func (b beside) size() (n int) {
	for _, lines := range [][]line{b.issues, b.checks} {
		for i := range lines {
			n += lineCost(lines[i].text)
		}
	}
	return n
}

// count adds them to what was shown beside the diff.
func (b beside) count(s *analysis.Surroundings) *analysis.Surroundings {
	if s == nil && b.issuesWere+b.checksWere > 0 {
		s = &analysis.Surroundings{Unread: true}
	}
	if s != nil {
		s.Issues, s.Checks = b.issuesWere, b.checksWere
	}
	return s
}

// said returns the blocks of a part.
func (p *pullRequest) said() string {
	s := ""
	if p.issues != "" {
		s += "The issues that the change says it closes. Judge whether it does what they ask for:\n" + untrusted(p.boundary, "issues", p.issues)
	}
	if p.checks != "" {
		s += "What other programs report of this commit. It may explain a defect; a finding must stand on the code:\n" + untrusted(p.boundary, "failed checks", p.checks)
	}
	return s
}

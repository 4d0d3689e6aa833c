package ledger

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Bounds on the ledger of a pull request.
const (
	MaxFindings  = 100
	MaxDismissed = 500 // dismissed findings that the list no longer has
	maxReviewed  = 1500
	maxTitle     = 200 // bytes
)

// State is the state of a finding.
type State string

// The states.
const (
	Open      State = "open"
	Fixed     State = "fixed"
	Dismissed State = "dismissed"
	Outdated  State = "outdated" // its lines are gone, and nothing says that this fixes it
	// Withdrawn is a finding that a line of code refuted before anybody was shown it.
	Withdrawn State = "withdrawn"
)

// Finding is one finding and its state.
type Finding struct {
	Name        string  `json:"name"` // F1 and so on: never used twice
	Path        string  `json:"path"`
	Line        int     `json:"line"` // at the head of Ledger
	EndLine     int     `json:"end_line,omitempty"`
	Anchor      Anchor  `json:"anchor"`
	Severity    string  `json:"severity"`
	Category    string  `json:"category"`
	Title       string  `json:"title"` // the model's words
	State       State   `json:"state"`
	By          string  `json:"by,omitempty"`     // the person who ended it: a login, or "" for DevPlus
	Why         string  `json:"why,omitempty"`    // their words
	Quiet       bool    `json:"quiet,omitempty"`  // dismissed by somebody who may not lift a block
	Prompt      int     `json:"prompt,omitempty"` // the version of the prompt that raised it
	RaisedAt    string  `json:"raised_at"`        // head
	EndedAt     string  `json:"ended_at,omitempty"`
	Deferred    bool    `json:"deferred,omitempty"`    // found late: listed, not shown first
	Explanation string  `json:"explanation,omitempty"` // the model's words, as far as there is room
	Suggestion  string  `json:"suggestion,omitempty"`
	Replacement string  `json:"replacement,omitempty"`  // the new text of its lines
	ProvenAt    string  `json:"proven_at,omitempty"`    // the head at which Replacement holds
	ShownAt     string  `json:"shown_at,omitempty"`     // the head whose review has a comment on it
	ResolvedBy  string  `json:"resolved_by,omitempty"`  // who resolved the conversation on it, which counts at the next head or at merge
	ResolvedOwn bool    `json:"resolved_own,omitempty"` // somebody who may not lift a block
	ShownAs     State   `json:"shown_as,omitempty"`     // the state that the comment says
	Confidence  float64 `json:"confidence"`             // 0 to 1
	// Verified is the outcome of the verification, and Quote the line of code that decided it.
	Verified Verified `json:"verified,omitempty"`
	Quote    string   `json:"quote,omitempty"`
	// ReopenedAt is when it last became open again: a conversation that was resolved before then does not end it.
	ReopenedAt time.Time `json:"reopened_at,omitzero"`
}

func (f *Finding) place() place { return place{f.Path, f.Line, max(f.Line, f.EndLine)} }

// Ledger is the list of a pull request's findings.
type Ledger struct {
	Findings  []Finding   `json:"findings,omitempty"`
	Dismissed []Dismissal `json:"dismissed,omitempty"` // those that Findings has no room for
	Reviewed  []string    `json:"reviewed,omitempty"`  // digests of the hunks that a model has read
	Known     []uint16    `json:"known,omitempty"`     // digests of the lines that the pull request added up to Head, sorted
	Named     int         `json:"named"`               // findings that have a name
	Rounds    int         `json:"rounds"`              // heads that were reviewed
	Head      string      `json:"head,omitempty"`      // the last of them
	Summary   string      `json:"summary,omitempty"`   // the last review's summary of the change
	Verdict   string      `json:"verdict,omitempty"`
	Applied   string      `json:"applied,omitempty"` // analysis and attempt whose round is in it
}

// Dismissal is the remainder of a dismissed finding.
type Dismissal struct {
	Path     string   `json:"path"`
	Lines    []uint32 `json:"lines"`
	Symbol   string   `json:"symbol,omitempty"`
	Around   *Around  `json:"around,omitempty"`
	Severity string   `json:"severity"`
}

// rank orders severities, the worst first; unknown ones last.
func rank(severity string) int { return analysis.Severity(severity).Rank() }

// In returns the findings in a state, the worst first, then by name.
func (l *Ledger) In(state State) []Finding {
	var in []Finding
	for _, f := range l.Findings {
		if f.State == state {
			in = append(in, f)
		}
	}
	slices.SortStableFunc(in, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(rank(a.Severity), rank(b.Severity)), cmp.Compare(number(a.Name), number(b.Name)))
	})
	return in
}

// Number is the number in the finding's name.
func (f *Finding) Number() int { return number(f.Name) }

func number(name string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(name, "F"))
	return n
}

// stands reports whether the finding can fail the check: it is open, or was dismissed by somebody who may not lift a block.
func (f *Finding) stands() bool { return f.State == Open || f.State == Dismissed && f.Quiet }

// Blocks reports whether a finding of at least that severity blocks: one that is open, or that was dismissed by somebody who may not lift
// a block. It returns the worst one.
func (l *Ledger) Blocks(severity string) (Finding, bool) {
	var worst *Finding
	for i := range l.Findings {
		f := &l.Findings[i]
		if f.stands() && rank(f.Severity) <= rank(severity) && (worst == nil || rank(f.Severity) < rank(worst.Severity)) {
			worst = f
		}
	}
	if worst == nil {
		return Finding{}, false
	}
	return *worst, true
}

package pullrequest

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/prompt"
)

var _ kind.Rememberer = (*Kind)(nil)

// evidence is the data that a pull request's page needs besides the measurements and the result.
type evidence struct {
	Ledger *ledger.Ledger `json:"ledger,omitempty"` // including this result, once published
}

// Remember implements kind.Rememberer.
func (*Kind) Remember(a *analysis.Analysis, before []byte) ([]byte, json.RawMessage, error) {
	l, err := ledger.Decode(before)
	if err != nil {
		return nil, nil, err
	}
	if a.Result != nil && a.Digests != nil {
		r, err := roundOf(a)
		if err != nil {
			return nil, nil, err
		}
		l = l.Advance(r)
		if before, err = l.Encode(); err != nil {
			return nil, nil, err
		}
	}
	if l.Rounds == 0 {
		return before, a.Evidence, nil
	}
	shown := *l
	shown.Reviewed, shown.Known = nil, nil // only the next round needs them
	document, err := json.Marshal(evidence{Ledger: &shown})
	if err != nil {
		return nil, nil, fmt.Errorf("encoding the findings: %w", err)
	}
	return before, document, nil
}

func readEvidence(document json.RawMessage) (e evidence, err error) {
	if err = json.Unmarshal(document, &e); err != nil {
		err = fmt.Errorf("decoding the findings: %w", err)
	}
	return e, err
}

// openIn returns the findings that a page shows, with their names in front of their titles.
func openIn(l *ledger.Ledger) (all []Finding) {
	for _, f := range shownFirst(l) {
		all = append(all, shownFinding(f))
	}
	return all
}

// shownFirst returns the open findings except those that are only listed.
func shownFirst(l *ledger.Ledger) []ledger.Finding {
	return slices.DeleteFunc(l.In(ledger.Open), func(f ledger.Finding) bool { return f.Deferred })
}

// shownFinding returns a finding as pages show it, with its name in front of its title.
func shownFinding(f ledger.Finding) Finding {
	return Finding{
		Path: f.Path, Line: f.Line, EndLine: f.EndLine, Severity: analysis.Severity(f.Severity), Category: f.Category,
		Title: f.Name + ": " + f.Title, Explanation: f.Explanation, Suggestion: f.Suggestion, Replacement: f.Replacement, Confidence: f.Confidence,
		Verified: f.Verified,
	}
}

// roundOf converts an analysis's result to a round of the ledger.
func roundOf(a *analysis.Analysis) (ledger.Round, error) {
	v, err := readResult(a)
	if err != nil {
		return ledger.Round{}, err
	}
	r := ledger.Round{
		ID: analysis.ExternalID(a.ID, a.Attempt), Head: a.HeadSHA, At: a.Times[analysis.Completed], Prompt: PromptVersion, Whole: reviewed(a),
		Answers: map[string]ledger.Answer{}, Summary: v.result.Summary, Verdict: string(v.result.Verdict),
	}
	if len(a.Event) > 0 {
		began, err := event.Decode(a.Event)
		if err != nil {
			return r, err
		}
		r.Full = began.ReadsAll()
	}
	if err := json.Unmarshal(a.Digests, &r.Code); err != nil {
		return r, fmt.Errorf("decoding the digests of the diff: %w", err)
	}
	for _, f := range v.ranked {
		r.Found = append(r.Found, ledger.Finding{
			Path: f.Path, Line: f.Line, EndLine: f.EndLine, Severity: string(f.Severity), Category: f.Category, Title: f.Title,
			Explanation: f.Explanation, Suggestion: f.Suggestion, Replacement: f.Replacement, Confidence: f.Confidence,
			Verified: f.Verified, Quote: f.Quote,
		})
	}
	for _, o := range v.result.OpenFindings {
		r.Answers[o.Name] = ledger.Answer{Verdict: ledger.Verdict(o.Status), Path: o.QuotePath, First: o.QuoteLine, Last: o.QuoteEnd, Doubt: o.Doubt}
	}
	if a.Coverage != nil {
		for _, notes := range [][]analysis.FileNote{a.Coverage.Skipped, a.Coverage.Clipped} {
			for _, n := range notes {
				r.Unsent = append(r.Unsent, n.Path)
			}
		}
		r.Whole = r.Whole && a.Coverage.Unlisted == 0
	}
	return r, nil
}

// memory is the knowledge from earlier heads of a pull request.
type memory struct {
	*ledger.Ledger
	full bool // review everything again
}

// recall reads a ledger.
func recall(packed []byte, e event.Event) (memory, error) {
	l, err := ledger.Decode(packed)
	return memory{l, e.ReadsAll()}, err
}

// unread returns the patches to send to the model, and the paths whose every hunk an earlier review has read.
func (m memory) unread(patches []diff.Patch) ([]diff.Patch, map[string]bool) {
	if m.full {
		return patches, nil
	}
	unread, paths := m.Unread(patches)
	read := make(map[string]bool, len(paths))
	for _, path := range paths {
		read[path] = true
	}
	return unread, read
}

// open returns the open findings that the review must answer.
func (m memory) open() (all []prompt.OpenFinding) {
	for _, f := range m.In(ledger.Open) {
		all = append(all, prompt.OpenFinding{Name: f.Name, Path: f.Path, Line: f.Line, Severity: f.Severity, Title: f.Title})
	}
	return all
}

// claims returns the open findings whose lines did not change.
func (m memory) claims(code ledger.Code) (all []prompt.OpenClaim) {
	for _, f := range m.Untouched(code) {
		all = append(all, prompt.OpenClaim{Name: f.Name, Path: f.Path, Line: f.Line, Title: f.Title, Explanation: f.Explanation})
	}
	return all
}

// answer returns the last review's result if nothing is left to read, such as after a rebase; otherwise nil.
func (m memory) answer(unread []diff.Patch) (json.RawMessage, error) {
	if m.full || m.Rounds == 0 || m.Summary == "" || slices.ContainsFunc(unread, func(p diff.Patch) bool { return p.Text != "" }) {
		return nil, nil
	}
	return json.Marshal(Result{Summary: m.Summary, Findings: []Finding{}, Verdict: Verdict(m.Verdict)})
}

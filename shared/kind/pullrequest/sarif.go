package pullrequest

import (
	"cmp"
	"net/url"
	"slices"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// SARIF is a log of the Static Analysis Results Interchange Format 2.1.0, as code scanning and editors read it:
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/.
type SARIF struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool struct {
		Driver struct {
			Name    string      `json:"name"`
			Version string      `json:"version,omitempty"`
			Rules   []sarifRule `json:"rules"`
		} `json:"driver"`
	} `json:"tool"`
	AutomationDetails struct {
		ID string `json:"id"`
	} `json:"automationDetails"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifRule struct {
	ID               string       `json:"id"`
	ShortDescription sarifMessage `json:"shortDescription"`
}

type sarifMessage struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID       string             `json:"ruleId"`
	Level        string             `json:"level"`
	Message      sarifMessage       `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Rank         float64            `json:"rank"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
}

type sarifLocation struct {
	PhysicalLocation struct {
		ArtifactLocation struct {
			URI       string `json:"uri"`
			URIBaseID string `json:"uriBaseId"`
		} `json:"artifactLocation"`
		Region *sarifRegion `json:"region,omitempty"`
	} `json:"physicalLocation"`
}

type sarifRegion struct {
	StartLine int `json:"startLine"`
	EndLine   int `json:"endLine"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification,omitempty"`
}

// NewSARIF returns the guards and the open and dismissed findings of an analysis of a pull request; dismissed ones are suppressed. Findings
// are the model's words, rules that begin with "guard/" are measured.
func NewSARIF(v *analysis.View) SARIF {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver.Name, run.Tool.Driver.Version = "DevPlus", telemetry.Version()
	run.AutomationDetails.ID = v.ID + "/"
	rules := map[string]string{}
	if v.Facts != nil {
		for _, g := range v.Facts.Guards {
			rule := "guard/" + g.Rule
			rules[rule] = g.Reason
			run.Results = append(run.Results, newSARIFResult(rule, analysis.Severity(g.Floor), g.Reason, g.Path, g.Start, g.End, 100))
		}
	}
	a := analysis.Analysis{Evidence: v.Evidence, Result: v.Result}
	for _, f := range OpenFindings(&a) {
		rules[f.Category] = "What the model says about " + f.Category
		run.Results = append(run.Results, newSARIFResult(f.Category, f.Severity, f.Title+"\n\n"+f.Explanation, f.Path, f.Line, f.EndLine, 100*f.Confidence))
	}
	if l := standing(&a); l != nil {
		for _, f := range l.In(ledger.Dismissed) {
			rules[f.Category] = "What the model says about " + f.Category
			r := newSARIFResult(f.Category, analysis.Severity(f.Severity), f.Name+": "+f.Title, f.Path, f.Line, f.EndLine, 100*f.Confidence)
			r.Suppressions = []sarifSuppression{{Kind: "external", Status: "accepted", Justification: f.Why}}
			run.Results = append(run.Results, r)
		}
	}
	run.Tool.Driver.Rules = []sarifRule{}
	for id, words := range rules {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{id, sarifMessage{words}})
	}
	slices.SortFunc(run.Tool.Driver.Rules, func(a, b sarifRule) int { return cmp.Compare(a.ID, b.ID) })
	return SARIF{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}}
}

func newSARIFResult(rule string, severity analysis.Severity, words, path string, first, last int, rank float64) sarifResult {
	r := sarifResult{RuleID: rule, Level: sarifLevel(severity), Message: sarifMessage{words}, Rank: rank}
	var at sarifLocation
	at.PhysicalLocation.ArtifactLocation.URI = (&url.URL{Path: path}).EscapedPath()
	at.PhysicalLocation.ArtifactLocation.URIBaseID = "%SRCROOT%"
	if first > 0 {
		at.PhysicalLocation.Region = &sarifRegion{first, max(first, last)}
	}
	r.Locations = []sarifLocation{at}
	return r
}

// sarifLevel returns the level of a severity or of a guard's floor.
func sarifLevel(s analysis.Severity) string {
	switch annotationLevel(s) {
	case "failure":
		return "error"
	case "warning":
		return "warning"
	}
	return "note"
}

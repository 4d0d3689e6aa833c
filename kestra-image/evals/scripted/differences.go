package scripted

import "github.com/devplus-app/devplus/kestra-image/evals/seeded"

// differences are the words of a script.
var differences = map[string]func(seeded.Change, *answer){
	"miss":      func(_ seeded.Change, a *answer) { a.Findings = a.Findings[:0] },
	"near":      func(_ seeded.Change, a *answer) { a.move(2) },  // two lines below: found, on another line
	"far":       func(_ seeded.Change, a *answer) { a.move(40) }, // elsewhere in the file: noise, and the defect is missed
	"category":  func(_ seeded.Change, a *answer) { a.Findings[0].Category = "docs" },
	"noise":     func(c seeded.Change, a *answer) { a.add(c, pathOf(c)) },
	"twice":     func(_ seeded.Change, a *answer) { a.Findings = append(a.Findings, a.Findings[0]) }, // merged
	"elsewhere": func(c seeded.Change, a *answer) { a.add(c, "not/in/the/change.txt") },              // dropped: never shown
	"fenced": func(_ seeded.Change, a *answer) {
		a.prose = "Here is the review:\n```json\n%s\n```\nI hope that helps."
	},
	"broken": func(_ seeded.Change, a *answer) { a.Findings[0].Severity = "terrible" }, // refused, then repaired
}

// move moves the first finding down.
func (a *answer) move(lines int) {
	f := &a.Findings[0]
	f.Line = f.EndLine + lines
	f.EndLine = f.Line
}

// add adds a finding of something that is right.
func (a *answer) add(c seeded.Change, path string) {
	line := 1
	if d := c.Defect; d != nil && d.Path == path {
		line = d.Last + 40
	}
	a.Findings = append(a.Findings, finding{
		Path: path, Line: line, EndLine: line, Severity: "medium", Category: "performance", Title: "Something that is right",
		Explanation: "A false alarm.", Confidence: 0.5,
	})
}

// pathOf returns the path of the first file that the change has; the others are there to be read.
func pathOf(c seeded.Change) string {
	for _, f := range c.Files {
		if f.Head != nil && (f.Base == nil || *f.Base != *f.Head) {
			return f.Path
		}
	}
	return ""
}

package prompt

import (
	"fmt"

	"github.com/devplus-app/devplus/shared/text"
)

// maxOpen bounds the open findings in a part.
const maxOpen = 40

// readBefore is why the diff of a file is not shown whose every hunk was reviewed at an earlier head.
const readBefore = "unchanged since it was reviewed"

// OpenFinding is a finding of an earlier round that is open. Path and Title are untrusted.
type OpenFinding struct {
	Name     string // such as "F3"
	Path     string
	Line     int // where it stood last
	Severity string
	Title    string
}

// openFindings lists the findings that the model is asked about.
func openFindings(all []OpenFinding) []line {
	var lines []line
	for _, f := range all[:min(len(all), maxOpen)] {
		lines = append(lines, newLine(0, 0, fmt.Sprintf("%s %s %s:%d: %s", f.Name, f.Severity, text.CutMiddle(f.Path, maxPath), f.Line, text.Cut(text.OneLine(f.Title), maxTitle))))
	}
	return lines
}

// passOver leaves out the diffs of files that were read before. The rest of a file of which some hunks were is shown as any file.
func passOver(files []*file, read map[string]bool) {
	for _, f := range files {
		if read[f.path] && f.patch == "" {
			f.skip = readBefore
		}
	}
}

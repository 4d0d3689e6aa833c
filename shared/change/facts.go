package change

import (
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// Facts is what was measured of a change. It is small enough to be stored: the files beyond the ranked ones are summed.
type Facts struct {
	Files       []File        `json:"files"`             // the highest ranked first, at most MaxFiles with MaxPathBytes of paths
	Omitted     Totals        `json:"omitted"`           // what Files leaves out, summed
	Total       Totals        `json:"total"`             // the whole change
	Classes     []ClassTotals `json:"classes"`           // the whole change by class, only classes that occur, in the order of their constants
	Source      Source        `json:"source"`            // the files that run in production
	Code        Code          `json:"code"`              // what the diff says of their lines
	Fix         bool          `json:"fix"`               // its title says that it repairs something; set by who knows the title, see SaysFix
	History     *History      `json:"history,omitempty"` // of its files before the change; nil when not known
	Directories int           `json:"directories"`       // distinct folders touched
	Subsystems  int           `json:"subsystems"`        // distinct top-level folders touched
	Entropy     float64       `json:"entropy"`           // bits: how the changed lines spread over the files (Kamei et al. 2013)
	Guards      []Guard       `json:"guards,omitempty"`  // what is dangerous at any size
	Touches     []Touch       `json:"touches,omitempty"` // what the changed lines are about
	Unreadable  int           `json:"unreadable"`        // files whose patch could not be parsed, or shows fewer lines than changed
	Unpatched   int           `json:"unpatched"`         // files that GitHub gave without a patch although lines changed
}

// Limits on what Facts keeps, so that its JSON stays well below what one stored document may hold.
const (
	MaxFiles     = 300       // files with facts of their own
	MaxPathBytes = 128 << 10 // their paths together; a file whose paths no longer fit is omitted
)

// Source sums the files that run in production and whose lines changed: those of the classes Production, Migration and Infrastructure.
type Source struct {
	Files       int     `json:"files"`
	Additions   int     `json:"additions"`
	Deletions   int     `json:"deletions"`
	Directories int     `json:"directories"`
	Subsystems  int     `json:"subsystems"`
	Entropy     float64 `json:"entropy"` // bits
}

// ClassTotals sums the files of one class.
type ClassTotals struct {
	Class filekind.Class `json:"class"`
	Totals
}

// Totals sums files and their lines.
type Totals struct {
	Files     int `json:"files"`
	Additions int `json:"additions"`
	Deletions int `json:"deletions"`
}

// File is what was measured of one file.
type File struct {
	Path         string         `json:"path"`
	PreviousPath string         `json:"previous_path,omitempty"`
	Status       diff.Status    `json:"status"`
	Class        filekind.Class `json:"class"`
	Language     string         `json:"language,omitempty"` // by the file's name; empty when unknown
	Additions    int            `json:"additions"`
	Deletions    int            `json:"deletions"`
	Code         Code           `json:"code,omitzero"`   // of a file that runs in production
	Hunks        []diff.Range   `json:"hunks,omitempty"` // lines of the new file that the diff shows, context included, in order, at most MaxRanges
	Unpatched    bool           `json:"unpatched,omitempty"`
	Unreadable   bool           `json:"unreadable,omitempty"`
	Binary       bool           `json:"binary,omitempty"`
}

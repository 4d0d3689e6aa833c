package change

import (
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// Facts are the measurements of a change. They are small enough to be stored: files beyond the highest ranked ones are only summed.
type Facts struct {
	Files       []File        `json:"files"`              // the highest ranked first, at most MaxFiles with MaxPathBytes of paths
	Omitted     Totals        `json:"omitted"`            // the files that are not in Files
	Total       Totals        `json:"total"`              // the whole change
	Classes     []ClassTotals `json:"classes"`            // the whole change by class, in the order of filekind.Classes; only classes that occur
	Claims      []ClassTotals `json:"claims,omitempty"`   // the files with a Claim, by what they say; they count as production files
	Source      Source        `json:"source"`             // production files
	Code        Code          `json:"code"`               // the lines of production files
	Fix         bool          `json:"fix"`                // the title says that the change fixes something, see SaysFix; callers set it
	History     *History      `json:"history,omitempty"`  // history before the change; nil if unknown; callers set it
	Siblings    *Siblings     `json:"siblings,omitempty"` // pull requests that look like other parts of the change; nil if none or unknown; callers set it
	Directories int           `json:"directories"`        // distinct folders touched
	Subsystems  int           `json:"subsystems"`         // distinct top-level folders touched
	Entropy     float64       `json:"entropy"`            // bits: how the changed lines spread over the files (Kamei et al. 2013)
	Guards      []Guard       `json:"guards,omitempty"`   // dangerous lines, at any size of the change
	Removals    []Removal     `json:"removals,omitempty"` // removals from workflows, at most MaxRemovals
	Touches     []Touch       `json:"touches,omitempty"`  // subjects of the changed lines
	Unreadable  int           `json:"unreadable"`         // files whose patch is broken or shows fewer lines than changed
	Unpatched   int           `json:"unpatched"`          // files with changed lines for which GitHub has no patch
	Unlisted    Totals        `json:"unlisted,omitzero"`  // files that GitHub does not list, see AddUnlisted; callers add them
}

// Limits of Facts, so that its JSON stays well below the size limit of a stored document.
const (
	MaxFiles     = 300       // files with facts of their own
	MaxPathBytes = 128 << 10 // all their paths; files beyond it are omitted
)

// Source sums the production files (see filekind.Class.Runs) with changed lines.
type Source struct {
	Files       int     `json:"files"`
	Additions   int     `json:"additions"`
	Deletions   int     `json:"deletions"`
	Directories int     `json:"directories"`
	Subsystems  int     `json:"subsystems"`
	Entropy     float64 `json:"entropy"` // bits
}

// Siblings are pull requests that look like parts of the same change. They do not change its score.
type Siblings struct {
	Pulls     []int `json:"pulls"`     // numbers, ascending, without this one
	Additions int   `json:"additions"` // of all, this one included
	Deletions int   `json:"deletions"`
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

// File is the measurements of one file.
type File struct {
	Path         string         `json:"path"`
	PreviousPath string         `json:"previous_path,omitempty"`
	Status       diff.Status    `json:"status"`
	Class        filekind.Class `json:"class"`
	Claim        filekind.Class `json:"claim,omitempty"`    // what the change newly says that the file is: generated, vendored or binary; Class is production
	Language     string         `json:"language,omitempty"` // by the file's name; empty if unknown
	Additions    int            `json:"additions"`
	Deletions    int            `json:"deletions"`
	Code         Code           `json:"code,omitzero"`   // of production files
	Hunks        []diff.Range   `json:"hunks,omitempty"` // lines of the new file that the diff shows, with context, in order, at most diff.MaxRanges
	Unpatched    bool           `json:"unpatched,omitempty"`
	Unreadable   bool           `json:"unreadable,omitempty"`
	Binary       bool           `json:"binary,omitempty"`
}

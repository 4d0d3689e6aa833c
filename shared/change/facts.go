package change

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
	Class Class `json:"class"`
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
	Path         string  `json:"path"`
	PreviousPath string  `json:"previous_path,omitempty"`
	Status       Status  `json:"status"`
	Class        Class   `json:"class"`
	Language     string  `json:"language,omitempty"` // by the file's name; empty when unknown
	Additions    int     `json:"additions"`
	Deletions    int     `json:"deletions"`
	Code         Code    `json:"code,omitzero"`   // of a file that runs in production
	Hunks        []Range `json:"hunks,omitempty"` // lines of the new file that the diff shows, context included, in order, at most MaxRanges
	Unpatched    bool    `json:"unpatched,omitempty"`
	Unreadable   bool    `json:"unreadable,omitempty"`
	Binary       bool    `json:"binary,omitempty"`
}

// Range is a run of lines of the new file, both ends included, counted from 1.
type Range struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Class is what a file is for: by its path, but that a submodule's pointer is Vendored, and Generated what its lines say is.
type Class string

// The classes of files.
const (
	Production     Class = "production"
	Test           Class = "test"
	Docs           Class = "docs"
	Configuration  Class = "configuration"
	Build          Class = "build"
	CI             Class = "ci"
	Infrastructure Class = "infrastructure"
	Migration      Class = "migration"
	LockFile       Class = "lock_file"
	Generated      Class = "generated"
	Vendored       Class = "vendored"
	Binary         Class = "binary"
)

// Level grades a score.
type Level string

// The levels and the scores they end at: low 30, medium 60, high 85, critical 100.
const (
	Low      Level = "low"
	Medium   Level = "medium"
	High     Level = "high"
	Critical Level = "critical"
)

// Risk is the measured risk of a change.
type Risk struct {
	Probability float64  `json:"probability"` // chance, 0 to 1, that a later fix is traced to the change
	Score       float64  `json:"score"`       // 0 to 100, one decimal: the percentile of Probability among the changes it was fitted on
	Level       Level    `json:"level"`
	Signals     []Signal `json:"signals"` // guards first, then the largest absolute share; the shares add up to Score
}

// Signal is one measured quantity and what it adds to the score.
type Signal struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Points float64 `json:"points"` // may be negative
	Reason string  `json:"reason"` // for people, with the figures in it
	// Evidence is where most of it is, most first, at most MaxEvidence places.
	Evidence []Place `json:"evidence,omitempty"`
}

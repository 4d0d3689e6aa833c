package diff

import "cmp"

// Status is what happened to a file, as GitHub's "List pull requests files" names it.
type Status string

// The statuses that GitHub documents.
const (
	Added     Status = "added"
	Removed   Status = "removed"
	Modified  Status = "modified"
	Renamed   Status = "renamed"
	Copied    Status = "copied"
	Changed   Status = "changed" // its mode or type alone
	Unchanged Status = "unchanged"
)

// Patch is one changed file, as GitHub's "List pull requests files" returns it.
type Patch struct {
	Path         string // after the change
	PreviousPath string // before it, when it moved
	Status       Status
	Additions    int // lines, as GitHub counts them
	Deletions    int
	// Text is the hunks of the file, without a file header. It is empty for binary files, pure renames and mode changes. It is also empty where
	// GitHub leaves a large diff out; Additions+Deletions is positive then.
	Text string

	scanned *Hunks // of Text, if Parse has read them
}

// PathBefore returns the file's path before the change.
func (p Patch) PathBefore() string { return cmp.Or(p.PreviousPath, p.Path) }

// Equal reports whether two patches are the same but for what Parse has read.
func (p Patch) Equal(other Patch) bool {
	p.scanned, other.scanned = nil, nil
	return p == other
}

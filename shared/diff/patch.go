package diff

// Status is what happened to a file, in the words of GitHub's "list pull requests files".
type Status string

// The statuses that GitHub documents for a changed file.
const (
	Added     Status = "added"
	Removed   Status = "removed"
	Modified  Status = "modified"
	Renamed   Status = "renamed"
	Copied    Status = "copied"
	Changed   Status = "changed" // its mode or type alone
	Unchanged Status = "unchanged"
)

// Patch is one changed file as GitHub's "list pull requests files" gives it.
type Patch struct {
	Path         string // after the change
	PreviousPath string // before it, when it moved
	Status       Status
	Additions    int // lines, as GitHub counts them
	Deletions    int
	// Text is the file's hunks without a file header. It is empty for binary files, for pure renames and mode changes,
	// and where GitHub leaves out what is too big: then Additions+Deletions > 0.
	Text string

	scanned *Hunks // of Text, where ParseDiff has read them already; else nil
}

// Equal reports whether two patches say the same.
func (p Patch) Equal(other Patch) bool {
	p.scanned, other.scanned = nil, nil
	return p == other
}

// Package repoconfig reads the files that set a repository's settings: .github/devplus.yml on its default branch, and devplus.yml in the
// organization's .github repository, which may have bounds, too. A file is data of somebody else: it is bounded, has neither anchors nor
// tags, and is valid as a whole or not at all.
package repoconfig

// The files.
const (
	Path             = ".github/devplus.yml"
	OrganizationPath = "devplus.yml" // in the repository OrganizationName
	OrganizationName = ".github"
)

// MaxBytes bounds a file.
const MaxBytes = 64 << 10

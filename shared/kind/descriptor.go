package kind

import "github.com/devplus-app/devplus/shared/analysis"

// Descriptor is what distinguishes a kind, as data.
type Descriptor struct {
	Name analysis.Kind // also in IDs: it never changes
	// CheckName is the name of the check run. People put it into branch protection: renaming it would leave their pull requests
	// waiting for a check that never comes.
	CheckName string
	Flow      string           // the ID of the Kestra flow
	Schema    *analysis.Schema // of the flow's results
	Local     Local            // how the local command asks for it
	Sent      Sent             // what a flow is sent, in words

	// Key is what tells one subject of a repository from another; it is part of IDs. With PlainKey it is short and safe, and IDs
	// have it as it is.
	Key      func(analysis.Subject) string
	PlainKey bool

	SupersedesOlder      bool // a newer head of a subject ends the analysis of an older one
	ComparesWithPrevious bool // measuring takes the subject's analysis before
}

// Local is what the local command takes from a checkout.
type Local string

// The forms.
const (
	LocalChange     Local = "change"     // BASE..HEAD, as a pull request
	LocalRelease    Local = "release"    // TAG or TAG..TAG, as a published release
	LocalRepository Local = "repository" // the whole checkout, as an installation
)

// Sent names what a flow is sent, for people.
type Sent struct{ Unit, Text string }

// Identity identifies a subject of a repository.
func (d Descriptor) Identity(repositoryID int64, s analysis.Subject) analysis.Identity {
	return analysis.Identity{Kind: d.Name, RepositoryID: repositoryID, Key: d.Key(s), PlainKey: d.PlainKey}
}

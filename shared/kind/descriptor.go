package kind

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Descriptor describes a kind as data.
type Descriptor struct {
	Name analysis.Kind // part of IDs, so it never changes
	// CheckName is the name of the check run. It must not change: branch protection would wait for the old name forever.
	CheckName string
	Flow      string           // the ID of the Kestra flow
	Schema    *analysis.Schema // of the flow's results
	Prompt    string           // version of the flow's prompts: see PromptVersion
	Local     Local            // what the local command analyzes
	Sent      Sent

	// Key distinguishes the subjects of a repository; it is part of IDs. PlainKey means that it is short and safe, so IDs contain it
	// unchanged.
	Key      func(analysis.Subject) string
	PlainKey bool

	Reviewed             bool // settings.Reviews says which subjects the model reviews
	OneConclusion        bool // the open subjects of a head share its check run: the worst of their conclusions counts
	SupersedesOlder      bool // a newer head of a subject ends the analysis of an older one
	ComparesWithOthers   bool // the Measurer needs the scale of the repository's changes, see analysis.Analysis.Scale
	ComparesWithPrevious bool // the Measurer needs the subject's previous analysis
}

// Local is the part of a checkout that the local command analyzes.
type Local string

// The forms.
const (
	LocalChange     Local = "change"     // BASE..HEAD, as a pull request
	LocalRelease    Local = "release"    // TAG or TAG..TAG, as a published release
	LocalRepository Local = "repository" // the whole checkout, as an installation
)

// Sent names a flow's input for people: its unit, such as "file", and the text of a unit, such as "diff".
type Sent struct{ Unit, Text string }

// Identity identifies a subject of a repository.
func (d Descriptor) Identity(repositoryID int64, s analysis.Subject) analysis.Identity {
	return analysis.Identity{Kind: d.Name, RepositoryID: repositoryID, Key: d.Key(s), PlainKey: d.PlainKey}
}

// PromptVersion returns a version that changes with the prompts: the beginning of their SHA-256.
func PromptVersion(prompts []byte) string {
	sum := sha256.Sum256(prompts)
	return hex.EncodeToString(sum[:])[:7]
}

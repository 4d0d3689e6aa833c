package release

import (
	"context"
	"errors"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// ErrNoTag says that the repository has no such tag, or no longer.
var ErrNoTag = errors.New("the repository has no such tag")

// Range is what a release brings: the commits of Head that Base lacks (BASE..HEAD).
type Range struct {
	Head    string    `json:"head"` // commit SHA
	HeadTag string    `json:"head_tag,omitempty"`
	Base    string    `json:"base"`     // commit SHA; empty: nothing came before, the range is the whole history
	BaseTag string    `json:"base_tag"` // empty where the base is a deployment without a tag
	BaseAt  time.Time `json:"base_at"`  // when the base was released or deployed; zero without a base
	Note    string    `json:"note"`     // why this base and not the one a reader would expect, in a sentence; mostly empty
}

// Tag is a tag of the repository.
type Tag struct {
	Name       string
	SHA        string    // of the commit that it leads to, through as many tags as there are
	At         time.Time // when the tag was made, or the commit where the tag does not say
	Prerelease bool      // its release says so, whatever the name looks like
	Draft      bool      // all it has is a draft of a release
}

// OfTag is the range of the release with that tag: from the previous release on its line (Previous) to the tag's commit. The
// error wraps ErrNoTag when the tag is not there.
func OfTag(ctx context.Context, gh *githubapp.Installation, repository analysis.Repository, tag string) (Range, error) {
	return Range{}, errors.ErrUnsupported
}

// OfCommit is the range of a commit that is to be released: from the newest stable release that it contains.
func OfCommit(ctx context.Context, gh *githubapp.Installation, repository analysis.Repository, sha string) (Range, error) {
	return Range{}, errors.ErrUnsupported
}

// OfDeployment is the range of a deployment of sha: from what was last deployed to the environment with success. Where there
// is no such deployment, it is OfCommit's.
func OfDeployment(ctx context.Context, gh *githubapp.Installation, repository analysis.Repository, environment, sha string) (Range, error) {
	return Range{}, errors.ErrUnsupported
}

// Gather asks GitHub what lies in the range, with at most 110 calls, for 5,000 commits.
func Gather(ctx context.Context, gh *githubapp.Installation, repository analysis.Repository, r Range) (*Evidence, error) {
	return nil, errors.ErrUnsupported
}

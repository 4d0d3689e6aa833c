package analysis

// Kind names one of the analyses.
type Kind string

// The kinds of analyses.
const (
	PullRequest        Kind = "pull_request"
	ReleaseRisk        Kind = "release_risk" // of a release, or of a deployment to a protected environment
	ReleaseNotes       Kind = "release_notes"
	RepositoryAnalysis Kind = "repository"
)

// Kinds are all kinds.
func Kinds() []Kind { return []Kind{PullRequest, ReleaseRisk, ReleaseNotes, RepositoryAnalysis} }

// Flow is the Kestra flow that does the kind's analysis; "" for what is no kind.
func (k Kind) Flow() string {
	return map[Kind]string{
		PullRequest:        "ai-pull-request-analysis",
		ReleaseRisk:        "ai-release-risk",
		ReleaseNotes:       "ai-release-notes",
		RepositoryAnalysis: "ai-repo-analysis",
	}[k]
}

// CheckName is the name of the check run that shows the kind's analysis; "" for what is no kind. People put it into branch
// protection: renaming it would leave their pull requests waiting for a check that never comes.
func (k Kind) CheckName() string {
	return map[Kind]string{
		PullRequest:        "DevPlus",
		ReleaseRisk:        "DevPlus: release risk",
		ReleaseNotes:       "DevPlus: release notes",
		RepositoryAnalysis: "DevPlus: repository",
	}[k]
}

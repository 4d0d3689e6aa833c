package repository

import "slices"

// advice is what to do about a concern, and where that is explained.
type advice struct{ key, remedy, link string }

const (
	// githubDocs has long addresses, which break the lines of a terminal. "articles/" redirects to them (redirect_from in github/docs).
	githubDocs = "https://docs.github.com/en/"
	// scorecard has the checks' reasons and remedies: OpenSSF Scorecard, docs/checks.md.
	scorecard = "https://github.com/ossf/scorecard/blob/main/docs/checks.md#"
)

// advices are in the order in which concerns of one severity matter.
var advices = []advice{
	{"dangerous_workflow", "Run what comes from outside on pull_request, without secrets, and pass its text by environment variables.", scorecard + "dangerous-workflow"},
	{"secret_files", "Revoke what they hold first; then take them out of the history, because deleting the files is not enough.",
		githubDocs + "articles/removing-sensitive-data-from-a-repository"},
	{"no_tests", "Begin with one test of what the first hotspot does today.", ""},
	{"no_ci", "Let GitHub Actions build and test each pull request.", githubDocs + "actions/get-started/quickstart"},
	{"token_permissions", "Let the workflow's permissions say contents: read, and give a job the rest that it needs.", scorecard + "token-permissions"},
	{"branch_protection", "Protect it: changes by pull request, checks that must pass, no force pushes.",
		githubDocs + "articles/about-protected-branches"},
	{"risky_pull_requests", "Review these first, or split them.", ""},
	{"few_tests", "Test the hotspots first: faults are likeliest there.", ""},
	{"no_license", "Choose a license and commit its text as LICENSE.",
		githubDocs + "articles/licensing-a-repository"},
	{"no_readme", "Say in a README what this is, and how to build and run it.", githubDocs + "articles/about-readmes"},
	{"unlocked", "Commit the lock file that the package manager writes.", ""},
	{"hotspots_of_one_person", "Let a second person make, or review, the next changes there.", ""},
	{"bus_factor", "Let a second person review changes to the hotspots, so that someone else can go on.", ""},
	{"binary_artifacts", "Build programs in CI and publish them with a release: nobody can review them here.", scorecard + "binary-artifacts"},
	{"codeowners_invalid", "Fix these lines: their files have no owner.", githubDocs + "articles/about-code-owners"},
	{"no_updates", "Add .github/dependabot.yml.", githubDocs + "code-security/dependabot/dependabot-version-updates/configuring-dependabot-version-updates"},
	{"unpinned_actions", "Name actions of others by the SHA of a commit, with the version behind it as a comment; Dependabot updates both.", scorecard + "pinned-dependencies"},
	{"default_permissions", "Begin each such workflow with permissions: contents: read.", scorecard + "token-permissions"},
	{"untested_folders", "Begin with the first: it is the largest.", ""},
	{"no_security_policy", "Add a SECURITY.md with the way to report a vulnerability.", githubDocs + "code-security/getting-started/adding-a-security-policy-to-your-repository"},
	{"unowned", "Name an owner of everything on the first line.", githubDocs + "articles/about-code-owners"},
	{"no_codeowners", "Say in a CODEOWNERS file who reviews what.", githubDocs + "articles/about-code-owners"},
	{"quiet", "If it is finished, say so in the README or archive it; if it runs, name who looks after it.", githubDocs + "repositories/archiving-a-github-repository/archiving-repositories"},
	{"unreleased", "Release what is there.", ""},
	{"stale_pull_requests", "Merge or close them.", ""},
	{"large_files", "Keep them in Git LFS or in a release.", githubDocs + "repositories/working-with-files/managing-large-files/about-git-large-file-storage"},
}

// adviceOn returns the advice on a concern, and its place among those of one severity.
func adviceOn(key string) (advice, int) {
	i := slices.IndexFunc(advices, func(a advice) bool { return a.key == key })
	if i < 0 {
		return advice{}, len(advices)
	}
	return advices[i], i
}

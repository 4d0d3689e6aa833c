package dispatch

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// maxNamed bounds the pull requests named by a group's commits.
const maxNamed = 20

// merges matches the title of a commit that merges a pull request, for each of GitHub's merge methods.
var merges = regexp.MustCompile(`^Merge pull request #([0-9]{1,9}) |\(#([0-9]{1,9})\)$`)

// pullsByName returns the pull requests that a group's branch and the titles of its commits name, if they are open and merge into its branch.
// Anybody can write such titles, but an additional pull request can only worsen the group's conclusion.
func pullsByName(ctx context.Context, gh *githubapp.Repository, e event.Event) ([]githubapp.QueueEntry, error) {
	numbers := []int{e.Subject.Number}
	if e.BaseSHA != "" {
		compared, err := gh.Compare(ctx, e.BaseSHA, e.HeadSHA, 1)
		switch {
		case githubapp.Permanent(err): // only the branch counts then
			compared = new(github.CommitsComparison)
		case err != nil:
			return nil, err
		}
		for _, c := range compared.Commits {
			numbers = append(numbers, mergedBy(c.GetCommit().GetMessage()))
		}
	}
	var found []githubapp.QueueEntry
	for _, number := range unique(numbers) {
		if number == 0 || len(found) == maxNamed {
			continue
		}
		pull, err := gh.PullRequest(ctx, number)
		switch {
		case errors.Is(err, githubapp.ErrNotFound):
			continue
		case err != nil:
			return nil, err
		case number == e.Subject.Number, pull.GetState() == "open" && pull.GetBase().GetRef() == e.Subject.Ref:
			found = append(found, githubapp.QueueEntry{Number: number, PullSHA: pull.GetHead().GetSHA(), QueueSHA: e.HeadSHA})
		}
	}
	return found, nil
}

// mergedBy returns the number of the pull request that a commit merges by its title, 0 for none.
func mergedBy(message string) int {
	title, _, _ := strings.Cut(message, "\n")
	match := merges.FindStringSubmatch(strings.TrimSpace(title))
	if match == nil {
		return 0
	}
	number, _ := strconv.Atoi(match[1] + match[2])
	return number
}

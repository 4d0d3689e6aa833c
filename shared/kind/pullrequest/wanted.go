package pullrequest

import (
	"cmp"
	"context"
	"regexp"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/settings"
)

// dependencyBot matches the logins of Apps that only update dependencies. An organization's own Renovate may have another name.
var dependencyBot = regexp.MustCompile(`(?i)^(.*renovate.*|dependabot.*|depfu|snyk-bot|pyup-bot|scala-steward.*|greenkeeper|mend-for-github-com|deps-app)\[bot\]$`)

// decide sets whether the subject is analyzed, and whether the model reviews it.
func decide(ctx context.Context, gh *githubapp.Repository, pull *github.PullRequest, r settings.Reviews, s *kind.Subject) error {
	if pull.GetDraft() {
		drafts := cmp.Or(r.Drafts, settings.Ask)
		if drafts != settings.Review {
			s.SkipReason, s.Never = "draft", drafts == settings.Skip
			return nil
		}
	}
	p := settings.PullRequest{
		Author: pull.GetUser().GetLogin(), Title: pull.GetTitle(), Branch: pull.GetHead().GetRef(), Base: pull.GetBase().GetRef(),
	}
	for _, label := range pull.Labels {
		p.Labels = append(p.Labels, label.GetName())
	}
	if found := r.Skip.Find(p); found != "" {
		s.Unreviewed, s.Never = "the settings skip "+found, true
		return nil
	}
	if found := r.Ask.Find(p); found != "" {
		s.Unreviewed = "reviewed only on request, by " + found
		return nil
	}
	wanted, who := cmp.Or(r.People, settings.Review), "a person's pull request"
	if pull.GetUser().GetType() == "Bot" {
		wanted, who = cmp.Or(r.Agents, settings.Review), "an agent's pull request"
		if dependencyBot.MatchString(p.Author) && cmp.Or(r.Bots, settings.Ask) != wanted {
			alone, err := onlyBy(ctx, gh, pull)
			if err != nil {
				return err
			}
			if alone {
				wanted, who = cmp.Or(r.Bots, settings.Ask), "a dependency bot's pull request"
			}
		}
	}
	switch wanted {
	case settings.Ask:
		s.Unreviewed = who + ", reviewed only on request"
	case settings.Skip:
		s.Unreviewed, s.Never = who, true
	}
	return nil
}

// onlyBy reports whether every commit's author and committer is the pull request's author, by GitHub's account. GitHub itself may be the
// committer if it signed the commit. This is checked because anyone may push a commit to a bot's branch.
func onlyBy(ctx context.Context, gh *githubapp.Repository, pull *github.PullRequest) (bool, error) {
	commits, complete, err := gh.PullRequestCommits(ctx, pull.GetNumber())
	if err != nil || !complete || len(commits) == 0 {
		return false, err
	}
	bot := pull.GetUser()
	for _, c := range commits {
		byGitHub := c.GetCommitter().GetLogin() == "web-flow" && c.GetCommit().GetVerification().GetVerified()
		if c.GetAuthor().GetID() != bot.GetID() || c.GetCommitter().GetID() != bot.GetID() && !byGitHub {
			return false, nil
		}
	}
	return true, nil
}

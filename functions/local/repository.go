package main

import (
	"context"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// openRepository opens a repository at the last commit of its branch.
func openRepository(ctx context.Context, dir, span string) (*checkout, error) {
	if span != "" {
		return nil, &usageError{"-range: a repository is analyzed as a whole, at the commit that is checked out"}
	}
	c, err := openTop(ctx, dir)
	if err != nil {
		return nil, err
	}
	if c.head, err = git(ctx, c.dir, "rev-parse", "--verify", "HEAD^{commit}"); err != nil {
		return nil, err
	}
	if err := c.describe(ctx); err != nil {
		return nil, err
	}
	if c.branch == "" { // detached
		c.branch = "HEAD"
	}
	return c, nil
}

// bringInstallation delivers the webhook of an installation and returns the subject and head of its repository.
func bringInstallation(ctx context.Context, s *system, gh *standin.Server, secret []byte) (analysis.Subject, string, error) {
	payload, err := gh.InstallationPayload("installation", "created")
	if err != nil {
		return analysis.Subject{}, "", err
	}
	if err := s.deliver(ctx, gh, secret, "installation", payload); err != nil {
		return analysis.Subject{}, "", err
	}
	head, err := gh.Head()
	return analysis.Subject{}, head, err
}

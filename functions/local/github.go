package main

import (
	"context"
	"net/http"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// startStandin serves the checkout as GitHub would. A change is pull request 1 or a release.
func startStandin(ctx context.Context, c *checkout) (gh *standin.Server, app *githubapp.App, stop func(), err error) {
	gh, err = standin.New(standin.Options{
		Dir: c.dir, Owner: c.owner, Name: c.name, DefaultBranch: c.branch, ContentsWrite: c.tag != "", Tags: c.tags(),
		VirtualTags: c.unreleased(), KnownAccounts: c.tag != "" || c.base == "", Still: true,
	})
	if err != nil {
		return nil, nil, nil, err
	}
	if c.tag != "" {
		gh.AddRelease(standin.Release{Tag: c.tag})
	} else if c.base != "" {
		if err := gh.AddPullRequest(c.pullRequest()); err != nil {
			return nil, nil, nil, err
		}
	}
	l, err := listen(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, nil, nil, err
	}
	go gh.ReadAhead() // while the scale is read
	server := &http.Server{Handler: gh, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }() // until closed
	app, err = githubapp.New(githubapp.Config{
		AppID: gh.Options().AppID, PrivateKey: gh.PrivateKey(), BaseURL: "http://" + l.Addr().String(),
	})
	return gh, app, func() { _ = server.Close() }, err
}

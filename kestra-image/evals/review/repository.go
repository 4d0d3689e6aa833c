package review

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// PullRequest is a pull request between two revisions of a git repository.
type PullRequest = standin.PullRequest

// Repository is a git repository with pull requests, served as GitHub would.
type Repository struct {
	github     *githubapp.Repository
	repository analysis.Repository
	server     *http.Server
}

// Serve serves the git repository in a folder until Close is called.
func Serve(dir, owner, name, branch string, pulls []PullRequest) (*Repository, error) {
	// The stand-in has no other client, so it needs no hourly limit of requests.
	gh, err := standin.New(standin.Options{Dir: dir, Owner: owner, Name: name, DefaultBranch: branch, Still: true, RateLimit: 1 << 20})
	if err != nil {
		return nil, err
	}
	for _, p := range pulls {
		if err := gh.AddPullRequest(p); err != nil {
			return nil, err
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("serving %s: %w", dir, err)
	}
	server := &http.Server{Handler: gh, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }() // until it is closed
	o := gh.Options()
	app, err := githubapp.New(githubapp.Config{AppID: o.AppID, PrivateKey: gh.PrivateKey(), BaseURL: "http://" + l.Addr().String()})
	if err != nil {
		_ = server.Close()
		return nil, err
	}
	return &Repository{
		github:     app.Installation(o.InstallationID).In(o.RepositoryID, o.Owner, o.Name),
		repository: analysis.Repository{ID: o.RepositoryID, Owner: o.Owner, Name: o.Name, DefaultBranch: o.DefaultBranch},
		server:     server,
	}, nil
}

// Close ends serving.
func (r *Repository) Close() { _ = r.server.Close() }

package main

import (
	"context"
	"embed"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/devplus-app/devplus/kestra-image/evals/play"
	"github.com/devplus-app/devplus/kestra-image/evals/review"
	"github.com/devplus-app/devplus/kestra-image/evals/score"
	"github.com/devplus-app/devplus/kestra-image/evals/seeded"
	"github.com/devplus-app/devplus/shared/kestra/engine"
)

//go:embed testdata/cases testdata/script.tsv testdata/recordings
var testdata embed.FS

// subject is a pull request whose defects are known.
type subject struct {
	name, group string
	defects     []score.Place
	number      int // of the pull request
	// open serves its repository until the function that it returns is called.
	open func(context.Context) (*review.Repository, func(), error)
}

// changes returns the changes with planted defects and the clean ones.
func changes() ([]seeded.Change, error) {
	files, err := fs.Sub(testdata, "testdata/cases")
	if err != nil {
		return nil, err
	}
	return seeded.Load(files)
}

// planted returns the changes as pull requests of one repository, in a folder that the function removes.
func planted(ctx context.Context) ([]subject, func(), error) {
	all, err := changes()
	if err != nil {
		return nil, nil, err
	}
	dir, err := os.MkdirTemp("", "devplus-evals-")
	if err != nil {
		return nil, nil, err
	}
	remove := func() { _ = os.RemoveAll(dir) }
	if err := seeded.Commit(ctx, dir, all); err != nil {
		remove()
		return nil, nil, err
	}
	pulls := make([]review.PullRequest, len(all))
	for i, c := range all {
		pulls[i] = review.PullRequest{Number: i + 1, Title: c.Title, Body: c.Body, Base: c.Base(), Head: c.Head(), BaseRef: "release", HeadRef: "change"}
	}
	served, err := review.Serve(dir, "example", "planted", "main", pulls)
	if err != nil {
		remove()
		return nil, nil, err
	}
	var subjects []subject
	for i, c := range all {
		s := subject{name: c.Name, group: c.Language(), number: i + 1, open: func(context.Context) (*review.Repository, func(), error) {
			return served, func() {}, nil
		}}
		if c.Defect != nil {
			s.defects = []score.Place{*c.Defect}
		}
		subjects = append(subjects, s)
	}
	return subjects, func() { served.Close(); remove() }, nil
}

// flow reads the flow of pull requests.
func flow() (*play.Flow, error) {
	dir, err := engine.ImageDir()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "flows", "ai-pull-request-analysis.yaml"))
	if err != nil {
		return nil, err
	}
	return play.Read(text)
}

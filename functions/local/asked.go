package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// asked is how one kind of analysis is asked for on the command line.
type asked struct {
	// open finds the subject in a checkout; span is the flag -range.
	open func(ctx context.Context, dir, span string) (*checkout, error)
	// bring delivers a webhook about the subject and returns the ID of its analysis.
	bring func(ctx context.Context, s *system, gh *standin.Server, secret []byte) (id string, err error)
}

var askedFor = map[analysis.Kind]asked{
	analysis.PullRequest:        {openCheckout, bringPullRequest},
	analysis.ReleaseRisk:        {openRelease, bringRelease(analysis.ReleaseRisk)},
	analysis.ReleaseNotes:       {openRelease, bringRelease(analysis.ReleaseNotes)},
	analysis.RepositoryAnalysis: {openRepository, bringInstallation},
}

func kindNames() string {
	var names []string
	for _, kind := range slices.Sorted(maps.Keys(askedFor)) {
		names = append(names, string(kind))
	}
	return strings.Join(names, ", ")
}

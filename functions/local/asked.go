package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/kinds"
)

// localRequest is an analysis that the command line requests.
type localRequest struct {
	// open finds the subject in a checkout; span is the flag -range.
	open func(ctx context.Context, dir, span string) (*checkout, error)
	// deliverWebhook delivers a webhook about the subject and returns the subject and its head.
	deliverWebhook func(ctx context.Context, s *system, gh *standin.Server, secret []byte) (analysis.Subject, string, error)
}

var requestsByKind = map[kind.Local]localRequest{
	kind.LocalChange:     {openCheckout, bringPullRequest},
	kind.LocalRelease:    {openRelease, bringRelease},
	kind.LocalRepository: {openRepository, bringInstallation},
}

// descriptorOf returns the descriptor of a kind that the flag -kind names.
func descriptorOf(name string) (kind.Descriptor, error) {
	var names []string
	for _, k := range kinds.All(nil, nil) {
		d := k.Descriptor()
		if string(d.Name) == name {
			return d, nil
		}
		names = append(names, string(d.Name))
	}
	return kind.Descriptor{}, &usageError{fmt.Sprintf("-kind %q: there are %s", name, strings.Join(names, ", "))}
}

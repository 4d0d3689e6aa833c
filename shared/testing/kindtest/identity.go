// Package kindtest gives tests the descriptors and IDs of all kinds by name.
package kindtest

import (
	"fmt"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/kinds"
)

// Names lists the names of all kinds.
func Names() []analysis.Kind {
	var names []analysis.Kind
	for _, k := range kinds.All(nil, nil) {
		names = append(names, k.Descriptor().Name)
	}
	return names
}

// Of returns the descriptor of a kind. It panics for an unknown name.
func Of(name analysis.Kind) kind.Descriptor {
	k, err := kinds.All(nil, nil).Named(name)
	if err != nil {
		panic(fmt.Sprintf("%q: %v", name, err))
	}
	return k.Descriptor()
}

// ID returns the ID of the analysis of a subject at a head.
func ID(repositoryID int64, s analysis.Subject, headSHA string) string {
	return Of(s.Kind).Identity(repositoryID, s).ID(headSHA)
}

// LatestID returns the ID of a subject's latest.
func LatestID(repositoryID int64, s analysis.Subject) string {
	return Of(s.Kind).Identity(repositoryID, s).LatestID()
}

// Package kinds is the one list of what DevPlus analyses.
package kinds

import (
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
)

// Parts is what kinds need.
type Parts struct {
	Notes string // RELEASE_NOTES: show (also ""), write or draft
}

// All are all kinds.
func All(p Parts) kind.List {
	return kind.List{
		&pullrequest.Kind{},
		&releasenotes.Kind{Write: p.Notes == "write" || p.Notes == "draft", Draft: p.Notes == "draft"},
	}
}

// Package kinds is the one list of what DevPlus analyses.
package kinds

import (
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/kind/repository"
)

// All are all kinds.
func All() kind.List {
	return kind.List{&pullrequest.Kind{}, &repository.Kind{}}
}

// Package kinds is the one list of what DevPlus analyses.
package kinds

import (
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
)

// All are all kinds.
func All() kind.List {
	return kind.List{&pullrequest.Kind{}}
}

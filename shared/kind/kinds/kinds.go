// Package kinds is the one list of what DevPlus analyses.
package kinds

import (
	"context"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/kind/repository"
	"github.com/devplus-app/devplus/shared/source"
)

// Parts is what kinds need.
type Parts struct {
	Store interface {
		Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	}
	Gate  config.Gate
	Notes string // RELEASE_NOTES: show (also ""), write or draft
	Now   func() time.Time
}

// All are all kinds.
func All(p Parts) kind.List {
	cache := new(source.Cache)
	return kind.List{
		&pullrequest.Kind{Cache: cache},
		&releasenotes.Kind{Cache: cache, Write: p.Notes == "write" || p.Notes == "draft", Draft: p.Notes == "draft"},
		&releaserisk.Kind{
			Cache: cache, Store: p.Store, Now: p.Now,
			Gate: releaserisk.Gate{MaxScore: p.Gate.MaxScore, ApproveBlind: p.Gate.OnError == "approve", Timeout: p.Gate.Timeout},
		},
		&repository.Kind{Cache: cache, Analyses: p.Store, Now: p.Now},
	}
}

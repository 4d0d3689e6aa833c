// Package kinds lists the kinds of analysis that DevPlus makes.
package kinds

import (
	"context"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/kind/repository"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/store"
)

// Store holds the results of earlier analyses. nil means that there are none.
type Store interface {
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	NextRelease(ctx context.Context, repositoryID int64) (*store.NextRelease, error)
	Yardstick(ctx context.Context, repositoryID int64) (*store.Yardstick, error)
	AddRelease(ctx context.Context, repositoryID int64, expireAt time.Time, r yardstick.Release) error
}

// All returns all kinds. They share one cache of GitHub's data.
func All(s Store, now func() time.Time) kind.List {
	cache := new(source.Cache)
	return kind.List{
		&pullrequest.Kind{Cache: cache},
		&releasenotes.Kind{Cache: cache},
		&releaserisk.Kind{Cache: cache, Store: s, Now: now},
		&repository.Kind{Cache: cache, Analyses: s, Now: now},
	}
}

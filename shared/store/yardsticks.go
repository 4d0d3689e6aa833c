package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/packed"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

// Yardstick is the scale of one repository: its last merged changes.
type Yardstick struct {
	ID       string            `firestore:"-" json:"-"` // of the repository
	Revision analysis.Revision `firestore:"-" json:"-"`

	Entries  []byte             `firestore:"entries,omitzero" json:"entries,omitzero"`   // a yardstick.Window as gzipped JSON
	Known    int                `firestore:"known,omitzero" json:"known,omitzero"`       // entries, for people in Google Cloud's console
	Outcomes yardstick.Outcomes `firestore:"outcomes,omitzero" json:"outcomes,omitzero"` // known outcomes of changes
	Releases []byte             `firestore:"releases,omitzero" json:"releases,omitzero"` // yardstick.Releases as gzipped JSON
	Seeded   Seed               `firestore:"seeded,omitzero" json:"seeded,omitzero"`
	ExpireAt time.Time          `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// Seed is the progress of reading the pull requests merged before the App was installed.
type Seed struct {
	Model  string `firestore:"model,omitzero" json:"model,omitzero"` // that measured them
	Looked int    `firestore:"looked,omitzero" json:"looked,omitzero"`
	After  string `firestore:"after,omitzero" json:"after,omitzero"` // where to continue GitHub's list
	Done   bool   `firestore:"done,omitzero" json:"done,omitzero"`
}

// SeedOf returns how far the model has seeded the yardstick.
func (y *Yardstick) SeedOf(model string) Seed {
	if y.Seeded.Model != model {
		return Seed{Model: model}
	}
	return y.Seeded
}

// Yardsticks holds the Yardstick of each repository by its ID.
var Yardsticks = Declare(Declaration[Yardstick]{Name: "yardsticks", Of: OfRepository, Expires: ByRetention, MaxBytes: 32 << 10, Codec: Plain[Yardstick]()})

// YardstickSubject names a pull request on the scale.
func YardstickSubject(number int) string { return "#" + strconv.Itoa(number) }

// Yardstick returns the yardstick of a repository, which is empty at first. It costs one document read.
func (s *Store) Yardstick(ctx context.Context, repositoryID int64) (*Yardstick, error) {
	id := strconv.FormatInt(repositoryID, 10)
	y, err := Yardsticks.Get(ctx, s.db, id)
	if errors.Is(err, ErrNotFound) {
		return &Yardstick{ID: id}, nil
	}
	return y, err
}

// AddToYardstick adds merged changes of a repository, and replaces those already present.
func (s *Store) AddToYardstick(ctx context.Context, repositoryID int64, expireAt time.Time, entries ...yardstick.Entry) error {
	return s.ChangeYardstick(ctx, repositoryID, func(y *Yardstick) error {
		if expireAt.After(y.ExpireAt) {
			y.ExpireAt = expireAt
		}
		return y.Add(entries...)
	})
}

// AddRelease adds a release of a repository. One of the same name and kind is replaced.
func (s *Store) AddRelease(ctx context.Context, repositoryID int64, expireAt time.Time, r yardstick.Release) error {
	return s.ChangeYardstick(ctx, repositoryID, func(y *Yardstick) error {
		if expireAt.After(y.ExpireAt) {
			y.ExpireAt = expireAt
		}
		return y.AddRelease(r)
	})
}

// ChangeYardstick changes the yardstick of a repository: see Collection.Change.
func (s *Store) ChangeYardstick(ctx context.Context, repositoryID int64, fn func(*Yardstick) error) error {
	_, err := Yardsticks.Change(ctx, s.db, strconv.FormatInt(repositoryID, 10), fn)
	return err
}

// Window returns the merged changes.
func (y *Yardstick) Window() (w yardstick.Window, err error) {
	if err := packed.Unpack(y.Entries, &w); err != nil {
		return w, fmt.Errorf("reading the yardstick of repository %s: %w", y.ID, err)
	}
	return w, nil
}

// Released returns the releases that were made.
func (y *Yardstick) Released() (r yardstick.Releases, err error) {
	if err := packed.Unpack(y.Releases, &r); err != nil {
		return r, fmt.Errorf("reading the releases of repository %s: %w", y.ID, err)
	}
	return r, nil
}

// AddRelease adds releases. One of the same name and kind is replaced.
func (y *Yardstick) AddRelease(added ...yardstick.Release) error {
	r, err := y.Released()
	if err != nil {
		return err
	}
	for _, one := range added {
		r.Add(one)
	}
	if y.Releases, err = packed.Pack(r); err != nil {
		return err
	}
	return y.makeRoom()
}

// maxPacked is how many bytes changes and releases take together, which leaves the other fields 2 KiB.
const maxPacked = 30 << 10

// makeRoom drops the oldest releases where the document would become too large to store: the tags of a monorepo have long names.
func (y *Yardstick) makeRoom() error {
	for len(y.Entries)+len(y.Releases) > maxPacked {
		r, err := y.Released()
		if err != nil || len(r.Entries) == 0 {
			return err
		}
		r.Entries = r.Entries[1+len(r.Entries)/20:]
		if y.Releases, err = packed.Pack(r); err != nil {
			return err
		}
	}
	return nil
}

// Add adds merged changes.
func (y *Yardstick) Add(entries ...yardstick.Entry) error {
	w, err := y.Window()
	if err != nil {
		return err
	}
	for _, e := range entries {
		w.Add(e)
	}
	return y.SetWindow(w)
}

// SetWindow replaces the merged changes.
func (y *Yardstick) SetWindow(w yardstick.Window) (err error) {
	y.Known = len(w.Entries)
	if y.Entries, err = packed.Pack(w); err != nil {
		return err
	}
	return y.makeRoom()
}

// Scale returns the scale that the pull request is compared with, by the model of this version.
func (y *Yardstick) Scale(number int) (yardstick.Scale, error) {
	w, err := y.Window()
	if err != nil {
		return yardstick.Scale{}, err
	}
	scale := w.Scale(risk.Model, YardstickSubject(number))
	scale.Outcomes = y.Outcomes
	return scale, nil
}

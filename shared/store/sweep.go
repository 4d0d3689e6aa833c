package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/repoconfig"
)

// Sweep records when an installation's repository was last searched for missed pull requests. There is one for each repository that the App
// sees, or recently saw.
type Sweep struct {
	ID       string            `firestore:"-" json:"-"` // the installation's and the repository's
	Revision analysis.Revision `firestore:"-" json:"-"`

	Owner    string    `firestore:"owner,omitzero" json:"owner,omitzero"`       // login of the repository's
	CameAt   time.Time `firestore:"came_at,omitzero" json:"came_at,omitzero"`   // when the App got access, if that is known
	Delivery string    `firestore:"delivery,omitzero" json:"delivery,omitzero"` // of the last sweep
	SweptAt  time.Time `firestore:"swept_at,omitzero" json:"swept_at,omitzero"`
	GoneAt   time.Time `firestore:"gone_at,omitzero" json:"gone_at,omitzero"` // when the App stopped seeing it; zero: it sees it
	DueAt    time.Time `firestore:"due_at,omitzero" json:"due_at,omitzero"`   // when it is forgotten; zero: never
	ExpireAt time.Time `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// Sweeps holds the Sweep of each repository of an installation.
var Sweeps = Declare(Declaration[Sweep]{Name: "sweeps", Of: OfRepositoryIn, Expires: For(analysis.Retention), MaxBytes: 4 << 10, Codec: Plain[Sweep]()})

// Installation returns the ID of the installation; 0 if the ID of the Sweep has none.
func (s *Sweep) Installation() int64 {
	first, _, _ := strings.Cut(s.ID, "-")
	n, _ := strconv.ParseInt(first, 10, 64)
	return n
}

// Repository returns the ID of the repository; 0 if the ID of the Sweep has none.
func (s *Sweep) Repository() int64 {
	n, _ := Sweeps.Of.Repository(s.ID)
	return n
}

// ChangeSweep changes the Sweep of a repository: see Collection.Change.
func (s *Store) ChangeSweep(ctx context.Context, installationID, repositoryID int64, fn func(*Sweep) error) (*Sweep, error) {
	return Sweeps.Change(ctx, s.db, fmt.Sprintf("%d-%d", installationID, repositoryID), fn)
}

// Returned records that a repository is visible again.
func (s *Sweep) Returned() { s.GoneAt, s.DueAt = time.Time{}, time.Time{} }

// Gone records that the App no longer sees a repository, so that it is forgotten after analysis.GoneKept.
func (s *Store) Gone(ctx context.Context, installationID, repositoryID int64, now time.Time) error {
	_, err := s.ChangeSweep(ctx, installationID, repositoryID, func(s *Sweep) error {
		if s.GoneAt.IsZero() {
			s.GoneAt, s.DueAt, s.ExpireAt = now, now.Add(analysis.GoneKept), now.Add(analysis.Retention)
		}
		return nil
	})
	return err
}

// Swept calls do for each repository that the App sees or saw, of one installation or, with 0, of all.
func (s *Store) Swept(ctx context.Context, installationID int64, do func(installationID, repositoryID int64) error) error {
	from, before := "", ""
	if installationID != 0 {
		from = fmt.Sprintf("%d-", installationID)
		before = fmt.Sprintf("%d.", installationID) // a point follows the hyphen
	}
	for {
		ids, err := s.db.List(ctx, Sweeps.Name, from, before, pageOfIDs)
		if err != nil {
			return fmt.Errorf("listing sweeps: %w", err)
		}
		for _, id := range ids {
			one := Sweep{ID: id}
			if err := do(one.Installation(), one.Repository()); err != nil {
				return err
			}
			from = id + "-" // comes right after it
		}
		if len(ids) < pageOfIDs {
			return nil
		}
	}
}

// DueGone lists at most limit repositories that are gone for long enough: see Collection.Due.
func (s *Store) DueGone(ctx context.Context, now time.Time, limit int) ([]*Sweep, error) {
	return Sweeps.Due(ctx, s.db, now, limit)
}

// ForgetGone deletes the documents of a repository that is gone, and those of its owner if it was the installation's last one. If another
// installation has the repository, it deletes only the Sweep.
func (s *Store) ForgetGone(ctx context.Context, gone *Sweep) error {
	elsewhere, err := s.isElsewhere(ctx, gone)
	if err != nil {
		return err
	}
	own := Sweeps.Key(gone.ID)
	if !elsewhere {
		if _, err := s.Forget(ctx, gone.Repository(), own); err != nil {
			return err
		}
	}
	left := 0
	if err := s.Swept(ctx, gone.Installation(), func(int64, int64) error { left++; return nil }); err != nil {
		return err
	}
	drops := []Write{{Key: own}} // last, so that it stays due until then
	if left <= 1 && gone.Owner != "" {
		drops = append(drops, Write{Key: Configurations.Key(repoconfig.OrganizationID(gone.Owner))})
	}
	_, err = s.db.Commit(ctx, drops, nil)
	return err
}

// isElsewhere reports whether the App sees the repository through another installation.
func (s *Store) isElsewhere(ctx context.Context, gone *Sweep) (bool, error) {
	found := false
	err := s.eachID(ctx, Sweeps, strconv.FormatInt(gone.Repository(), 10), func(ids []string) error {
		for _, id := range ids {
			other, err := Sweeps.Get(ctx, s.db, id)
			if err != nil && !errors.Is(err, ErrNotFound) {
				return err
			}
			found = found || err == nil && id != gone.ID && other.GoneAt.IsZero()
		}
		return nil
	})
	return found, err
}

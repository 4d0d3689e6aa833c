package firestore

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"time"

	"cloud.google.com/go/firestore"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
)

// Commit implements store.Database. One write alone needs no transaction, which would be a second call.
func (s *Store) Commit(ctx context.Context, writes []store.Write, unchanged []store.Snapshot) ([]analysis.Revision, error) {
	pending := make([]write, len(writes))
	for i, w := range writes {
		read, err := timeOf(w.Revision)
		if err != nil { // not a revision of this store
			return nil, fmt.Errorf("writing %s: %w: %w", w.Key, store.ErrStale, err)
		}
		pending[i] = write{s.ref(w.Key), read, w.Fields}
	}
	if len(unchanged) == 0 && pending[0].fields != nil && !slices.ContainsFunc(pending[1:], func(w write) bool { return w.fields != nil }) {
		return s.commitFirst(ctx, pending)
	}
	return s.together(ctx, pending, unchanged)
}

// write replaces a document that was read, or deletes one.
type write struct {
	ref    *firestore.DocumentRef
	read   time.Time // update time when read; zero: it did not exist
	fields any       // pointer to a struct; nil: it deletes
}

// commitFirst commits the first write, then the deletions. In one transaction, a commit whose answer is lost would look like one that failed.
func (s *Store) commitFirst(ctx context.Context, writes []write) ([]analysis.Revision, error) {
	revisions, err := writes[0].commitAlone(ctx)
	if err != nil {
		return nil, err
	}
	for _, w := range writes[1:] {
		if _, err := w.ref.Delete(ctx); err != nil {
			slog.WarnContext(ctx, "could not delete a document that nothing needs; it expires later", "document", w.ref.Path, "error", err)
		}
		revisions = append(revisions, "")
	}
	return revisions, nil
}

// commitAlone commits one write.
func (w write) commitAlone(ctx context.Context) ([]analysis.Revision, error) {
	var result *firestore.WriteResult
	var err error
	if w.read.IsZero() {
		result, err = w.ref.Create(ctx, w.fields)
	} else {
		result, err = w.ref.Update(ctx, everyField(w.fields), firestore.LastUpdateTime(w.read))
	}
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", w.ref.ID, translateWrite(err))
	}
	return []analysis.Revision{revisionAt(result.UpdateTime)}, nil
}

func (w write) addTo(tx *firestore.Transaction) error {
	switch {
	case w.fields == nil:
		return tx.Delete(w.ref)
	case w.read.IsZero():
		return tx.Create(w.ref, w.fields)
	}
	return tx.Update(w.ref, everyField(w.fields), firestore.LastUpdateTime(w.read))
}

// together commits writes in one transaction, on the condition that the unchanged documents still have their revisions. All
// documents of a commit have its time. The transaction is not retried: it would fail the same conditions.
func (s *Store) together(ctx context.Context, writes []write, unchanged []store.Snapshot) ([]analysis.Revision, error) {
	refs := make([]*firestore.DocumentRef, len(unchanged))
	for i, other := range unchanged {
		refs[i] = s.ref(other.Key)
	}
	var committed firestore.CommitResponse
	err := s.client.RunTransaction(ctx, func(_ context.Context, tx *firestore.Transaction) error {
		if len(refs) > 0 {
			now, err := tx.GetAll(refs)
			if err != nil {
				return err
			}
			for i, snapshot := range snapshots(now) {
				if snapshot.Revision != unchanged[i].Revision {
					return store.ErrStale
				}
			}
		}
		for _, w := range writes {
			if err := w.addTo(tx); err != nil {
				return err
			}
		}
		return nil
	}, firestore.MaxAttempts(1), firestore.WithCommitResponseTo(&committed))
	if err != nil {
		return nil, translateWrite(err)
	}
	results, err := committed.WriteResults()
	if err != nil {
		return nil, fmt.Errorf("reading the commit's answer: %w", err)
	}
	revisions := make([]analysis.Revision, len(writes))
	for i, w := range writes {
		if w.fields != nil {
			revisions[i] = revisionAt(results[i].UpdateTime)
		}
	}
	return revisions, nil
}

// everyField sets all fields of a document and deletes the zero ones. The client's Set would be shorter, but takes no
// precondition.
func everyField(fields any) []firestore.Update {
	v := reflect.ValueOf(fields).Elem()
	var updates []firestore.Update
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("firestore"), ",")
		switch {
		case name == "-":
		case v.Field(i).IsZero():
			updates = append(updates, firestore.Update{Path: name, Value: firestore.Delete})
		default:
			updates = append(updates, firestore.Update{Path: name, Value: v.Field(i).Interface()})
		}
	}
	return updates
}

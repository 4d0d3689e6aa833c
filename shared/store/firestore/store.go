// Package firestore keeps documents in Firestore. A revision is a document's update time.
package firestore

import (
	"context"
	"time"

	"cloud.google.com/go/firestore"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
)

// Store is Firestore as the functions use it. It is safe for concurrent use.
type Store struct {
	*store.Store
	client *firestore.Client
}

// New returns a Store over a client, which the caller closes.
func New(client *firestore.Client) *Store {
	s := &Store{client: client}
	s.Store = store.New(s)
	return s
}

// Read implements store.Database.
func (s *Store) Read(ctx context.Context, keys []store.Key) ([]store.Snapshot, error) {
	refs := make([]*firestore.DocumentRef, len(keys))
	for i, key := range keys {
		refs[i] = s.ref(key)
	}
	read, err := s.client.GetAll(ctx, refs) // Get turns absence into an error
	if err != nil {
		return nil, translate(err)
	}
	return snapshots(read), nil
}

// ReadDue implements store.Database.
func (s *Store) ReadDue(ctx context.Context, collection string, now time.Time, limit int) ([]store.Snapshot, error) {
	query := s.client.Collection(collection).Where("due_at", "<=", now).OrderBy("due_at", firestore.Asc).Limit(limit)
	read, err := query.Documents(ctx).GetAll()
	if err != nil {
		return nil, translate(err)
	}
	return snapshots(read), nil
}

// List implements store.Database. It reads no fields, and is billed like reading the documents.
func (s *Store) List(ctx context.Context, collection, from, before string, limit int) ([]string, error) {
	query := s.client.Collection(collection).Select().OrderBy(firestore.DocumentID, firestore.Asc).Limit(limit)
	if from != "" {
		query = query.StartAt(from)
	}
	if before != "" {
		query = query.EndBefore(before)
	}
	read, err := query.Documents(ctx).GetAll()
	if err != nil {
		return nil, translate(err)
	}
	ids := make([]string, len(read))
	for i, snapshot := range read {
		ids[i] = snapshot.Ref.ID
	}
	return ids, nil
}

func (s *Store) ref(key store.Key) *firestore.DocumentRef {
	return s.client.Collection(key.Collection).Doc(key.ID)
}

func snapshots(read []*firestore.DocumentSnapshot) []store.Snapshot {
	all := make([]store.Snapshot, len(read))
	for i, snapshot := range read {
		all[i] = store.Snapshot{Key: store.Key{Collection: snapshot.Ref.Parent.ID, ID: snapshot.Ref.ID}, Fields: snapshot.DataTo}
		if snapshot.Exists() {
			all[i].Revision = revisionAt(snapshot.UpdateTime)
		}
	}
	return all
}

// revisionAt returns the revision of a document by its update time; timeOf reverses it.
func revisionAt(updated time.Time) analysis.Revision {
	return analysis.Revision(updated.UTC().Format(time.RFC3339Nano))
}

// timeOf returns the zero time for the revision of an absent document.
func timeOf(revision analysis.Revision) (time.Time, error) {
	if revision == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339Nano, string(revision))
}

package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
)

func testTransact(t *testing.T, s Store) {
	notes := documents[Note]{Notes, nil}
	change := func(result error) (*store.Document[analysis.Latest], *store.Document[Note], error) {
		l, a, n := store.Latests.Document(latestID), store.Analyses.Document(id(1)), Notes.Document("note")
		return l, n, store.Transact(t.Context(), s, func() error {
			l.Value.AnalysisID = id(1)
			n.Value.Count++
			if a.Value.State == analysis.None {
				return errors.Join(a.Value.Queue(noon, "delivery", nil), result)
			}
			return result
		}, l, a, n)
	}
	if _, _, err := change(errRefused); !errors.Is(err, errRefused) {
		t.Errorf("error %v, want the function's", err)
	}
	wantNothing(t, s)
	notes.wantAbsent(t, s, "note")

	l, first, err := change(nil)
	if err != nil {
		t.Fatal(err)
	}
	wantLatestStored(t, s, l.Value)
	notes.wantStored(t, s, first.Value)
	same, second, err := change(nil) // changes the note alone
	if err != nil {
		t.Fatal(err)
	}
	if second.Value.Count != 2 || second.Value.Revision == first.Value.Revision || same.Value.Revision != l.Value.Revision {
		t.Errorf("count %d at revision %s, before it %s; latest %s, before it %s", second.Value.Count, second.Value.Revision,
			first.Value.Revision, same.Value.Revision, l.Value.Revision)
	}
}

// A document that a transaction only read must also be unchanged, because the decision depends on
// it.
func testTransactInterference(t *testing.T, s Store) {
	var seen []int
	l, n := store.Latests.Document(latestID), Notes.Document("note")
	err := store.Transact(t.Context(), s, func() error {
		seen = append(seen, n.Value.Count)
		l.Value.Comment = analysis.CommentRef(n.Value.Count)
		if len(seen) > 2 {
			return nil
		}
		_, err := Notes.Change(t.Context(), s, "note", func(n *Note) error { n.Count += 7; return nil })
		l.Value.HeadSHA = "head"
		return err
	}, l, n)
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) != 3 || seen[2] != 14 || l.Value.Comment != 14 || l.Value.HeadSHA != "" {
		t.Errorf("decided on %v and stored %+v, want the last of three decisions", seen, l.Value)
	}
	wantLatestStored(t, s, l.Value)
}

// A value that the caller has read before is not read again unless it is outdated.
func testTransactKnown(t *testing.T, s Store) {
	n, err := Notes.Change(t.Context(), s, "note", func(n *Note) error { n.Count = 1; return nil })
	if err != nil {
		t.Fatal(err)
	}
	reads := &countingReads{Store: s}
	add := func() (*Note, error) {
		d := Notes.Known(n)
		err := store.Transact(t.Context(), reads, func() error { d.Value.Count++; return nil }, d)
		return d.Value, err
	}
	first, err := add()
	if err != nil || first.Count != 2 || reads.keys != 0 {
		t.Fatalf("count %d, %d documents read, %v", first.Count, reads.keys, err)
	}
	second, err := add() // n is outdated now
	if err != nil || second.Count != 3 || reads.keys != 1 {
		t.Fatalf("count %d, %d documents read, %v", second.Count, reads.keys, err)
	}
	documents[Note]{Notes, nil}.wantStored(t, s, second)
}

// countingReads counts the documents that are read.
type countingReads struct {
	Store
	keys int
}

func (c *countingReads) Read(ctx context.Context, keys []store.Key) ([]store.Snapshot, error) {
	c.keys += len(keys)
	return c.Store.Read(ctx, keys)
}

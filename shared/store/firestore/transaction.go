package firestore

import (
	"context"
	"fmt"

	"cloud.google.com/go/firestore"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store/internal/document"
)

// maxAttempts bounds how often a transaction is tried while others hold its documents; the client waits longer each time.
const maxAttempts = 10

// Claim changes a pull request and an analysis in one transaction: fn gets both as they are stored, or with nothing but
// their identity when absent, and what it changed is written when it returns nil: both or neither. It may run several
// times, so it must change nothing but its arguments. The result is what is stored afterwards. What fn returns comes back
// and nothing is written, as with *analysis.TransitionError, store.ErrTooLarge and, when others keep changing the documents,
// store.ErrContended. It costs two document reads and at most two writes.
func (s *Store) Claim(ctx context.Context, repositoryID int64, number int, analysisID string, fn func(*analysis.Pull, *analysis.Analysis) error) (*analysis.Pull, *analysis.Analysis, error) {
	if !document.ValidID(analysisID) {
		return nil, nil, fmt.Errorf("%q can't be the ID of an analysis", analysisID)
	}
	pullRef, analysisRef := s.pull(analysis.PullID(repositoryID, number)), s.analysis(analysisID)
	var p *analysis.Pull
	var a *analysis.Analysis
	var nextPull *document.Pull
	var nextAnalysis *document.Analysis
	revision, err := s.transact(ctx, func(tx *firestore.Transaction) error {
		snapshots, err := tx.GetAll([]*firestore.DocumentRef{pullRef, analysisRef})
		if err != nil {
			return err
		}
		if p, err = pullOrNew(snapshots[0], repositoryID, number); err != nil {
			return err
		}
		if a, err = analysisOrNew(snapshots[1], analysisID); err != nil {
			return err
		}
		if nextPull, nextAnalysis, err = document.Claim(p, a, fn); err != nil {
			return err
		}
		if nextPull != nil {
			if err := tx.Set(pullRef, nextPull); err != nil {
				return err
			}
		}
		if nextAnalysis != nil {
			return tx.Set(analysisRef, nextAnalysis)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("claiming analysis %s: %w", analysisID, err)
	}
	if nextPull != nil {
		p = nextPull.Decode(revision)
	}
	if nextAnalysis != nil {
		if a, err = nextAnalysis.Decode(analysisID, revision); err != nil {
			return nil, nil, err
		}
	}
	return p, a, nil
}

// UpdatePull changes a pull request in a transaction: fn gets it as it is stored, or with nothing but its identity when
// absent, and what it changed is written when it returns nil. Otherwise as Claim. It costs one document read and at most
// one write.
func (s *Store) UpdatePull(ctx context.Context, repositoryID int64, number int, fn func(*analysis.Pull) error) (*analysis.Pull, error) {
	id := analysis.PullID(repositoryID, number)
	var p *analysis.Pull
	var next *document.Pull
	revision, err := s.transact(ctx, func(tx *firestore.Transaction) error {
		snapshots, err := tx.GetAll([]*firestore.DocumentRef{s.pull(id)}) // Get makes an error of absence
		if err != nil {
			return err
		}
		if p, err = pullOrNew(snapshots[0], repositoryID, number); err != nil {
			return err
		}
		if next, err = document.UpdatePull(p, fn); err != nil || next == nil {
			return err
		}
		return tx.Set(s.pull(id), next)
	})
	if err != nil {
		return nil, fmt.Errorf("updating pull request %s: %w", id, err)
	}
	if next != nil {
		p = next.Decode(revision)
	}
	return p, nil
}

// transact runs fn in a transaction, again when others interfere, and returns the revision of what it wrote: all documents
// of one commit carry its time.
func (s *Store) transact(ctx context.Context, fn func(*firestore.Transaction) error) (analysis.Revision, error) {
	var committed firestore.CommitResponse
	err := s.client.RunTransaction(ctx, func(_ context.Context, tx *firestore.Transaction) error { return fn(tx) },
		firestore.MaxAttempts(maxAttempts), firestore.WithCommitResponseTo(&committed))
	if err != nil {
		return "", translate(err)
	}
	written, err := committed.WriteResults()
	if err != nil || len(written) == 0 {
		return "", err
	}
	return revisionAt(written[0].UpdateTime), nil
}

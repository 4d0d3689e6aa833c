package firestore

import (
	"context"
	"fmt"
	"time"

	"cloud.google.com/go/firestore"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store/internal/document"
	"github.com/devplus-app/devplus/shared/store/internal/optimistic"
)

// Claim changes the latest of a subject and an analysis in one transaction: fn gets both as they are stored, or with nothing but
// their identity when absent, and what it changed is written when it returns nil, both or neither, unless somebody else
// changed either since: then fn is applied again to what is stored now. It must change nothing but its arguments. The
// result is what is stored afterwards. What fn returns comes back and nothing is written, as with
// *analysis.TransitionError, store.ErrTooLarge and, when others keep changing the documents, store.ErrContended.
//
// It costs two document reads and two writes, or three reads and one write when fn leaves one of the two alone. Nothing is
// locked while fn runs: with a transaction's locks, deliveries that come at once wait for each other until they time out.
func (s *Store) Claim(ctx context.Context, id, analysisID string, fn func(*analysis.Latest, *analysis.Analysis) error) (p *analysis.Latest, a *analysis.Analysis, err error) {
	if !document.ValidID(analysisID) {
		return nil, nil, fmt.Errorf("%q can't be the ID of an analysis", analysisID)
	}
	refs := []*firestore.DocumentRef{s.latest(id), s.analysis(analysisID)}
	err = optimistic.Retry(ctx, func() error {
		read, err := s.client.GetAll(ctx, refs)
		if err != nil {
			return translate(err)
		}
		if p, err = latestOrNew(read[0]); err != nil {
			return err
		}
		if a, err = analysisOrNew(read[1], analysisID); err != nil {
			return err
		}
		nextLatest, nextAnalysis, err := document.Claim(p, a, fn)
		if err != nil {
			return err
		}
		var writes []write
		var others []*firestore.DocumentSnapshot
		if nextLatest != nil {
			writes = append(writes, write{refs[0], read[0].UpdateTime, nextLatest})
		} else {
			others = append(others, read[0])
		}
		if nextAnalysis != nil {
			writes = append(writes, write{refs[1], read[1].UpdateTime, nextAnalysis})
		} else {
			others = append(others, read[1])
		}
		if len(writes) == 0 {
			return nil
		}
		revision, err := s.together(ctx, writes, others)
		if err != nil {
			return err
		}
		if nextLatest != nil {
			p = nextLatest.Decode(id, revision)
		}
		if nextAnalysis != nil {
			a, err = nextAnalysis.Decode(analysisID, revision)
		}
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("claiming analysis %s: %w", analysisID, err)
	}
	return p, a, nil
}

// UpdateLatest changes the latest of a subject: fn gets it as it is stored, or with nothing but its identity when absent, and what it
// changed is written when it returns nil. Otherwise as Claim. It costs one document read and at most one write.
func (s *Store) UpdateLatest(ctx context.Context, id string, fn func(*analysis.Latest) error) (p *analysis.Latest, err error) {
	ref := s.latest(id)
	err = optimistic.Retry(ctx, func() error {
		read, err := s.client.GetAll(ctx, []*firestore.DocumentRef{ref}) // Get makes an error of absence
		if err != nil {
			return translate(err)
		}
		if p, err = latestOrNew(read[0]); err != nil {
			return err
		}
		next, err := document.UpdateLatest(p, fn)
		if err != nil || next == nil {
			return err
		}
		revision, err := write{ref, read[0].UpdateTime, next}.alone(ctx)
		p = next.Decode(id, revision)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("updating the latest of %s: %w", ref.ID, err)
	}
	return p, nil
}

// replacer is the Store as optimistic.Update needs it.
type replacer struct{ *Store }

// Replace writes next if the stored revision is still the given one, else optimistic.ErrStale.
func (s replacer) Replace(ctx context.Context, id string, revision analysis.Revision, next *document.Analysis) (analysis.Revision, error) {
	read, err := time.Parse(time.RFC3339Nano, string(revision))
	if err != nil || !document.ValidID(id) { // this store has never seen it: there is nothing to compare with
		return "", optimistic.ErrStale
	}
	return write{s.analysis(id), read, next}.alone(ctx)
}

package store

import (
	"context"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/packed"
)

// KeptContext is the input of a flow, stored before the start, so that a repeated start reads and measures nothing again. It is a
// document, not an object in a bucket: a context has at most 8 parts of 96 KiB, which fit when packed.
type KeptContext struct {
	ID       string            `firestore:"-" json:"-"` // of the analysis
	Revision analysis.Revision `firestore:"-" json:"-"`

	Round    int       `firestore:"round,omitzero" json:"round,omitzero"`   // the first attempt that it serves
	Packed   []byte    `firestore:"packed,omitzero" json:"packed,omitzero"` // gzipped JSON
	ExpireAt time.Time `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// contexts is the collection of KeptContexts. An Analysis that ends deletes its own.
const contexts = "contexts"

// KeptContexts holds each kept context.
var KeptContexts = Declare(Declaration[KeptContext]{
	Name:     contexts,
	Of:       OfRepositoryIn,
	Expires:  For(analysis.ContextKept),
	MaxBytes: 1000 << 10,
	Codec:    Plain[KeptContext](),
})

// Pack keeps the input.
func (k *KeptContext) Pack(input any) (err error) {
	k.Packed, err = packed.Pack(input)
	return err
}

// Unpack reads the input.
func (k *KeptContext) Unpack(into any) error { return packed.Unpack(k.Packed, into) }

// Context returns the kept context of the analysis's round, or ErrNotFound.
func (s *Store) Context(ctx context.Context, a *analysis.Analysis) (*KeptContext, error) {
	kept, err := KeptContexts.Get(ctx, s.db, a.ID)
	if err == nil && (kept.Round != a.FirstAttempt || len(kept.Packed) == 0) {
		err = ErrNotFound
	}
	return kept, err
}

package storetest

import (
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
)

// Note is a document made up for the tests. It shows all that a new one takes: a type, a declaration, a line in suites, and
// its name and unindexed fields in Terraform.
type Note struct {
	ID       string               `firestore:"-" json:"-"`
	Revision analysis.Revision    `firestore:"-" json:"-"`
	Text     string               `firestore:"text,omitzero" json:"text,omitzero"`
	Count    int                  `firestore:"count,omitzero" json:"count,omitzero"`
	Payload  []byte               `firestore:"payload,omitzero" json:"payload,omitzero"`
	Seen     map[string]time.Time `firestore:"seen,omitzero" json:"seen,omitzero"`
	DueAt    time.Time            `firestore:"due_at,omitzero" json:"due_at,omitzero"`
	ExpireAt time.Time            `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// Notes holds Notes.
var Notes = store.Declare(store.Declaration[Note]{Name: "notes", Of: store.OfRepository, Expires: store.ByRetention, MaxBytes: 32 << 10, Codec: store.Plain[Note]()})

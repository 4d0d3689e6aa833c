package document

import (
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Latest is a stored analysis.Latest; its ID and revision are the store's.
type Latest struct {
	HeadSHA    string    `firestore:"head_sha,omitzero" json:"head_sha,omitzero"`
	BaseSHA    string    `firestore:"base_sha,omitzero" json:"base_sha,omitzero"`
	UpdatedAt  time.Time `firestore:"updated_at,omitzero" json:"updated_at,omitzero"`
	AnalysisID string    `firestore:"analysis_id,omitzero" json:"analysis_id,omitzero"`
	CommentID  int64     `firestore:"comment_id,omitzero" json:"comment_id,omitzero"`
	ExpireAt   time.Time `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// FromLatest makes the document of l.
func FromLatest(l *analysis.Latest) *Latest {
	return &Latest{
		HeadSHA: l.HeadSHA, BaseSHA: l.BaseSHA, UpdatedAt: instant(l.UpdatedAt),
		AnalysisID: l.AnalysisID, CommentID: l.CommentID, ExpireAt: instant(l.ExpireAt),
	}
}

// Decode makes what the document holds.
func (d *Latest) Decode(id string, revision analysis.Revision) *analysis.Latest {
	return &analysis.Latest{
		ID: id, HeadSHA: d.HeadSHA, BaseSHA: d.BaseSHA, UpdatedAt: instant(d.UpdatedAt),
		AnalysisID: d.AnalysisID, CommentID: d.CommentID, ExpireAt: instant(d.ExpireAt), Revision: revision,
	}
}

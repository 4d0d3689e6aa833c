package document

import (
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Pull is a stored pull request; its revision is the store's.
type Pull struct {
	RepositoryID int64     `firestore:"repository_id" json:"repository_id"`
	Number       int       `firestore:"number" json:"number"`
	HeadSHA      string    `firestore:"head_sha,omitzero" json:"head_sha,omitzero"`
	BaseSHA      string    `firestore:"base_sha,omitzero" json:"base_sha,omitzero"`
	UpdatedAt    time.Time `firestore:"updated_at,omitzero" json:"updated_at,omitzero"`
	AnalysisID   string    `firestore:"analysis_id,omitzero" json:"analysis_id,omitzero"`
	CommentID    int64     `firestore:"comment_id,omitzero" json:"comment_id,omitzero"`
	ExpireAt     time.Time `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// FromPull makes the document of p.
func FromPull(p *analysis.Pull) *Pull {
	return &Pull{
		RepositoryID: p.RepositoryID, Number: p.Number, HeadSHA: p.HeadSHA, BaseSHA: p.BaseSHA, UpdatedAt: instant(p.UpdatedAt),
		AnalysisID: p.AnalysisID, CommentID: p.CommentID, ExpireAt: instant(p.ExpireAt),
	}
}

// Decode makes the pull request of the document.
func (d *Pull) Decode(revision analysis.Revision) *analysis.Pull {
	return &analysis.Pull{
		RepositoryID: d.RepositoryID, Number: d.Number, HeadSHA: d.HeadSHA, BaseSHA: d.BaseSHA, UpdatedAt: instant(d.UpdatedAt),
		AnalysisID: d.AnalysisID, CommentID: d.CommentID, ExpireAt: instant(d.ExpireAt), Revision: revision,
	}
}

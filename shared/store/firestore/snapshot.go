package firestore

import (
	"errors"
	"fmt"

	"cloud.google.com/go/firestore"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store/internal/document"
)

func decodeAnalysis(snapshot *firestore.DocumentSnapshot) (*analysis.Analysis, error) {
	var d document.Analysis
	if err := snapshot.DataTo(&d); err != nil {
		return nil, fmt.Errorf("decoding analysis %s: %w", snapshot.Ref.ID, err)
	}
	return d.Decode(snapshot.Ref.ID, revisionAt(snapshot.UpdateTime))
}

func decodeLatest(snapshot *firestore.DocumentSnapshot) (*analysis.Latest, error) {
	var d document.Latest
	if err := snapshot.DataTo(&d); err != nil {
		return nil, fmt.Errorf("decoding the latest of %s: %w", snapshot.Ref.ID, err)
	}
	return d.Decode(snapshot.Ref.ID, revisionAt(snapshot.UpdateTime)), nil
}

func analysisOrNew(snapshot *firestore.DocumentSnapshot, id string) (*analysis.Analysis, error) {
	if !snapshot.Exists() {
		return &analysis.Analysis{ID: id}, nil
	}
	return decodeAnalysis(snapshot)
}

func latestOrNew(snapshot *firestore.DocumentSnapshot) (*analysis.Latest, error) {
	if !snapshot.Exists() {
		return &analysis.Latest{ID: snapshot.Ref.ID}, nil
	}
	return decodeLatest(snapshot)
}

// decodeAll decodes what can be decoded; the error names the rest.
func decodeAll(snapshots []*firestore.DocumentSnapshot) ([]*analysis.Analysis, error) {
	var all []*analysis.Analysis
	var broken []error
	for _, snapshot := range snapshots {
		a, err := decodeAnalysis(snapshot)
		if err != nil {
			broken = append(broken, err)
			continue
		}
		all = append(all, a)
	}
	return all, errors.Join(broken...)
}

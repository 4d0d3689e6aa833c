package document

import (
	"fmt"
	"reflect"
	"regexp"

	"github.com/devplus-app/devplus/shared/analysis"
)

var validID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$`)

// ValidID reports whether id can name a document: Firestore refuses slashes, dots alone, and more, with errors of its own.
// Whoever looks for an impossible ID finds nothing.
func ValidID(id string) bool { return validID.MatchString(id) }

// Claim applies fn to the latest of a subject and an analysis as they were read, and gives the documents to write: nil for one that
// fn left alone.
func Claim(p *analysis.Latest, a *analysis.Analysis, fn func(*analysis.Latest, *analysis.Analysis) error) (*Latest, *Analysis, error) {
	if !ValidID(a.ID) {
		return nil, nil, fmt.Errorf("%q can't be the ID of an analysis", a.ID)
	}
	from := a.State
	analysisBefore, err := FromAnalysis(a)
	if err != nil {
		return nil, nil, err
	}
	latestBefore := FromLatest(p)
	if err := fn(p, a); err != nil {
		return nil, nil, err
	}
	latestAfter := changed(latestBefore, FromLatest(p))
	analysisAfter, err := FromAnalysis(a)
	if err != nil {
		return nil, nil, err
	}
	analysisAfter = changed(analysisBefore, analysisAfter)
	if analysisAfter != nil {
		if err := checkTransition(from, a.State); err != nil {
			return nil, nil, err
		}
	}
	return latestAfter, analysisAfter, nil
}

// UpdateAnalysis applies fn to a copy of a and gives the document to write.
func UpdateAnalysis(a *analysis.Analysis, fn func(*analysis.Analysis) error) (*Analysis, error) {
	next := a.Clone()
	if err := fn(next); err != nil {
		return nil, err
	}
	if err := checkTransition(a.State, next.State); err != nil {
		return nil, err
	}
	return FromAnalysis(next)
}

// UpdateLatest applies fn to the latest of a subject as it was read and gives the document to write: nil when fn left it alone.
func UpdateLatest(p *analysis.Latest, fn func(*analysis.Latest) error) (*Latest, error) {
	before := FromLatest(p)
	if err := fn(p); err != nil {
		return nil, err
	}
	return changed(before, FromLatest(p)), nil
}

// checkTransition holds every write to the state machine, so that no caller can go round it. No stored analysis is without a state.
func checkTransition(from, to analysis.State) error {
	if to != analysis.None && (to == from || from.CanBecome(to)) {
		return nil
	}
	return &analysis.TransitionError{From: from, To: to}
}

// changed is after, or nil when it equals before. Equal content packs to equal bytes within one build.
func changed[D any](before, after *D) *D {
	if reflect.DeepEqual(before, after) {
		return nil
	}
	return after
}

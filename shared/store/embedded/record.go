package embedded

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"go.etcd.io/bbolt"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/internal/document"
)

var (
	analyses = []byte("analyses") // by ID
	latest   = []byte("latest")   // by analysis.LatestID
)

// record is the value of a key: a document and its revision, which is its bucket's sequence when it was written.
type record[D any] struct {
	Revision uint64 `json:"revision"`
	Document D      `json:"document"`
}

func (r *record[D]) revision() analysis.Revision {
	return analysis.Revision(strconv.FormatUint(r.Revision, 10))
}

func get[D any](tx *bbolt.Tx, bucket []byte, id string) (*record[D], error) {
	value := tx.Bucket(bucket).Get([]byte(id))
	if value == nil {
		return nil, store.ErrNotFound
	}
	r := new(record[D])
	if err := json.Unmarshal(value, r); err != nil {
		return nil, fmt.Errorf("decoding %s of %s: %w", id, bucket, err)
	}
	return r, nil
}

func put[D any](tx *bbolt.Tx, bucket []byte, id string, d D) (analysis.Revision, error) {
	b := tx.Bucket(bucket)
	sequence, err := b.NextSequence()
	if err != nil {
		return "", err
	}
	r := &record[D]{Revision: sequence, Document: d}
	value, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("encoding %s of %s: %w", id, bucket, err)
	}
	return r.revision(), b.Put([]byte(id), value)
}

func getAnalysis(tx *bbolt.Tx, id string) (*analysis.Analysis, error) {
	r, err := get[document.Analysis](tx, analyses, id)
	if err != nil {
		return nil, err
	}
	return r.Document.Decode(id, r.revision())
}

func putAnalysis(tx *bbolt.Tx, id string, d *document.Analysis) (analysis.Revision, error) {
	if err := index(tx, id, d); err != nil {
		return "", err
	}
	return put(tx, analyses, id, d)
}

func getLatest(tx *bbolt.Tx, id string) (*analysis.Latest, error) {
	r, err := get[document.Latest](tx, latest, id)
	if err != nil {
		return nil, err
	}
	return r.Document.Decode(id, r.revision()), nil
}

func latestOrNew(tx *bbolt.Tx, id string) (*analysis.Latest, error) {
	l, err := getLatest(tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return &analysis.Latest{ID: id}, nil
	}
	return l, err
}

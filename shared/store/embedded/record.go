package embedded

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"go.etcd.io/bbolt"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
)

// record is the value of a key: a document and its revision, the bucket's sequence number when it was written.
type record[D any] struct {
	Revision uint64 `json:"revision"`
	Document D      `json:"document"`
}

// get returns a document. A document that can't be decoded has a revision, because it exists.
func get(tx *bbolt.Tx, key store.Key) store.Snapshot {
	value := tx.Bucket([]byte(key.Collection)).Get([]byte(key.ID))
	if value == nil {
		return store.Snapshot{Key: key}
	}
	r, err := parse(value)
	if err != nil {
		return store.Snapshot{Key: key, Revision: "broken", Fields: func(any) error { return err }}
	}
	return store.Snapshot{
		Key: key, Revision: revision(r.Revision),
		Fields: func(into any) error { return json.Unmarshal(r.Document, into) },
	}
}

// parse returns the record of a value. As put writes it, the document is what stands between the braces: most reads want the revision alone,
// and decoding a large document twice would be half of their time.
func parse(value []byte) (r record[json.RawMessage], err error) {
	rest, opened := bytes.CutPrefix(value, []byte(`{"revision":`))
	number, rest, named := bytes.Cut(rest, []byte(`,"document":`))
	document, closed := bytes.CutSuffix(rest, []byte("}"))
	if opened && named && closed {
		if r.Revision, err = strconv.ParseUint(string(number), 10, 64); err == nil {
			r.Document = bytes.Clone(document) // value ends with the transaction
			return r, nil
		}
	}
	return r, json.Unmarshal(value, &r)
}

func put(tx *bbolt.Tx, w store.Write) (analysis.Revision, error) {
	bucket := tx.Bucket([]byte(w.Collection))
	sequence, err := bucket.NextSequence()
	if err != nil {
		return "", err
	}
	value, err := json.Marshal(record[any]{Revision: sequence, Document: w.Fields})
	if err != nil {
		return "", fmt.Errorf("encoding %s: %w", w.Key, err)
	}
	return revision(sequence), bucket.Put([]byte(w.ID), value)
}

func revision(n uint64) analysis.Revision { return analysis.Revision(strconv.FormatUint(n, 10)) }

package versions

import (
	"encoding/binary"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

// File writes a Moment's documents as package embedded did at commit fe9e21f, and returns the path.
func (m Moment) File(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	db, err := bbolt.Open(path, 0o600, nil)
	if err == nil {
		err = db.Update(m.write)
	}
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func (m Moment) write(tx *bbolt.Tx) error {
	for _, name := range []string{"analyses", "latest", "due"} {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	for path, value := range m.Documents {
		var record struct {
			Revision uint64
			Document struct {
				DueAt time.Time `json:"due_at"`
			}
		}
		if err := json.Unmarshal(value, &record); err != nil {
			return err
		}
		collection, id, _ := strings.Cut(path, "/")
		bucket := tx.Bucket([]byte(collection))
		if err := bucket.SetSequence(max(bucket.Sequence(), record.Revision)); err != nil {
			return err
		}
		if err := bucket.Put([]byte(id), value); err != nil {
			return err
		}
		if at := record.Document.DueAt; !at.IsZero() {
			key := binary.BigEndian.AppendUint64(nil, uint64(at.UnixMicro())^1<<63)
			if err := tx.Bucket([]byte("due")).Put(append(key, id...), nil); err != nil {
				return err
			}
		}
	}
	return nil
}

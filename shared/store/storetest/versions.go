package storetest

import (
	"encoding/json"
	"fmt"
)

// Rewritten returns what this version makes of the JSON of a document that an earlier one stored, when it reads and writes it.
func Rewritten(collection, id string, before []byte) ([]byte, error) {
	for _, s := range suites {
		if s.name == collection {
			return s.rewrite(id, before)
		}
	}
	return nil, fmt.Errorf("there is no collection %s", collection)
}

func (d documents[T]) rewrite(id string, before []byte) ([]byte, error) {
	v, err := d.Codec.Decode(id, "1", func(into any) error { return json.Unmarshal(before, into) })
	if err != nil {
		return nil, err
	}
	fields, err := d.Codec.Encode(v)
	if err != nil {
		return nil, err
	}
	return json.Marshal(fields)
}

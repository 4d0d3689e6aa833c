package versions

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Kept compares JSON that an earlier version wrote with what today's code made of it: every old field must be there with the
// old value. New fields may have joined them; packed fields are compared unpacked.
func Kept(t testing.TB, name string, before, after []byte) {
	t.Helper()
	was, is := decode(t, before), decode(t, after)
	if diff := cmp.Diff(was, common(was, is)); diff != "" {
		t.Errorf("%s (-written before +kept):\n%s", name, diff)
	}
}

// common returns of is what was has too.
func common(was, is any) any {
	old, ok := was.(map[string]any)
	next, both := is.(map[string]any)
	if !ok || !both {
		return is
	}
	kept := map[string]any{}
	for name := range old {
		if value, there := next[name]; there {
			kept[name] = common(old[name], value)
		}
	}
	return kept
}

func decode(t testing.TB, data []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return unpacked(v)
}

// unpacked replaces texts that are base64 of gzipped JSON by what that holds.
func unpacked(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name := range v {
			v[name] = unpacked(v[name])
		}
	case []any:
		for i := range v {
			v[i] = unpacked(v[i])
		}
	case string:
		packed, err := base64.StdEncoding.DecodeString(v)
		if err != nil {
			return v
		}
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return v
		}
		plain, err := io.ReadAll(r)
		var inner any
		if err == nil && json.Unmarshal(plain, &inner) == nil {
			return inner
		}
	}
	return v
}

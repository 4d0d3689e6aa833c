package source

import "testing"

func TestCache_StartsOverWhenFull(t *testing.T) {
	t.Parallel()
	var c Cache
	for _, put := range []struct {
		key  string
		size int
	}{{"a", maxCached / 2}, {"a", maxCached / 2}, {"b", maxCached / 2}, {"c", 1}, {"huge", 2 * maxCached}} {
		c.put(put.key, put.key, put.size)
		if v, ok := c.get(put.key); !ok || v != put.key {
			t.Errorf("%s: %v, %t", put.key, v, ok)
		}
		_, kept := c.get("a")
		if want := put.key == "a" || put.key == "b"; kept != want {
			t.Errorf("after %s, a is kept: %t", put.key, kept)
		}
	}
}

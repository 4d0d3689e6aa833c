package source

import "sync"

// maxCached is how many bytes a Cache holds, about: a function has 512 MiB.
const maxCached = 32 << 20

// Cache keeps what commits have, which never changes, so that a retry does not ask GitHub again. Its zero value is ready, and
// safe for concurrent use.
type Cache struct {
	mu      sync.Mutex
	entries map[string]any
	size    int
}

func (c *Cache) get(key string) (any, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.entries[key]
	return v, ok
}

// put starts over when the cache is full: what a retry needs is among the newest.
func (c *Cache) put(key string, v any, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil || c.size+size > maxCached {
		c.entries, c.size = make(map[string]any), 0
	}
	if _, ok := c.entries[key]; !ok {
		c.size += size
	}
	c.entries[key] = v
}

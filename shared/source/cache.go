package source

import "sync"

// maxCached is about how many bytes a Cache holds; a function has 512 MiB.
const maxCached = 32 << 20

// Cache keeps data that belongs to a commit, and so never changes, so that a retry does not request it again. Its zero value is
// ready for use. It is safe for concurrent use.
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

// put clears a full cache: a retry needs the newest entries.
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

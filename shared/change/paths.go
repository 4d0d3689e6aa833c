package change

import (
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
)

// pathKinds is what a path says by itself of its file.
type pathKinds struct {
	path     string // see validPath
	class    filekind.Class
	language string
	guides   bool // see guides
}

func kindsOfPath(path string) (k pathKinds) {
	k.path = validPath(path)
	k.class, k.language = filekind.Classify(path)
	k.guides = guides(path)
	return k
}

// pathCache caches the kinds of paths: changes of a repository are to the same files again and again. Each path has one slot.
type pathCache [2048]pathKinds

// maxCachedPath bounds the bytes of a path that is kept.
const maxCachedPath = 128

// kindsOf returns kindsOfPath(path).
func (c *pathCache) kindsOf(path string) pathKinds {
	if path == "" || len(path) > maxCachedPath {
		return kindsOfPath(path)
	}
	slot := &c[textHash(path)%uint64(len(c))]
	if slot.path != path { // as it always is where the path is not valid
		*slot = kindsOfPath(strings.Clone(path)) // the path is part of the change, which ends
	}
	return *slot
}

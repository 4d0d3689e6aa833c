package store

import "time"

// Kept is how long a document is stored after its last change.
type Kept struct {
	told      bool // set, unlike that of a collection that does not say
	retention bool
	atMost    time.Duration
}

// What collections say of it. Only ForGood is without a field expire_at.
var (
	ByRetention = Kept{told: true, retention: true} // as long as the repository's settings say
	ForGood     = Kept{told: true}                  // one document, or one of each installation or lease, that is written over
)

// For is a time of its own, whatever the settings say.
func For(d time.Duration) Kept { return Kept{told: true, atMost: d} }

// AtMost returns how long a document is stored where the settings say retention; 0: for good.
func (k Kept) AtMost(retention time.Duration) time.Duration {
	if k.retention {
		return retention
	}
	return k.atMost
}

package store

import "time"

// Kept is how long a document is stored after its last change.
type Kept struct {
	declared  bool // false in the zero value
	retention bool
	atMost    time.Duration
}

// The values for collections. Only ForGood has no field expire_at.
var (
	ByRetention = Kept{declared: true, retention: true} // as long as the repository's settings say
	ForGood     = Kept{declared: true}                  // a single document, or one for each installation or lease, that is overwritten
)

// For returns a fixed time, whatever the settings say.
func For(d time.Duration) Kept { return Kept{declared: true, atMost: d} }

// AtMost returns how long a document is stored where the settings say retention; 0: for good.
func (k Kept) AtMost(retention time.Duration) time.Duration {
	if k.retention {
		return retention
	}
	return k.atMost
}

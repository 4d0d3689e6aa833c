package webhook

import "sync/atomic"

// The size of an instance, within which the bounds below fit. A test keeps Terraform's values equal.
const (
	Memory      = 256 << 20 // bytes
	Concurrency = 80        // requests at a time
)

const (
	// MaxBodyBytes is the largest payload that GitHub sends.
	MaxBodyBytes = 25 << 20
	// usualBytes bounds a usual body. GitHub's longest example of an event that DevPlus handles has 30 KB.
	usualBytes = 1 << 20
	// maxLarge bounds the larger bodies at a time.
	maxLarge = 3
	// slack is spare room in a buffer, so that a body that just fits ends without another one.
	slack = 512
)

// budget bounds the memory of all bodies together. Usual bodies have a share of their own, enough for a full instance, so that
// large bodies, which anybody can send, never take their room.
type budget struct {
	usual atomic.Int64 // bytes left
	large chan []byte  // a buffer for each large body; nil until first used
}

func newBudget() *budget {
	b := &budget{large: make(chan []byte, maxLarge)}
	b.usual.Store(Concurrency * usualBytes)
	for range maxLarge {
		b.large <- nil
	}
	return b
}

// reserve takes n bytes of the usual bodies' share, and reports whether they were left.
func (b *budget) reserve(n int64) bool {
	if b.usual.Add(-n) >= 0 {
		return true
	}
	b.usual.Add(n)
	return false
}

// takeLarge returns a large body's buffer, which may be nil, and reports whether one was left.
func (b *budget) takeLarge() ([]byte, bool) {
	select {
	case buffer := <-b.large:
		return buffer, true
	default:
		return nil, false
	}
}

package change

import (
	"hash/maphash"
	"math/bits"
	"math/rand/v2"
)

// multiset is a multiset of strings with a reset in O(1): clearing a map is O(capacity), which one large file makes large for all after
// it. The zero value is empty.
type multiset struct {
	slots []multisetSlot // a hash table with linear probing; the length is a power of two, at least half of it free
	round uint32         // slots of earlier rounds are free
	used  int
	sieve []uint64 // of a large multiset, see seal: a bit for each hash, so that most texts that are not in it need no slot
}

type multisetSlot struct {
	text  string
	hash  uint64
	count int32
	round uint32
}

// The seeds keep a change's author from choosing words with the same hash. The contents do not depend on them.
var (
	lineSeed  = maphash.MakeSeed()
	wordSeeds = [2]uint64{rand.Uint64(), rand.Uint64()}
)

// textHash returns a hash of the text. Most are words, which fit into one multiplication.
func textHash(text string) uint64 {
	if len(text) > 16 || text == "" {
		return maphash.String(lineSeed, text)
	}
	return packedHash(packed(text))
}

func packedHash(head, tail uint64) uint64 {
	high, low := bits.Mul64(head^wordSeeds[0], tail^wordSeeds[1])
	return high ^ low
}

// slot returns the slot of the text, or the free one that it belongs in.
func (m *multiset) slot(text string, hash uint64) *multisetSlot {
	for i := hash; ; i++ {
		s := &m.slots[i&uint64(len(m.slots)-1)]
		if s.round != m.round || s.hash == hash && s.text == text {
			return s
		}
	}
}

// minSieve is the number of texts from which on slots no longer fit the caches of a processor.
const minSieve = 4096

// seal prepares a multiset, of which nothing was taken, for texts that are mostly not in it. It must not be added to until its reset.
func (m *multiset) seal() {
	if m.used < minSieve {
		return
	}
	m.sieve = make([]uint64, len(m.slots)/16) // at least 8 bits a text
	for i := range m.slots {
		if s := &m.slots[i]; s.round == m.round {
			word, bit := m.sieved(s.hash)
			*word |= bit
		}
	}
}

func (m *multiset) sieved(hash uint64) (word *uint64, bit uint64) {
	return &m.sieve[hash>>32&uint64(len(m.sieve)-1)], 1 << (hash >> 58)
}

// add adds a text, and returns its textHash.
func (m *multiset) add(text string) uint64 {
	if 2*m.used >= len(m.slots) {
		old := m.slots
		m.slots = make([]multisetSlot, max(2*len(old), 32))
		if m.round == 0 {
			m.round = 1
		}
		for _, s := range old {
			if s.round == m.round {
				*m.slot(s.text, s.hash) = s
			}
		}
	}
	hash := textHash(text)
	s := m.slot(text, hash)
	if s.round != m.round {
		*s = multisetSlot{text: text, hash: hash, round: m.round}
		m.used++
	}
	s.count++
	return hash
}

// take removes one such text and reports whether there was one.
func (m *multiset) take(text string) bool { return m.used > 0 && m.takeHashed(text, textHash(text)) }

// takeHashed is take of a text with this textHash.
func (m *multiset) takeHashed(text string, hash uint64) bool {
	if m.sieve != nil {
		if word, bit := m.sieved(hash); *word&bit == 0 {
			return false
		}
	}
	s := m.slot(text, hash)
	if s.round != m.round || s.count == 0 {
		return false
	}
	s.count--
	return true
}

func (m *multiset) reset() {
	m.used, m.sieve = 0, nil
	m.round++
}

package change

import "hash/maphash"

// bag is a multiset of texts that is emptied in no time, where a map that once held many takes long to clear ever after. The zero value is empty.
type bag struct {
	slots []bagSlot // by hash, then the next free one; as many as a power of two, at least half of them free
	round uint32    // slots of other rounds are free
	used  int
}

type bagSlot struct {
	text  string
	hash  uint64
	count int32
	round uint32
}

var bagSeed = maphash.MakeSeed() // what a bag holds does not depend on it

// slot is the one that has the text, or else the free one that it belongs in.
func (b *bag) slot(text string, hash uint64) *bagSlot {
	for i := hash; ; i++ {
		s := &b.slots[i&uint64(len(b.slots)-1)]
		if s.round != b.round || s.hash == hash && s.text == text {
			return s
		}
	}
}

func (b *bag) add(text string) {
	if 2*b.used >= len(b.slots) {
		old := b.slots
		b.slots = make([]bagSlot, max(2*len(old), 32))
		if b.round == 0 {
			b.round = 1
		}
		for _, s := range old {
			if s.round == b.round {
				*b.slot(s.text, s.hash) = s
			}
		}
	}
	hash := maphash.String(bagSeed, text)
	s := b.slot(text, hash)
	if s.round != b.round {
		*s = bagSlot{text: text, hash: hash, round: b.round}
		b.used++
	}
	s.count++
}

// take takes one such text out and reports whether there was one.
func (b *bag) take(text string) bool { return b.used > 0 && b.takeFound(text) }

func (b *bag) takeFound(text string) bool {
	s := b.slot(text, maphash.String(bagSeed, text))
	if s.round != b.round || s.count == 0 {
		return false
	}
	s.count--
	return true
}

func (b *bag) empty() {
	b.used = 0
	b.round++
}

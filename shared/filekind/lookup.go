package filekind

// lookup is a map by words that are not empty. Most texts that are looked up are known not to be in it by their first byte and their length.
type lookup[V any] struct {
	of      map[string]V
	lengths [256]uint64 // of the words, by their first byte; the last bit is for all others
}

func (l *lookup[V]) set(word string, value V) {
	if l.of == nil {
		l.of = map[string]V{}
	}
	l.of[word] = value
	l.lengths[word[0]] |= 1 << min(len(word), 63)
}

func (l *lookup[V]) get(word string) (value V, ok bool) {
	if word == "" || l.lengths[word[0]]>>min(len(word), 63)&1 == 0 {
		return value, false
	}
	value, ok = l.of[word]
	return value, ok
}

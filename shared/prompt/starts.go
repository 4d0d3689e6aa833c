package prompt

// startSet tells, by three bytes in a row, where one of its words may start: nearly all places of a text need no other look. It has all
// of its words and few others.
type startSet [1 << 10]uint64

// add adds a word of at least two bytes.
func (s *startSet) add(word string) {
	if len(word) > 2 {
		s.set(word[0], word[1], word[2])
		return
	}
	for c := range 256 {
		s.set(word[0], word[1], byte(c))
	}
}

// addAnyCase adds a word in lower case in every spelling, as in pAssword.
func (s *startSet) addAnyCase(word string) {
	start := []byte(word[:min(len(word), 3)])
	for spelling := range 1 << len(start) {
		for i := range start {
			if start[i] = word[i]; spelling>>i&1 > 0 && isLetter(word[i]) {
				start[i] -= 'a' - 'A'
			}
		}
		s.add(string(start))
	}
}

func (s *startSet) set(a, b, c byte) {
	at := startOf(a, b, c)
	s[at>>6%uint(len(s))] |= 1 << (at & 63)
}

func (s *startSet) has(a, b, c byte) bool {
	at := startOf(a, b, c)
	return s[at>>6%uint(len(s))]&(1<<(at&63)) != 0
}

// startOf mixes the bytes so that few places of real text are taken for one of the words by chance: of 4.4 MB of diffs 5 %. Other shifts take
// three blanks for one, and with them 16 %. A set has bits for 16 of the 17.
func startOf(a, b, c byte) uint { return uint(a) ^ uint(b)<<6 ^ uint(c)<<9 }

// addAll adds all words of another set.
func (s *startSet) addAll(other *startSet) {
	for i := range s {
		s[i] |= other[i]
	}
}

// placesIn appends the offsets at which one of the words may start to those in places.
func (s *startSet) placesIn(text string, places []int) []int {
	for i := range len(text) - 2 {
		if s.has(text[i], text[i+1], text[i+2]) {
			places = append(places, i)
		}
	}
	return places
}

// in reports whether the text may have one of the words.
func (s *startSet) in(text string) bool {
	for i := range len(text) - 2 {
		if s.has(text[i], text[i+1], text[i+2]) {
			return true
		}
	}
	return false
}

package change

import "strings"

// needle is a text in lower case and what it belongs to.
type needle struct {
	text string
	at   int // of the window that it is known by
	of   []int
}

// numberSet is a set of small numbers.
type numberSet [3]uint64

func (b *numberSet) set(i int) { b[i>>6] |= 1 << (i & 63) }

func (b *numberSet) has(i int) bool { return b[i>>6]>>(i&63)&1 != 0 }

// window is how many bytes are looked at together.
const window = 3

// needles finds texts of at least window bytes in lines, in any case. It looks at some windows of a line only, of which most are in no text: it
// knows each text by as many windows in a row as it leaves out, and one.
type needles struct {
	step    int             // between the windows that are looked at
	windows [1 << 8]uint64  // a set of hashes of windows
	lists   [1 << 14]uint16 // by the window's hash: an index of found
	found   [][]needle
}

// needlesOf returns the needles for texts in lower case, by what they belong to: numbers below 192.
func needlesOf(texts map[string][]int) *needles {
	n := &needles{step: 8, found: [][]needle{nil}}
	for text := range texts {
		n.step = min(n.step, len(text)-window+1)
	}
	for text, of := range texts {
		at := rarest(text, n.step)
		for i := range n.step {
			n.add(needle{text, at + i, of})
		}
	}
	return n
}

func (n *needles) add(s needle) {
	hash := windowHash(s.text[s.at], s.text[s.at+1], s.text[s.at+2])
	if n.lists[hash] == 0 {
		n.windows[hash>>6] |= 1 << (hash & 63)
		n.lists[hash] = uint16(len(n.found))
		n.found = append(n.found, nil)
	}
	list := &n.found[n.lists[hash]]
	*list = append(*list, s)
}

// windowHash returns a hash of three bytes below 1<<14 that is the same for letters of both cases.
func windowHash(a, b, c byte) uint32 {
	return ((uint32(a) | uint32(b)<<8 | uint32(c)<<16) | 0x202020) * 0x9E3779B1 >> 18
}

// in returns what the texts that the line contains belong to.
func (n *needles) in(line string) (of numberSet) {
	for i := 0; i+window <= len(line); i += n.step {
		hash := windowHash(line[i], line[i+1], line[i+2])
		if n.windows[hash>>6]>>(hash&63)&1 == 0 {
			continue
		}
		found := n.found[n.lists[hash]]
		for k := range found {
			s := &found[k]
			if start := i - s.at; start >= 0 && len(line)-start >= len(s.text) && strings.EqualFold(line[start:start+len(s.text)], s.text) {
				for _, i := range s.of {
					of.set(i)
				}
			}
		}
	}
	return of
}

// frequencies are how often pairs of bytes in lower case occur, as Zipf's law has it by their ranks, the most frequent first, as counted in the
// added lines of 2,400 commits of eight repositories in Go, Python, JavaScript and Ruby. Others are rare.
var frequencies = func() map[string]float64 {
	of := map[string]float64{}
	for pair := range strings.FieldsSeq(`er re te in on st es se th or le at en ti co et de he ro nt me al ca is un ar io it as el an tr ng ri ct nd
	ic ta il ur li to qu ac nc ed ne ce ra ag om rr ex ge s. am pa la ec ue fi pe ea ma ad lo ns rt ch pr po ve gi ou ss ts od if ap rs ul va tu fu
	ut e. mp pl ll rn fo tt na ig t. no ef si ui ha im ot e( mo ck so di ls em ol hi ni ke pp eq us be oc -- mi .c tc pt ht bl go ty ru su ho lu op
	ry sa ba .p ab ir fa tp dd ia os wi ie sh n( do .s lf id bu t_ uf e_ lt oo da sk of bi sp og yp r. bo cl ib ld xt .t hu ew fl du ai ob nf ow ly gr`) {
		of[pair] = 1 / float64(10+len(of))
	}
	return of
}()

// rarest returns where as many windows in a row stand that other texts have least.
func rarest(text string, windows int) (at int) {
	often := func(i int) float64 {
		if f, ok := frequencies[text[i:i+2]]; ok {
			return f
		}
		return 0.001
	}
	least := 1.0
	for i := range len(text) - window - windows + 2 {
		sum := 0.0
		for k := range windows {
			sum += often(i+k) * often(i+k+1)
		}
		if sum < least {
			at, least = i, sum
		}
	}
	return at
}

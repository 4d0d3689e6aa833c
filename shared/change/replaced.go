package change

import "github.com/devplus-app/devplus/shared/diff"

// replaced has the words of the deleted lines that a run of added lines replaces. What the run has of them is not new. But a run that has
// them in another order is another program: it has one new word at least, so that an author who reuses names can't bring its number to 0.
type replaced struct {
	left    multiset // the words that are not used again
	order   []uint64 // the hashes of all, in the order of the lines
	next    int      // in order, of the word that may be used again next
	swapped bool     // a word was used again that stands only before it
	fresh   bool     // a word is new, so that the order does not matter
}

// add adds the words of deleted lines.
func (r *replaced) add(f *shownFile, lines []diff.ChangedLine) {
	for _, l := range lines {
		code := f.trimmed(l)
		if !isCode(code) {
			continue
		}
		for start, end := nextWord(code, 0); start < end; start, end = nextWord(code, end) {
			r.order = append(r.order, r.left.add(code[start:end]))
		}
	}
}

// takes removes a word with this textHash, and reports whether there was one.
func (r *replaced) takes(word string, hash uint64) bool {
	if !r.left.takeHashed(word, hash) {
		r.fresh = true
		return false
	}
	if !r.fresh && !r.swapped {
		for r.next < len(r.order) && r.order[r.next] != hash {
			r.next++
		}
		r.swapped = r.next == len(r.order)
		r.next++
	}
	return true
}

// end ends a run, and returns the number of its new words that were not counted.
func (r *replaced) end() (uncounted int) {
	if r.swapped && !r.fresh {
		uncounted = 1
	}
	r.left.reset()
	r.order, r.next, r.swapped, r.fresh = r.order[:0], 0, false, false
	return uncounted
}

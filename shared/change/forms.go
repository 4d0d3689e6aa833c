package change

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// forms are expressions that few lines match. A line is searched once for the texts that they all require.
type forms struct {
	all         []form
	first, also *needles // of what a line that matches one contains: one text of its first list, and one of each other list
	words       *needles // of the rarest word of each text of a first list
}

// form is an expression that is compiled at first use, which most never see.
type form struct {
	compiled func() *regexp.Regexp
	also     numberSet // of its other lists
}

// newForms returns the forms of expressions. The texts of each list of beside are found as well, as those of a form after the last.
func newForms(expressions []string, beside ...[]string) *forms {
	f := &forms{}
	required := make([][][]string, len(expressions))
	var known []string // texts of first lists and of beside
	for i, expression := range expressions {
		required[i] = requiredTexts(expression)
		known = append(known, required[i][0]...)
		f.all = append(f.all, form{compiled: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })})
	}
	for _, texts := range beside {
		for _, text := range texts {
			known = append(known, strings.ToLower(text))
		}
	}
	texts := distinct(known)
	var parts parts
	for _, text := range texts {
		parts.add(text)
	}
	first, also, lists := map[string][]int{}, map[string][]int{}, map[string]int{}
	for i, of := range required {
		if !addParts(first, &parts, of[0], i) {
			of = of[1:] // the parts are the texts
		}
		for _, list := range of {
			key := strings.Join(list, "\x00")
			number, known := lists[key]
			if !known {
				number = len(lists)
				lists[key] = number
				for _, text := range list {
					also[text] = append(also[text], number)
				}
			}
			f.all[i].also.set(number)
		}
	}
	for i, texts := range beside {
		for _, text := range texts {
			text = strings.ToLower(text)
			first[text] = append(first[text], len(f.all)+i)
		}
	}
	f.first, f.also, f.words = needlesOf(first), needlesOf(also), needlesOf(rarestWords(texts))
	return f
}

// addParts adds a form's number to those of a part of each of the texts, and reports whether some are more than their parts.
func addParts(first map[string][]int, parts *parts, texts []string, number int) (more bool) {
	for _, text := range texts {
		part := parts.in(text)
		more = more || part != text
		if of := first[part]; len(of) == 0 || of[len(of)-1] != number {
			first[part] = append(of, number)
		}
	}
	return more
}

// rarestWords returns the rarest word of each text, without those that contain another.
func rarestWords(texts []string) map[string][]int {
	var words []string
	for _, text := range texts {
		words = append(words, rarestWord(text))
	}
	of := map[string][]int{}
	for _, word := range distinct(words) {
		of[word] = []int{0}
	}
	return of
}

// rarestWord returns the rarest word of a text, or the text if it is a string.
func rarestWord(text string) (word string) {
	const quotes = `"'`
	if last := len(text) - 1; strings.IndexAny(text[1:], quotes) == last-1 && strings.LastIndexAny(text[:last], quotes) == 0 {
		return text
	}
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return r < 0x80 && roles[r] < letterByte }) {
		if rarity(w) > rarity(word) {
			word = w
		}
	}
	return word
}

// commonWords are in many lines of code.
var commonWords = []string{"signature", "false", "decode", "return", "true", "none", "null"}

// rarity returns how rare a word may be in code: its length, but for common ones, and for those that are too short for needles.
func rarity(word string) int {
	switch {
	case len(word) < window:
		return 0
	case slices.Contains(commonWords, word):
		return 1
	}
	return len(word)
}

// begin reports whether the word or string may be part of a required text: a line without such a word or string matches no form.
func (f *forms) begin(text string) bool {
	return len(text) >= window && f.words.anyIn(text)
}

// in returns the indices of the forms whose required texts the line has, in their order; those from the number of forms on mean the lists
// of texts beside them.
func (f *forms) in(line string) (found []int) {
	var of, also numberSet
	if !f.first.find(line, &of) {
		return nil
	}
	f.also.find(line, &also)
	for i := range of.all {
		if i >= len(f.all) || also.hasAll(&f.all[i].also) {
			found = append(found, i)
		}
	}
	return found
}

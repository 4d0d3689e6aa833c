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
	words       *needles // of the longest word of each text of a first list
}

// form is an expression that is compiled at first use, which most never see.
type form struct {
	compiled func() *regexp.Regexp
	also     []int // numbers of its other lists
}

// newForms returns the forms of expressions. The texts of beside are found as well, as those of a form after the last.
func newForms(expressions []string, beside ...string) *forms {
	f := &forms{}
	first, also, lists := map[string][]int{}, map[string][]int{}, map[string]int{}
	for i, expression := range expressions {
		required := requiredTexts(expression)
		for _, text := range required[0] {
			first[text] = append(first[text], i)
		}
		one := form{compiled: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })}
		for _, list := range required[1:] {
			key := strings.Join(list, "\x00")
			number, known := lists[key]
			if !known {
				number = len(lists)
				lists[key] = number
				for _, text := range list {
					also[text] = append(also[text], number)
				}
			}
			one.also = append(one.also, number)
		}
		f.all = append(f.all, one)
	}
	for _, text := range beside {
		text = strings.ToLower(text)
		first[text] = append(first[text], len(f.all))
	}
	f.first, f.also, f.words = needlesOf(first), needlesOf(also), needlesOf(longestWords(first))
	return f
}

// longestWords returns the longest word of each text.
func longestWords(texts map[string][]int) map[string][]int {
	words := map[string][]int{}
	for text := range texts {
		longest := slices.MaxFunc(strings.FieldsFunc(text, func(r rune) bool { return r < 0x80 && roles[r] < letterByte }), func(a, b string) int { return len(a) - len(b) })
		words[longest] = []int{0}
	}
	return words
}

// begin reports whether the word or string may be part of a required text: a line without such a word or string matches no form.
func (f *forms) begin(text string) bool {
	return len(text) >= window && f.words.in(text) != numberSet{}
}

// in returns the indices of the forms whose required texts the line has, in their order; the number of forms means the texts beside them.
func (f *forms) in(line string) (found []int) {
	of := f.first.in(line)
	if of == (numberSet{}) {
		return nil
	}
	also := f.also.in(line)
	for i := range of.all {
		if i == len(f.all) || !slices.ContainsFunc(f.all[i].also, func(list int) bool { return !also.has(list) }) {
			found = append(found, i)
		}
	}
	return found
}

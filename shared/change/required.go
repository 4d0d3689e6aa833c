package change

import (
	parse "regexp/syntax"
	"slices"
	"strings"
)

// Bounds of the texts that are followed through an expression.
const (
	maxTexts  = 48
	minNeedle = 3 // shorter texts stand in most lines
)

// requiredTexts returns lists of texts in lower case: what the expression matches contains one of each list. The rarest list is the first.
func requiredTexts(expression string) [][]string {
	parsed, err := parse.Parse(expression, parse.Perl)
	if err != nil {
		panic(err)
	}
	lists := requiredBy(parsed)
	rarestFirst(lists)
	return lists
}

func rarestFirst(lists [][]string) {
	if len(lists) < 2 {
		return
	}
	type ranked struct {
		texts  []string
		rarity int // the least of them
	}
	all := make([]ranked, len(lists))
	for i, texts := range lists {
		all[i] = ranked{texts, rarity(rarestWord(texts[0]))}
		for _, text := range texts[1:] {
			all[i].rarity = min(all[i].rarity, rarity(rarestWord(text)))
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return b.rarity - a.rarity })
	for i := range all {
		lists[i] = all[i].texts
	}
}

func shortest(texts []string) int {
	return len(slices.MinFunc(texts, func(a, b string) int { return len(a) - len(b) }))
}

func requiredBy(re *parse.Regexp) (lists [][]string) {
	switch re.Op {
	case parse.OpCapture, parse.OpPlus:
		return requiredBy(re.Sub[0])
	case parse.OpRepeat:
		if re.Min > 0 {
			return requiredBy(re.Sub[0])
		}
		return nil
	case parse.OpAlternate:
		var of [][][]string
		n := 0
		for _, sub := range re.Sub {
			lists := requiredBy(sub)
			if len(lists) == 0 {
				return nil
			}
			rarestFirst(lists)
			of, n = append(of, lists), max(n, len(lists))
		}
		for i := range n {
			var union []string
			for _, lists := range of {
				union = append(union, lists[min(i, len(lists)-1)]...)
			}
			lists = append(lists, distinct(union))
		}
		return lists
	case parse.OpConcat:
		run := []string{""}
		end := func() {
			if shortest(run) >= minNeedle {
				lists = append(lists, distinct(run))
			}
			run = []string{""}
		}
		for _, sub := range re.Sub {
			texts := allTexts(sub)
			if texts == nil {
				end()
				lists = append(lists, requiredBy(sub)...)
				continue
			}
			if len(run)*len(texts) > maxTexts {
				end()
			}
			run = products(run, texts)
		}
		end()
		return lists
	}
	if texts := allTexts(re); len(texts) > 0 && shortest(texts) >= minNeedle {
		return [][]string{texts}
	}
	return nil
}

// allTexts returns all texts that the expression matches, in lower case, or nil if they are many.
func allTexts(re *parse.Regexp) (texts []string) {
	switch re.Op {
	case parse.OpEmptyMatch, parse.OpBeginLine, parse.OpEndLine, parse.OpBeginText, parse.OpEndText, parse.OpWordBoundary, parse.OpNoWordBoundary:
		return []string{""}
	case parse.OpLiteral:
		return []string{strings.ToLower(string(re.Rune))}
	case parse.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if len(texts) == 8 {
					return nil
				}
				texts = append(texts, strings.ToLower(string(r)))
			}
		}
		return distinct(texts)
	case parse.OpCapture:
		return allTexts(re.Sub[0])
	case parse.OpQuest:
		if texts = allTexts(re.Sub[0]); texts != nil {
			texts = append(texts, "")
		}
		return texts
	case parse.OpConcat:
		texts = []string{""}
		for _, sub := range re.Sub {
			if texts = products(texts, allTexts(sub)); len(texts) == 0 || len(texts) > maxTexts {
				return nil
			}
		}
		return texts
	case parse.OpAlternate:
		for _, sub := range re.Sub {
			of := allTexts(sub)
			if of == nil || len(texts)+len(of) > maxTexts {
				return nil
			}
			texts = append(texts, of...)
		}
		return texts
	}
	return nil
}

func products(starts, ends []string) (texts []string) {
	for _, start := range starts {
		for _, end := range ends {
			texts = append(texts, start+end)
		}
	}
	return texts
}

// distinct returns the texts once each, without those that contain another.
func distinct(texts []string) (kept []string) {
	if len(texts) < 2 {
		return texts
	}
	texts = slices.Clone(texts)
	slices.SortFunc(texts, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	var known parts
	for _, text := range slices.Compact(texts) {
		if known.in(text) == "" {
			known.add(text)
			kept = append(kept, text)
		}
	}
	slices.Sort(kept)
	return kept
}

// parts are texts by their first byte.
type parts [256][]string

func (p *parts) add(text string) { p[text[0]] = append(p[text[0]], text) }

// in returns one of the parts that the text contains, or nothing.
func (p *parts) in(text string) string {
	for i := range len(text) {
		for _, part := range p[text[i]] {
			if strings.HasPrefix(text[i:], part) {
				return part
			}
		}
	}
	return ""
}

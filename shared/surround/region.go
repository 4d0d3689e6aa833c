package surround

import (
	"regexp"
	"strings"
)

// callbackHeads are the ends of lines that begin a function without a name, such as a test of Mocha or RSpec, by family.
var callbackHeads = map[string]*regexp.Regexp{
	"js":     regexp.MustCompile(`(\bfunction\b[^{}]*|=>\s*)\{$`),
	"ruby":   regexp.MustCompile(`\bdo(\s*\|[^|]*\|)?$`),
	"jvm":    regexp.MustCompile(`[-=]>\s*\{$|[\w)"]\s*\{(\s*[\w, ():]*->|\s*[\w, ():]*=>)?$`),
	"swift":  regexp.MustCompile(`[\w)"]\s*\{(\s*[\w, ():]*\bin)?$`),
	"php":    regexp.MustCompile(`\bfunction\b[^{}]*\{$`),
	"rust":   regexp.MustCompile(`\|[^|]*\|\s*\{$`),
	"go":     regexp.MustCompile(`\bfunc\([^{}]*\{$`),
	"c":      regexp.MustCompile(`\]\s*(\([^{};]*\)[^{}();=]*)?\{$`),
	"csharp": regexp.MustCompile(`(=>|\bdelegate\b[^{}]*)\s*\{?$`),
}

// callback selects the largest function without a name around a line, if it can be shown whole. Its lines are found by how they are
// indented. What contains it, a type or a function that is too large, ends before from.
func (s *selector) callback(f *changedFile, from, line int) {
	head := callbackHeads[f.family]
	if head == nil {
		return
	}
	lines, indents := s.linesOf(f.path), s.indentsOf(f.path)
	if line > len(lines) || indents[line-1] == blank || line <= s.covered[f.path] {
		return
	}
	first, last := 0, 0
	least, begin := indents[line-1], line
	if text := strings.TrimSpace(lines[line-1]); head.MatchString(text) {
		least++ // it begins one itself
	} else if closesBlock.MatchString(text) {
		least++
		begin--
	}
	for n := begin; n >= from && line-n < maxWhole && least > 0; n-- {
		at := indents[n-1]
		if at == blank || at >= least || strings.TrimSpace(lines[n-1]) == "{" {
			continue
		}
		least = at
		text := strings.TrimSpace(lines[n-1])
		for k := n; k < min(n+maxParameters, len(lines)) && strings.HasSuffix(text, ","); k++ {
			text += " " + strings.TrimSpace(lines[k])
		}
		if !head.MatchString(text) || (f.family == "jvm" || f.family == "swift") && controlled.MatchString(text) {
			continue
		}
		end := n + 1
		if end < len(lines) && indents[end-1] == at && strings.TrimSpace(lines[end-1]) == "{" {
			end++
		}
		for end < len(lines) && end-n < maxWhole && (indents[end-1] == blank || indents[end-1] > at) {
			end++
		}
		if end < line || end-n >= maxWhole {
			break
		}
		first, last = n, end
	}
	if first == 0 {
		return
	}
	s.covered[f.path] = last
	s.add(Excerpt{Path: f.path, First: first, Last: last, Reason: Changed, For: f.path})
}

// controlled matches the beginning of a statement with a block, which looks like a function's in Java, Kotlin, Scala and Swift.
var controlled = regexp.MustCompile(`^\W*(if|else|for|while|do|switch|when|case|default|try|catch|finally|synchronized|guard|repeat)\b`)

// closesBlock matches a line that ends what began with a line of its indent.
var closesBlock = regexp.MustCompile(`^([])}]|end\b)`)

// linesOf returns the lines of a file that was read.
func (s *selector) linesOf(p string) []string {
	if s.lines[p] == nil {
		s.lines[p] = strings.Split(s.texts[p], "\n")
	}
	return s.lines[p]
}

// blank is the indent of a line without text.
const blank = -1

// indentsOf returns how many blanks stand before each line's text; a tab counts as four.
func (s *selector) indentsOf(p string) []int {
	if all, ok := s.indents[p]; ok {
		return all
	}
	all := make([]int, 0, len(s.linesOf(p)))
	for _, l := range s.linesOf(p) {
		text := strings.TrimLeft(l, " \t")
		if before := l[:len(l)-len(text)]; strings.TrimSpace(text) == "" {
			all = append(all, blank)
		} else {
			all = append(all, len(before)+3*strings.Count(before, "\t"))
		}
	}
	s.indents[p] = all
	return all
}

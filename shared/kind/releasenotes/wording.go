package releasenotes

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Notes are a set in words. Every change of the set stands in them exactly once.
type Notes struct {
	Sections []Section
	Worded   bool // by a model

	// Corrections of the model's answer, and what it says beyond the set.
	Forgotten int   // pull requests that it does not name
	Invented  int   // pull requests that it names and that are not in the set, and entries without one
	Repeated  int   // pull requests that it names again, or that stand among the dependencies
	Raised    []int // pull requests that only the model calls breaking
}

// Section is a heading and what stands below it.
type Section struct {
	Title   string
	Entries []Worded
}

// Worded is one entry in words; it stands for several changes where the model took them together, and for none where it is about
// the release as a whole.
type Worded struct {
	Text string // not trusted
	Of   []Entry
}

// Plain words a set without a model: titles as their authors wrote them.
func Plain(s *Set) Notes {
	var n Notes
	for _, e := range s.Entries {
		n.add(e.heading(), Worded{e.Text, []Entry{e}})
		if e.Upgrade != "" {
			n.add(upgrading, Worded{Text: e.Upgrade})
		}
	}
	return n.ordered(s)
}

func (e Entry) heading() string {
	if e.Breaking {
		return breaking
	}
	return e.Section
}

// plainSection is heading without what the repository configures.
func (e Entry) plainSection() string {
	if e.Kind != "" && !e.Breaking {
		return e.Kind
	}
	return e.heading()
}

// further is where the pull requests go that the model does not name.
const further = "Further changes"

// Word takes a model's words for a set. Its sections and texts count; which changes there are does not: what it names again or
// what is not in the set is dropped, what it forgets is added, what is breaking stays so, and commits without a pull request
// and dependencies, which it can't name, keep their plain words.
func Word(s *Set, a Result) Notes {
	n := Notes{Worded: true}
	entries := map[int]Entry{}
	for _, e := range s.Entries {
		if e.Ref.Pull != 0 {
			entries[e.Ref.Pull] = e
		}
	}
	named := s.pulls()
	left := map[int]bool{}
	for number := range entries {
		left[number] = true
	}
	for _, section := range a.Sections {
		for _, answered := range section.Entries {
			w := Worded{Text: withoutReferences(answered.Text)}
			if w.Text == "" || len(answered.PRs) == 0 {
				n.Invented++
				continue
			}
			broken := answered.Breaking
			for _, number := range answered.PRs {
				_, known := named[number]
				switch {
				case !known:
					n.Invented++
				case !left[number]:
					n.Repeated++
				default:
					e := entries[number]
					delete(left, number)
					w.Of = append(w.Of, e)
					broken = broken || e.Breaking
					if answered.Breaking && !e.Breaking {
						n.Raised = append(n.Raised, number)
					}
				}
			}
			switch {
			case len(w.Of) == 0:
			case broken:
				n.add(breaking, w)
			default:
				n.add(heading(section.Title), w)
			}
		}
	}
	slices.Sort(n.Raised)
	for _, e := range s.Entries {
		switch {
		case e.Ref.Pull == 0:
			n.add(e.heading(), Worded{e.Text, []Entry{e}})
		case left[e.Ref.Pull]:
			n.Forgotten++
			title := further
			if e.Breaking {
				title = breaking
			}
			n.add(title, Worded{e.Text, []Entry{e}})
		}
	}
	for _, text := range a.UpgradeNotes {
		if text = withoutReferences(text); text != "" {
			n.add(upgrading, Worded{Text: text})
		}
	}
	if !slices.ContainsFunc(n.Sections, func(s Section) bool { return s.Title == upgrading }) {
		for _, e := range s.Entries {
			if e.Upgrade != "" {
				n.add(upgrading, Worded{Text: e.Upgrade})
			}
		}
	}
	for _, text := range a.Highlights {
		if text = withoutReferences(text); text != "" {
			n.add(highlights, Worded{Text: text})
		}
	}
	return n.ordered(s)
}

// heading is a model's heading as one of ours, or as it is.
func heading(title string) string {
	title = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, title)
	title = strings.TrimSpace(strings.TrimLeft(withoutReferences(title), "# "))
	for _, ours := range slices.Concat(order, []string{breaking, further}) {
		if strings.EqualFold(title, ours) {
			return ours
		}
	}
	switch strings.ToLower(title) { // what is made by code, or has a meaning of its own
	case "", strings.ToLower(upgrading), strings.ToLower(highlights), strings.ToLower(contributors):
		return others
	}
	return title
}

var references = regexp.MustCompile(`\s*(?:\((?:(?:#|GH-)[0-9]+[,; ]*(?:and )?)+\)|\[(?:(?:#|GH-)[0-9]+[,; ]*(?:and )?)+\](?:\([^()\s]*\))?)`)

// withoutReferences drops the "(#12)" that models and squashing put behind a text: the numbers are written by code.
func withoutReferences(text string) string {
	return strings.TrimSpace(references.ReplaceAllString(text, ""))
}

// add puts an entry below its heading.
func (n *Notes) add(title string, w Worded) {
	for i := range n.Sections {
		if strings.EqualFold(n.Sections[i].Title, title) {
			n.Sections[i].Entries = append(n.Sections[i].Entries, w)
			return
		}
	}
	n.Sections = append(n.Sections, Section{title, []Worded{w}})
}

// last are the headings that come after a model's own.
var last = slices.Insert(slices.Clone(order[slices.Index(order, others):]), 1, further)

// ordered puts breaking changes, upgrade notes and highlights first and what is for maintainers last; the headings between keep
// their order. Updates of dependencies always have a section.
func (n Notes) ordered(s *Set) Notes {
	updates := func(section Section) bool { return section.Title == dependencies }
	if len(s.Bumps)+len(s.Several)+len(s.Siblings) > 0 && !slices.ContainsFunc(n.Sections, updates) {
		n.Sections = append(n.Sections, Section{Title: dependencies})
	}
	first := append([]string{breaking, upgrading, highlights}, s.Order...)
	rank := func(section Section) int {
		if i := slices.Index(first, section.Title); i >= 0 {
			return i - len(first)
		}
		return 1 + slices.Index(last, section.Title)
	}
	slices.SortStableFunc(n.Sections, func(a, b Section) int { return rank(a) - rank(b) })
	if len(n.Sections) == 1 && n.Sections[0].Title == others {
		n.Sections[0].Title = "Changes"
	}
	return n
}

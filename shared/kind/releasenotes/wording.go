package releasenotes

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Notes are a worded set. They contain every change of the set exactly once.
type Notes struct {
	Sections []Section
	Worded   bool // by a model

	// Corrections of the model's answer.
	Forgotten int   // pull requests that the answer lacks
	Invented  int   // pull requests that it names and that are not in the set, and entries without one
	Repeated  int   // pull requests that it repeats, or that are dependency updates
	Raised    []int // pull requests that only the model calls breaking
}

// Section is a heading and what stands below it.
type Section struct {
	Title   string
	Entries []Worded
}

// Worded is one worded entry. It covers several changes if the model combined them, and none if it is about the whole release.
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

// configured reports whether the change stands in a category of the repository's configuration.
func (e Entry) configured() bool { return e.Kind != "" && !e.Breaking }

// plainSection returns the heading without the repository's configuration.
func (e Entry) plainSection() string {
	if e.configured() {
		return e.Kind
	}
	return e.heading()
}

// further is the heading of the pull requests that the model does not name.
const further = "Further changes"

// Word applies a model's wording to a set. It takes the model's texts, and its sections for changes without a category of the
// repository's configuration, but not its selection: repeated and invented changes are dropped, forgotten ones are added, and
// breaking ones stay breaking. Commits without a pull request and dependencies, which the model can't name, keep their plain
// words.
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
			case w.Of[0].configured():
				n.add(w.Of[0].Section, w)
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
			if e.Breaking || e.configured() {
				title = e.heading()
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

// heading maps a model's heading to one of ours if it matches.
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
	switch strings.ToLower(title) { // headings made by code, or with a special meaning
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

// ordered puts breaking changes, upgrade notes and highlights first, and sections for maintainers last; the others keep their
// order. Updates of dependencies always have a section.
func (n Notes) ordered(s *Set) Notes {
	updates := func(section Section) bool { return section.Title == dependencies }
	if len(s.Bumps)+len(s.Several)+len(s.Siblings) > 0 && !slices.ContainsFunc(n.Sections, updates) {
		n.Sections = append(n.Sections, Section{Title: dependencies})
	}
	first := append([]string{breaking, upgrading, highlights}, s.Order...)
	for _, e := range s.Entries { // they are in the order of the repository's categories
		if e.configured() {
			first = append(first, e.Section)
		}
	}
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

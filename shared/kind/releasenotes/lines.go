package releasenotes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/text"
)

// account links an author.
func account(a release.Account, w page.Writer) page.Inline {
	if a.Bot || a.Login == "" {
		return w.Inline(text.Cut(cmp.Or(strings.TrimSuffix(a.Login, "[bot]"), a.Name), 100))
	}
	return w.Account(text.Cut(a.Login, 100))
}

// compare links the comparison of two releases.
func compare(s *Set, w page.Writer) page.Inline {
	base, head := cmp.Or(s.PreviousTag, short(s.Base)), cmp.Or(s.Tag, short(s.Head))
	if base == "" || head == "" {
		return page.Inline{}
	}
	return w.Compare(base, head)
}

// lines returns the notes as Markdown, without a person's edits.
func lines(s *Set, n Notes, w page.Writer) []line {
	w.References = false
	var all []line
	head := func(title page.Inline) {
		all = append(all, newLine(headingMark, title, 1))
	}
	entry := func(text page.Inline, of ...cite) {
		l := newLine(entryMark, text, 0, of...)
		l.form = s.EntryForm
		if len(of) == 0 && slices.ContainsFunc(all, func(o line) bool { return len(o.cites) == 0 && o.text == l.text }) {
			return // its text identifies it
		}
		if all[len(all)-1].heading() {
			l.space = 1
		}
		all = append(all, l)
	}
	cites := func(refs []release.Ref) []cite {
		var of []cite
		for _, r := range refs {
			of = append(of, citing(r, release.Account{}, w))
		}
		return of
	}
	updates := func(secure bool) {
		for _, u := range s.updates(secure) {
			entry(u.text, cites(u.refs)...)
		}
	}
	for _, section := range n.Sections {
		head(w.Inline(section.Title))
		if section.Title == dependencies {
			updates(true)
		}
		for _, e := range section.Entries {
			var of []cite
			for _, c := range e.Of {
				of = append(of, citing(c.Ref, c.Author, w))
			}
			said := w.Inline(e.Text)
			if said.Empty() {
				said = page.Emphasis("without a title")
			}
			entry(said, of...)
		}
		if section.Title == dependencies {
			updates(false)
		}
	}
	if len(s.People) > 0 {
		head(page.Say("Contributors"))
		for _, login := range s.People {
			entry(account(release.Account{Login: login}, w))
		}
	}
	if len(s.New) > 0 && len(s.People) == 0 {
		head(page.Say(contributors))
		for _, login := range s.New {
			entry(account(release.Account{Login: login}, w))
		}
	}
	if len(all) == 0 {
		all = append(all, newLine("", page.Say("Nothing has changed."), 0))
	}
	for _, text := range []page.Inline{leftOutLine(s), changelog(compare(s, w))} {
		if !text.Empty() {
			all = append(all, newLine("", text, 1))
		}
	}
	all = withoutEmpty(all)
	all = slices.Concat(s.configuredLines(s.Header, w), all, s.configuredLines(s.Footer, w))
	if len(all) == 0 {
		return all
	}
	all[0].space = 0
	if n.Worded {
		all[0].space = 1
		all = slices.Insert(all, 0, newLine("", page.Emphasis("In a model's words:"), 0))
	}
	return all
}

func citing(r release.Ref, author release.Account, w page.Writer) cite {
	link := w.PullRequest(r.Pull)
	if r.Pull == 0 {
		link = w.Commit(r.SHA)
	}
	return cite{key(r), link, account(author, w)}
}

// fit drops lines from the end, where the least important ones are, until the rest fits into limit bytes, and adds how many it dropped.
func fit(all []line, left, limit int) []line {
	size := 0
	for _, l := range all {
		size += l.bytes()
	}
	const note = 100 // bytes of the line with the number of dropped entries
	if size <= limit && left == 0 {
		return all
	}
	kept := slices.Clone(all)
	for i := len(kept) - 1; i >= 0 && size > limit-note; i-- {
		if kept[i].entry() {
			size -= kept[i].bytes()
			kept = slices.Delete(kept, i, i+1)
			left++
		}
	}
	return append(withoutEmpty(kept), newLine("", page.Emphasis("%s left out: GitHub takes no longer text.", counted(left, "line")), 1))
}

// withoutEmpty drops headings without entries.
func withoutEmpty(all []line) []line {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].heading() && (i+1 == len(all) || !all[i+1].entry()) {
			all = slices.Delete(all, i, i+1)
		}
	}
	return all
}

// counted counts without separators between thousands, which differ between languages.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

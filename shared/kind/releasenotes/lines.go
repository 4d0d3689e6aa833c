package releasenotes

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/text"
)

// line is one line of the notes. The changes that it stands for are kept apart, because a person's own line may stand for some of
// them already.
type line struct {
	text  string // Markdown
	cites []cite
	space int // blank lines before it
}

// cite is the reference of a line to a change.
type cite struct{ key, link, author string }

// key identifies a change in a written text: "12" is a pull request, "cabc1234" a commit.
func key(r release.Ref) string {
	if r.Pull != 0 {
		return fmt.Sprint(r.Pull)
	}
	return "c" + r.SHA[:min(7, len(r.SHA))]
}

func (l line) keys() []string {
	keys := make([]string, len(l.cites))
	for i, c := range l.cites {
		keys[i] = c.key
	}
	return keys
}

func (l line) heading() bool { return strings.HasPrefix(l.text, "## ") }

func (l line) entry() bool { return strings.HasPrefix(l.text, "- ") }

// String returns the line as Markdown: "- text ([#12](…) by [login](…))".
func (l line) String() string {
	if len(l.cites) == 0 {
		return l.text
	}
	var links, authors []string
	for _, c := range l.cites {
		links = append(links, c.link)
		if c.author != "" && !slices.Contains(authors, c.author) {
			authors = append(authors, c.author)
		}
	}
	by := ""
	if len(authors) > 0 {
		by = " by " + strings.Join(authors, ", ")
	}
	return l.text + " (" + strings.Join(links, ", ") + by + ")"
}

// without returns the line without some of its changes; ok is false if none is left.
func (l line) without(keys map[string]bool) (rest line, ok bool) {
	if len(l.cites) == 0 {
		return l, true
	}
	rest = l
	rest.cites = slices.DeleteFunc(slices.Clone(l.cites), func(c cite) bool { return keys[c.key] })
	return rest, len(rest.cites) > 0
}

var login = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})$`)

// account links an author without a mention, because a mention notifies.
func account(a release.Account, w render.Writer) string {
	switch {
	case a.Bot || a.Login == "":
		return w.Inline(text.Cut(cmp.Or(strings.TrimSuffix(a.Login, "[bot]"), a.Name), 100))
	case !login.MatchString(a.Login):
		return w.Inline(text.Cut(a.Login, 100))
	}
	return render.Link(strings.ReplaceAll(a.Login, "_", `\_`), "https://"+host(w)+"/"+a.Login)
}

// compare links the comparison of two releases.
func compare(s *Set, w render.Writer) string {
	base, head := cmp.Or(s.PreviousTag, short(s.Base)), cmp.Or(s.Tag, short(s.Head))
	if base == "" || head == "" {
		return ""
	}
	return render.Link(w.Code(base)+"..."+w.Code(head), "https://"+host(w)+"/"+w.Repository+"/compare/"+ref(base)+"..."+ref(head))
}

func host(w render.Writer) string { return cmp.Or(w.Host, "github.com") }

// ref escapes a tag or a commit for an address.
func ref(name string) string {
	return strings.ReplaceAll(url.PathEscape(name), "%2F", "/")
}

// lines returns the notes as Markdown, without what a person wrote.
func lines(s *Set, n Notes, w render.Writer) []line {
	var all []line
	head := func(title string) {
		all = append(all, line{text: "## " + w.Inline(title), space: 1})
	}
	entry := func(text string, of ...cite) {
		l := line{text: "- " + text, cites: of}
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
	updates := func() {
		for _, sibling := range s.Siblings {
			entry(siblingText(sibling, w))
		}
		for _, b := range s.Bumps {
			entry(s.bumpText(b, w), cites(b.Refs)...)
		}
		if len(s.Several) > 0 {
			entry("Several at once", cites(s.Several)...)
		}
	}
	for _, section := range n.Sections {
		head(section.Title)
		for _, e := range section.Entries {
			var of []cite
			for _, c := range e.Of {
				of = append(of, citing(c.Ref, c.Author, w))
			}
			entry(cmp.Or(w.Inline(e.Text), "_without a title_"), of...)
		}
		if section.Title == dependencies {
			updates()
		}
	}
	if len(s.New) > 0 {
		head(contributors)
		for _, login := range s.New {
			entry(account(release.Account{Login: login}, w))
		}
	}
	if len(all) == 0 {
		all = append(all, line{text: "Nothing has changed."})
	}
	for _, text := range []string{said(s), changelog(compare(s, w))} {
		if text != "" {
			all = append(all, line{text: text, space: 1})
		}
	}
	all = withoutEmpty(all)
	if len(all) > 0 {
		all[0].space = 0
	}
	return all
}

// bumpText is "`lodash` `4.17.20` → `4.17.21`", with the directory if the dependency is in several.
func (s *Set) bumpText(b Bump, w render.Writer) string {
	text := w.Code(b.Name) + " → " + w.Code(b.To)
	if b.From != "" {
		text = w.Code(b.Name) + " " + w.Code(b.From) + " → " + w.Code(b.To)
	}
	if b.Directory != "" && slices.ContainsFunc(s.Bumps, func(o Bump) bool { return o.Name == b.Name && o.Directory != b.Directory }) {
		text += " in " + w.Code(b.Directory)
	}
	if b.Security {
		text += strings.TrimSuffix(", security: "+b.Advisory, ": ")
	}
	return text
}

// siblingText is "`api` `v0.20.1` → `v0.21.0`, 17 changes".
func siblingText(s release.Sibling, w render.Writer) string {
	text := w.Code(s.Name) + " " + w.Code(s.From) + " → " + w.Code(s.To)
	if s.Changes > 0 {
		text += ", " + counted(s.Changes, "change")
	}
	return text
}

func changelog(compare string) string {
	if compare == "" {
		return ""
	}
	return "**Full changelog:** " + compare
}

// said returns a line about what the notes leave out.
func said(s *Set) string {
	var parts []string
	if s.Undone > 0 {
		parts = append(parts, counted(s.Undone, "change")+" taken back before the release, or taking one back, left out.")
	}
	skipped := s.skipped()
	chores, earlier, unwanted := skipped[mergesBack]+skipped[releases]+skipped[changelogs], skipped[shipped], skipped[excluded]
	if chores > 0 {
		parts = append(parts, counted(chores, "change")+" that only merged a branch, made a release or updated the changelog left out.")
	}
	if earlier > 0 {
		parts = append(parts, counted(earlier, "change")+" shipped in an earlier release left out.")
	}
	if unwanted > 0 {
		parts = append(parts, counted(unwanted, "change")+" left out as .github/release.yml says.")
	}
	if s.Unlisted > 0 {
		parts = append(parts, "The oldest "+counted(s.Unlisted, "commit")+" not read.")
	}
	if len(parts) == 0 {
		return ""
	}
	return "_" + strings.Join(parts, " ") + "_"
}

func citing(r release.Ref, author release.Account, w render.Writer) cite {
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
	const note = 100 // bytes of the line that says so
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
	return append(withoutEmpty(kept), line{text: fmt.Sprintf("_%s left out: GitHub takes no longer text._", counted(left, "line")), space: 1})
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

func (l line) bytes() int { return len(l.String()) + l.space + 1 }

// join joins lines into a text.
func join(all []line) string {
	var b strings.Builder
	for i, l := range all {
		if i > 0 {
			b.WriteString("\n" + strings.Repeat("\n", l.space))
		}
		b.WriteString(l.String())
	}
	return b.String()
}

// counted counts without separators between thousands, which differ between languages.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

package releasenotes

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/page"
)

// Outline is the notes of a release for other tools. Texts are Markdown.
type Outline struct {
	Tag         string           `json:"tag"` // empty if there is none yet
	PreviousTag string           `json:"previous_tag"`
	NextVersion string           `json:"next_version"`
	Component   string           `json:"component,omitempty"` // folder of the part that is released; empty: the whole repository
	At          time.Time        `json:"at,omitzero"`
	Compare     string           `json:"compare,omitempty"` // address
	Sections    []OutlineSection `json:"sections"`
	LeftOut     []LeftOut        `json:"left_out,omitempty"`
	New         []string         `json:"new_contributors,omitempty"`
}

// OutlineSection is a heading with its entries.
type OutlineSection struct {
	Title   string         `json:"title"`
	Entries []OutlineEntry `json:"entries"`
}

// OutlineEntry is a line of the notes.
type OutlineEntry struct {
	Text    string   `json:"text"`
	Links   []Link   `json:"links,omitempty"`
	People  []Person `json:"people,omitempty"`
	Section string   `json:"-"` // of plain notes, whatever the heading
}

// Link is a pull request or a commit.
type Link struct {
	release.Ref
	URL string `json:"url,omitempty"` // empty if GitHub does not have the repository: see Unlinked
}

// Person is an author. Without a known account, only the name is set.
type Person struct {
	Login string `json:"login,omitempty"`
	Name  string `json:"name,omitempty"`
	URL   string `json:"url,omitempty"`
	Bot   bool   `json:"bot,omitempty"`
}

// Unlinked returns the outline without addresses in its repository, for one that GitHub does not have.
func (o Outline) Unlinked() Outline {
	o.Compare, o.Sections = "", slices.Clone(o.Sections)
	for i := range o.Sections {
		entries := slices.Clone(o.Sections[i].Entries)
		for j := range entries {
			entries[j].Links = slices.Clone(entries[j].Links)
			for k := range entries[j].Links {
				entries[j].Links[k].URL = ""
			}
		}
		o.Sections[i].Entries = entries
	}
	return o
}

// NewOutline builds the notes from stored evidence and an optional result.
func NewOutline(evidence, result json.RawMessage, w page.Writer) (Outline, error) {
	var s Set
	if err := json.Unmarshal(evidence, &s); err != nil {
		return Outline{}, fmt.Errorf("decoding the changes of a release: %w", err)
	}
	n := Plain(&s)
	if len(result) > 0 && string(result) != "null" {
		answer, err := DecodeResult(result)
		if err != nil {
			return Outline{}, err
		}
		n = Word(&s, answer)
	}
	web := "https://" + host(w) + "/" + w.Repository
	o := Outline{Tag: s.Tag, PreviousTag: s.PreviousTag, NextVersion: s.Next.Version, Component: s.Component, At: s.At, Sections: []OutlineSection{}, LeftOut: s.LeftOut, New: s.New}
	if base, head := cmp.Or(s.PreviousTag, s.Base), cmp.Or(s.Tag, s.Head); base != "" && head != "" {
		o.Compare = web + "/compare/" + ref(base) + "..." + ref(head)
	}
	for _, section := range n.Sections {
		out := OutlineSection{Title: section.Title, Entries: []OutlineEntry{}}
		updates := func(secure bool) {
			for _, u := range s.updates(secure) {
				entry := OutlineEntry{Text: u.text.Markdown(), Section: dependencies}
				for _, r := range u.refs {
					entry.Links = append(entry.Links, link(r, web))
				}
				out.Entries = append(out.Entries, entry)
			}
		}
		if section.Title == dependencies {
			updates(true)
		}
		for _, e := range section.Entries {
			entry := OutlineEntry{Text: w.Inline(e.Text).Markdown(), Section: section.Title}
			for _, of := range e.Of {
				entry.Section = of.plainSection()
				entry.Links = append(entry.Links, link(of.Ref, web))
				if p := person(of.Author, host(w)); p != (Person{}) && !slices.Contains(entry.People, p) {
					entry.People = append(entry.People, p)
				}
			}
			out.Entries = append(out.Entries, entry)
		}
		if section.Title == dependencies {
			updates(false)
		}
		o.Sections = append(o.Sections, out)
	}
	return o, nil
}

var login = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})$`)

func host(w page.Writer) string { return cmp.Or(w.Host, "github.com") }

// ref escapes a tag or a commit for an address.
func ref(name string) string { return strings.ReplaceAll(url.PathEscape(name), "%2F", "/") }

func link(r release.Ref, web string) Link {
	if r.Pull != 0 {
		return Link{r, fmt.Sprintf("%s/pull/%d", web, r.Pull)}
	}
	return Link{r, web + "/commit/" + r.SHA}
}

func person(a release.Account, host string) Person {
	p := Person{Login: a.Login, Name: a.Name, Bot: a.Bot}
	if !a.Bot && login.MatchString(a.Login) {
		p.URL = "https://" + host + "/" + a.Login
	}
	return p
}

// keepAChangelog has the headings of Keep a Changelog 1.1.0 in its order, with the sections that stand below each.
var keepAChangelog = []struct {
	heading  string
	sections []string
}{
	{"Added", []string{features}},
	{"Changed", []string{breaking, upgrading, performance, others, documentation, maintenance, dependencies}},
	{"Deprecated", []string{deprecations}},
	{"Removed", []string{reverted}},
	{"Fixed", []string{fixes}},
	{"Security", []string{security}},
}

// Changelog returns the notes as a section of a file in the form of Keep a Changelog.
func (o Outline) Changelog() string {
	var b strings.Builder
	name := "Unreleased"
	if o.Tag != "" && o.Tag != release.Unreleased {
		name = o.Tag
		if v, ok := release.ParseVersion(o.Tag); ok && v.Line == "" {
			name = strings.TrimPrefix(name, v.Prefix())
		}
	}
	name = page.Text(name).Markdown()
	fmt.Fprintf(&b, "## [%s]", name)
	if name != "Unreleased" && !o.At.IsZero() {
		b.WriteString(" - " + o.At.UTC().Format(time.DateOnly))
	}
	b.WriteString("\n")
	for _, group := range keepAChangelog {
		first := true
		for _, section := range group.sections {
			for _, s := range o.Sections {
				for _, e := range s.Entries {
					if e.Section != section && !(section == others && !slices.Contains(order, e.Section) && e.Section != breaking && e.Section != upgrading) {
						continue
					}
					if first {
						b.WriteString("\n### " + group.heading + "\n\n")
						first = false
					}
					b.WriteString(e.changelogLine())
				}
			}
		}
	}
	if o.Compare != "" {
		fmt.Fprintf(&b, "\n[%s]: %s\n", name, o.Compare)
	}
	return b.String()
}

func (e OutlineEntry) changelogLine() string {
	text := e.Text
	if e.Section == breaking {
		text = "**Breaking:** " + text
	}
	var links []string
	for _, l := range e.Links {
		label := fmt.Sprintf("#%d", l.Pull)
		if l.Pull == 0 {
			label = "`" + l.SHA[:min(7, len(l.SHA))] + "`"
		}
		if l.URL != "" {
			label = "[" + label + "](" + l.URL + ")"
		}
		links = append(links, label)
	}
	if len(links) > 0 {
		text += " (" + strings.Join(links, ", ") + ")"
	}
	return "- " + text + "\n"
}

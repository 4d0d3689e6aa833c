package releasenotes

import (
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/text"
)

// Bounds on a stored Set: no release's body has room for more.
const (
	MaxEntries = 2000
	maxBumps   = 1000
	maxText    = 300 // bytes kept of a title and of the description of a breaking change
	maxLeftOut = 500
	maxAround  = 4 << 10   // of a configured header or footer
	maxName    = 120       // of a dependency's name, and of a version
	maxTexts   = 256 << 10 // of all texts of entries
)

// Set is the content of a release's notes, independent of its wording. It is the kind's evidence.
type Set struct {
	Tag         string            `json:"tag"`
	PreviousTag string            `json:"previous_tag"`
	Base        string            `json:"base"`                // commit SHA; empty: the whole history
	Head        string            `json:"head"`                // commit SHA
	Component   string            `json:"component,omitempty"` // folder of the part that is released
	At          time.Time         `json:"at,omitzero"`         // when the head was committed
	Entries     []Entry           `json:"entries"`
	Bumps       []Bump            `json:"bumps"`              // of dependencies, by name
	Siblings    []release.Sibling `json:"siblings,omitempty"` // other components of the repository that this one depends on
	Several     []release.Ref     `json:"several"`            // changes that update several dependencies
	New         []string          `json:"new"`                // logins of first-time contributors
	Undone      int               `json:"undone"`             // reverted changes and their reverts
	Unlisted    int               `json:"unlisted"`
	Skipped     map[string]int    `json:"skipped,omitempty"`  // changes that are no entry, by reason
	LeftOut     []LeftOut         `json:"left_out,omitempty"` // changes that are no entry; the newest if there are more than maxLeftOut
	Left        int               `json:"left"`               // entries and updates of dependencies without room
	Next        Next              `json:"next"`
	Order       []string          `json:"order,omitempty"`      // titles of sections, as configured
	EntryForm   string            `json:"entry_form,omitempty"` // of a line, as configured
	Header      string            `json:"header,omitempty"`
	Footer      string            `json:"footer,omitempty"`
	People      []string          `json:"people,omitempty"` // logins of all contributors, if they are to be named
	Notes       []string          `json:"notes"`            // remarks on the range for readers
}

// Entry is one change: a pull request, or a commit that came without one.
type Entry struct {
	Ref      release.Ref     `json:"ref"`
	Text     string          `json:"text"` // its title; not trusted
	Author   release.Account `json:"author"`
	Section  string          `json:"section"`
	Kind     string          `json:"kind,omitempty"` // the section that it had before the configured one
	Breaking bool            `json:"breaking,omitempty"`
	Upgrade  string          `json:"upgrade,omitempty"` // what its author says of the breaking change; not trusted
}

// Collect returns the content of a release's notes. The same evidence gives the same set: entries by section, then in the order
// of the changes.
func Collect(e *release.Evidence) Set { return collect(e, false) }

// collect returns the content with or without housekeeping changes.
func collect(e *release.Evidence, housekeeping bool) Set {
	s := Set{
		Tag: e.HeadTag, PreviousTag: e.BaseTag, Base: e.Base, Head: e.Head, Component: e.Component, At: headAt(e), Unlisted: e.Unlisted,
		Entries: []Entry{}, Bumps: []Bump{}, Several: []release.Ref{}, New: []string{}, Notes: slices.Clone(e.Notes),
	}
	if s.Tag == release.Unreleased {
		s.Tag = ""
	}
	s.Siblings = slices.Clone(e.Siblings)
	messages := make(map[string]release.Commit, len(e.Commits))
	for _, c := range e.Commits {
		messages[c.SHA] = c
	}
	integrating := e.Integrating()
	robots, updates := map[string]bool{}, map[release.Ref]string{}
	broken, added, unknown, changes := 0, 0, 0, 0
	for _, c := range everyChange(e) {
		entry, d := describe(c, messages)
		robots[entry.Author.Login] = robots[entry.Author.Login] || entry.Author.Bot
		if c.Undone() {
			s.Undone++
			s.leaveOut(entry, takenBack)
			continue
		}
		if c.Shipped() {
			s.leaveOut(entry, shipped)
			continue
		}
		if reason := d.title.housekeeping(); reason != "" && !entry.Breaking && !housekeeping {
			s.leaveOut(entry, reason)
			continue
		}
		if c.Pull != nil && integrating[c.Pull.Number] {
			s.leaveOut(entry, mergesBack)
			continue
		}
		changes++
		if i := s.sibling(d.title); i >= 0 && !entry.Breaking {
			s.Siblings[i].Refs = append(slices.Clone(s.Siblings[i].Refs), entry.Ref)
			continue
		}
		if found, ok := d.bumps(); ok && !entry.Breaking {
			if s.Bumps = fold(s.Bumps, found, entry.Ref); len(found) != 1 {
				s.Several = append(s.Several, entry.Ref)
			}
			updates[entry.Ref] = entry.Text
			continue
		}
		if botForm.MatchString(d.title.Text) && entry.Section == others {
			entry.Section = dependencies
		}
		switch {
		case entry.Breaking:
			broken++
		case entry.Section == features:
			added++
		case entry.Section == others:
			unknown++
		}
		s.Entries = append(s.Entries, entry)
	}
	slices.SortStableFunc(s.Entries, func(a, b Entry) int { return a.rank(nil) - b.rank(nil) })
	s.Bumps = s.withoutUnmoved(s.Bumps, updates)
	sortBumps(s.Bumps)
	s.bound()
	for _, login := range e.NewContributors {
		if login != "" && !robots[login] {
			s.New = append(s.New, login)
		}
	}
	s.Next = proposeVersion(e.Range, headAt(e), content{broken, added, unknown, changes - s.Skipped[movedNobody]})
	return s
}

// headAt returns when the newest commit was made.
func headAt(e *release.Evidence) time.Time {
	if len(e.Commits) == 0 {
		return time.Time{}
	}
	return e.Commits[len(e.Commits)-1].At
}

// bound drops entries from the end that no body has room for, and counts them.
func (s *Set) bound() {
	kept, texts := 0, 0
	for ; kept < min(len(s.Entries), MaxEntries); kept++ {
		if texts += len(s.Entries[kept].Text) + len(s.Entries[kept].Upgrade); texts > maxTexts {
			break
		}
	}
	s.Left = len(s.Entries) - kept
	s.Entries = s.Entries[:kept]
	if len(s.Bumps) > maxBumps {
		s.Left += len(s.Bumps) - maxBumps
		s.Bumps = s.Bumps[:maxBumps]
	}
}

// everyChange returns Evidence.Changes and the pull requests without a listed commit, so that none is lost.
func everyChange(e *release.Evidence) []release.Change {
	changes := e.Changes()
	seen := map[int]bool{}
	for _, c := range changes {
		if c.Pull != nil {
			seen[c.Pull.Number] = true
		}
	}
	for i := range e.Pulls {
		if p := &e.Pulls[i]; !seen[p.Number] {
			seen[p.Number] = true
			changes = append(changes, release.Change{Pull: p})
		}
	}
	return changes
}

// leaveOut records a change that is no entry.
func (s *Set) leaveOut(e Entry, reason string) {
	if s.Skipped == nil {
		s.Skipped = map[string]int{}
	}
	s.Skipped[reason]++
	s.LeftOut = append(s.LeftOut, LeftOut{e.Ref, e.Text, reason})
	if len(s.LeftOut) > maxLeftOut {
		s.LeftOut = s.LeftOut[1:]
	}
}

// withoutUnmoved drops dependencies that returned to their old version, and leaves out their changes among titles.
func (s *Set) withoutUnmoved(all []Bump, titles map[release.Ref]string) []Bump {
	return slices.DeleteFunc(all, func(b Bump) bool {
		if b.From == "" || !sameVersion(b.From, b.To) {
			return false
		}
		for _, r := range b.Refs {
			s.leaveOut(Entry{Ref: r, Text: titles[r]}, movedNobody)
		}
		return true
	})
}

// describe makes a change's entry, and the input for reading its dependency updates.
func describe(c release.Change, messages map[string]release.Commit) (e Entry, d dependencyChange) {
	var bodies []string
	d.title = parseTitle(c.Title())
	if p := c.Pull; p != nil {
		e.Ref, e.Author, d.labels, d.headRef, d.body = release.Ref{Pull: p.Number}, p.Author, p.Labels, p.HeadRef, p.Body
		bodies = []string{p.Body}
		for _, sha := range p.Commits {
			message := messages[sha]
			bodies = append(bodies, message.Body)
			d.title.Bang = d.title.Bang || parseTitle(message.Title).Bang
			if d.body == "" {
				d.body = message.Body
			}
		}
	} else {
		e.Ref, e.Author, d.body = release.Ref{SHA: c.Commit.SHA}, c.Commit.Author, c.Commit.Body
		bodies = []string{d.body}
	}
	d.author = e.Author
	e.Text, e.Section = text.Cut(d.title.plain(), maxText), d.title.section(d.labels)
	says, yes := breaks(d.title, d.labels, e.Author, bodies)
	e.Breaking, e.Upgrade = yes, text.Cut(says, maxText)
	return e, d
}

// rank orders entries: breaking ones, then by the categories that the repository configures, then by section.
func (e Entry) rank(categories []string) int {
	if e.Breaking {
		return -1
	}
	if i := slices.Index(categories, e.Section); i >= 0 {
		return i
	}
	return len(categories) + slices.Index(order, e.Section)
}

// pulls returns the numbers of all pull requests of the set, and whether each has an entry of its own.
func (s *Set) pulls() map[int]bool {
	all := map[int]bool{}
	for _, b := range s.Bumps {
		for _, r := range b.Refs {
			all[r.Pull] = false
		}
	}
	for _, sibling := range s.Siblings {
		for _, r := range sibling.Refs {
			all[r.Pull] = false
		}
	}
	for _, r := range s.Several {
		all[r.Pull] = false
	}
	for _, e := range s.Entries {
		all[e.Ref.Pull] = true
	}
	delete(all, 0) // commits
	return all
}

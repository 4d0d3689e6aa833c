package nextrelease

import (
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/text"
)

// Bounds on the preview of each part.
const (
	maxRaising = 3
	maxListed  = 30 // changes of a part among several
)

// severalTag is the tag of a draft about several parts, because no single tag releases them all.
const severalTag = "next"

// part is a part of the repository that is released separately.
type part struct {
	folder, since string
	notes         releasenotes.Set
	risk          releaserisk.Unreleased
	changes       int
	unknown       int // changes whose files are not known
	unlisted      int // oldest changes that were not read
}

// preview is the preview of a next release.
type preview struct {
	tag     string // proposed
	title   string
	changes int
	block   page.Markdown // about the next release
	notes   *releasenotes.Set
	writer  page.Writer
}

// preview renders the state.
func (r *Runner) preview(request kind.Request, s *state) preview {
	w := page.Writer{Host: r.Host, Repository: request.Event.Repository.FullName(), HeadSHA: s.Evidence.Head}
	parts := r.parts(s, request.Settings.Repository.Release)
	p := preview{writer: w}
	var sections []page.Section
	var versions []string
	for i := range parts {
		p.changes += parts[i].changes
		sections = append(sections, parts[i].sections(w, len(parts) > 1)...)
		if v := parts[i].notes.Next.Version; v != "" {
			versions = append(versions, v)
		}
	}
	p.block = page.Compose(render.MaxText, sections)
	switch {
	case len(parts) == 1:
		p.notes, p.tag = &parts[0].notes, parts[0].notes.Next.Version
		p.title = parts[0].title()
	case len(parts) == 0:
		p.title = "Nothing to release"
		p.block = page.Compose(render.MaxText, []page.Section{page.Statement("Nothing has changed since the last release.")})
	default:
		p.tag = severalTag
		p.title = page.PlainLine(text.Count(len(parts), "part") + " to release: " + strings.Join(versions, ", ")).Line(render.MaxTitle)
	}
	if p.tag == "" {
		p.tag = severalTag
	}
	return p
}

// parts returns the parts that have something to release.
func (r *Runner) parts(s *state, form settings.NotesForm) []part {
	paths := map[release.Ref][]string{}
	for _, k := range s.measured {
		paths[k.Ref] = k.Paths
	}
	lines := s.Lines
	if len(lines) == 0 {
		lines = []release.ReleasedLine{{}} // nothing was released before
	}
	var all []part
	for _, l := range lines {
		found, unknown := s.Evidence.Of(l, func(ref release.Ref) []string { return paths[ref] })
		found.Range = found.Configured(form)
		p := part{folder: l.Folder, since: l.Last.Name, notes: releasenotes.Collect(found), unknown: unknown, unlisted: found.Unlisted}
		s.Config.Apply(&p.notes, found, form, touched(form, paths))
		p.risk = r.Risk.Compose(found, s.measured, r.Now())
		if p.changes = p.notes.Changes(); p.changes > 0 {
			all = append(all, p)
		}
	}
	return all
}

// touched returns the form's paths that each change with known files touches.
func touched(form settings.NotesForm, files map[release.Ref][]string) map[release.Ref][]string {
	all := map[release.Ref][]string{}
	for _, path := range form.Paths() {
		for ref, names := range files {
			if slices.ContainsFunc(names, func(name string) bool { return name == path || strings.HasPrefix(name, path+"/") }) {
				all[ref] = append(all[ref], path)
			}
		}
	}
	return all
}

func (p *part) title() string {
	soFar := fmt.Sprintf("risk so far %s (%s)", render.Percentile(p.risk.Score), risk.LevelWord(p.risk.Level))
	return page.PlainLine(render.Joined(p.notes.Next.Version, text.Count(p.changes, "change"), soFar)).Line(render.MaxTitle)
}

// sections returns the sections about a part.
func (p *part) sections(w page.Writer, among bool) []page.Section {
	var b page.Blocks
	name := page.Say("The next release")
	if p.folder != "" {
		name = page.Say("The next release of %s", page.Code(p.folder))
	}
	if among {
		b = b.Then(page.Title(name))
	}
	proposed := page.Strong("%s has no proposed version:", name)
	if v := p.notes.Next.Version; v != "" {
		proposed = page.Strong("%s is %s:", name, page.Code(v))
	}
	counted := page.Say("%s", text.Count(p.changes, "change"))
	if p.since != "" {
		counted = page.Say("%s since %s", counted, page.Code(p.since))
	}
	counted = page.Say("%s, up to %s. Risk so far: %s.", counted, w.Commit(w.HeadSHA), page.Strong("%s (%s)", render.Percentile(p.risk.Score), risk.LevelWord(p.risk.Level)))
	if p.unlisted > 0 {
		counted = page.Say("%s The oldest %s not counted.", counted, text.Count(p.unlisted, "commit"))
	}
	if p.unknown > 0 {
		counted = page.Say("%s %s whose files are not known yet not counted.", counted, text.Count(p.unknown, "change"))
	}
	b = b.Then(page.Paragraphs(page.Say("%s %s.", proposed, w.Inline(p.notes.Next.Why)), counted))
	var raising []page.Inline
	for _, c := range p.risk.Changes[:min(len(p.risk.Changes), maxRaising)] {
		raising = append(raising, page.Say("%s %s: %s (%s)", link(c, w), w.Inline(c.Title), render.Percentile(c.Score), risk.LevelWord(c.Level)))
	}
	if len(raising) > 0 {
		b = b.Then(page.Paragraphs(page.Say("What raises it most:")), page.Bullets(raising...))
	}
	sections := []page.Section{page.Headed(page.Head{}, b)}
	if among {
		sections = append(sections, page.List(page.Head{}.Intro(page.Say("Changes:")), p.list(w)))
	}
	return sections
}

// list lists the changes of a part among several, whose notes have no place of their own.
func (p *part) list(w page.Writer) []page.Inline {
	var all []page.Inline
	for i, e := range p.notes.Entries {
		if i == maxListed {
			all = append(all, page.Say("and %s more", text.Number(len(p.notes.Entries)-i)))
			break
		}
		all = append(all, page.Say("%s (%s)", w.Inline(e.Text), refLink(e.Ref, w)))
	}
	for _, d := range p.notes.Bumps[:min(len(p.notes.Bumps), maxListed)] {
		all = append(all, page.Say("%s %s", page.Code(d.Name), page.Code(d.To)))
	}
	return all
}

func link(c releaserisk.Change, w page.Writer) page.Inline {
	return refLink(release.Ref{Pull: c.Pull, SHA: c.SHA}, w)
}

func refLink(r release.Ref, w page.Writer) page.Inline {
	if r.Pull != 0 {
		return w.PullRequest(r.Pull)
	}
	return w.Commit(r.SHA)
}

package nextrelease

import (
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/text"
)

// Bounds on what is shown of each part.
const (
	maxRaising = 3
	maxListed  = 30 // changes of a part among several
)

// severalTag is the tag of a draft that is about several parts, which no tag releases together.
const severalTag = "next"

// part is a part of the repository that is released by itself.
type part struct {
	folder, since string
	set           releasenotes.Set
	risk          releaserisk.Unreleased
	changes       int
	unknown       int // changes whose files are not known
	unlisted      int // the oldest, which were not read
}

// page is what is shown of a next release.
type page struct {
	tag     string // proposed
	title   string
	changes int
	block   string // about the next release
	notes   *releasenotes.Set
	writer  render.Writer
}

// page renders the state.
func (r *Runner) page(request kind.Request, s *state) page {
	w := render.Writer{Host: r.Host, Repository: request.Event.Repository.FullName(), HeadSHA: s.Evidence.Head}
	parts := r.parts(s)
	p := page{writer: w}
	var blocks, versions []string
	for i := range parts {
		p.changes += parts[i].changes
		blocks = append(blocks, parts[i].block(w, len(parts) > 1))
		if v := parts[i].set.Next.Version; v != "" {
			versions = append(versions, v)
		}
	}
	p.block = strings.Join(blocks, "\n\n")
	switch {
	case len(parts) == 1:
		p.notes, p.tag = &parts[0].set, parts[0].set.Next.Version
		p.title = parts[0].title()
	case len(parts) == 0:
		p.title = "Nothing to release"
		p.block = "Nothing has changed since the last release."
	default:
		p.tag = severalTag
		p.title = render.PlainLine(text.Count(len(parts), "part")+" to release: "+strings.Join(versions, ", "), render.MaxTitle)
	}
	if p.tag == "" {
		p.tag = severalTag
	}
	return p
}

// parts returns the parts that have something to release.
func (r *Runner) parts(s *state) []part {
	paths := map[release.Ref][]string{}
	for _, k := range s.kept {
		paths[k.Ref] = k.Paths
	}
	lines := s.Lines
	if len(lines) == 0 {
		lines = []release.ReleasedLine{{}} // nothing was released before
	}
	var all []part
	for _, l := range lines {
		found, unknown := s.Evidence.Of(l, func(ref release.Ref) []string { return paths[ref] })
		p := part{folder: l.Folder, since: l.Last.Name, set: releasenotes.Collect(found), unknown: unknown, unlisted: found.Unlisted}
		s.Config.Apply(&p.set, found)
		p.risk = r.Risk.Compose(found, s.kept, r.Now())
		if p.changes = p.set.Changes(); p.changes > 0 {
			all = append(all, p)
		}
	}
	return all
}

func (p *part) title() string {
	return render.Joined(p.set.Next.Version, text.Count(p.changes, "change"), fmt.Sprintf("risk so far %s (%s)", render.Decimal(p.risk.Score), p.risk.Level))
}

// block is what is said of a part, as Markdown.
func (p *part) block(w render.Writer, among bool) string {
	var b strings.Builder
	name := "The next release"
	if p.folder != "" {
		name = "The next release of " + w.Code(p.folder)
	}
	if among {
		fmt.Fprintf(&b, "### %s\n\n", name)
	}
	if v := p.set.Next.Version; v != "" {
		fmt.Fprintf(&b, "**%s is %s:** %s.", name, w.Code(v), w.Inline(p.set.Next.Why))
	} else {
		fmt.Fprintf(&b, "**%s has no proposed version:** %s.", name, w.Inline(p.set.Next.Why))
	}
	fmt.Fprintf(&b, "\n\n%s", text.Count(p.changes, "change"))
	if p.since != "" {
		fmt.Fprintf(&b, " since %s", w.Code(p.since))
	}
	fmt.Fprintf(&b, ", up to %s. Risk so far: **%s (%s)**.", w.Commit(w.HeadSHA), render.Decimal(p.risk.Score), p.risk.Level)
	if p.unlisted > 0 {
		fmt.Fprintf(&b, " The oldest %s not counted.", text.Count(p.unlisted, "commit"))
	}
	if p.unknown > 0 {
		fmt.Fprintf(&b, " %s whose files are not known yet not counted.", text.Count(p.unknown, "change"))
	}
	b.WriteString("\n")
	for i, c := range p.risk.Changes[:min(len(p.risk.Changes), maxRaising)] {
		if i == 0 {
			b.WriteString("\nWhat raises it most:\n\n")
		}
		fmt.Fprintf(&b, "- %s %s: %s (%s)\n", link(c, w), w.Inline(c.Title), render.Decimal(c.Score), c.Level)
	}
	if among {
		p.list(&b, w)
	}
	return strings.TrimRight(b.String(), "\n")
}

// list lists the changes of a part among several, whose notes have no place of their own.
func (p *part) list(b *strings.Builder, w render.Writer) {
	b.WriteString("\nChanges:\n\n")
	for i, e := range p.set.Entries {
		if i == maxListed {
			fmt.Fprintf(b, "- and %s more\n", text.Number(len(p.set.Entries)-i))
			break
		}
		fmt.Fprintf(b, "- %s (%s)\n", w.Inline(e.Text), refLink(e.Ref, w))
	}
	for _, d := range p.set.Bumps[:min(len(p.set.Bumps), maxListed)] {
		fmt.Fprintf(b, "- %s %s\n", w.Code(d.Name), w.Code(d.To))
	}
}

func link(c releaserisk.Change, w render.Writer) string {
	return refLink(release.Ref{Pull: c.Pull, SHA: c.SHA}, w)
}

func refLink(r release.Ref, w render.Writer) string {
	if r.Pull != 0 {
		return w.PullRequest(r.Pull)
	}
	return w.Commit(r.SHA)
}

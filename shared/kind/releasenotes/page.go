package releasenotes

import (
	"encoding/json"
	"fmt"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/text"
)

// Bounds on the notes in a check run, in bytes; the rest of its two texts is for other sections.
const (
	maxShown  = 48 << 10
	maxCopied = 56 << 10
)

// Page shows the notes twice if the release does not have them: rendered, and as text to copy.
func (k *Kind) Page(a *analysis.Analysis, w page.Writer, reviewed bool) (render.Page, error) {
	if a.Evidence == nil { // not measured
		return render.Page{}, nil
	}
	s, n, err := notesOfAnalysis(a, reviewed)
	if err != nil {
		return render.Page{}, err
	}
	p := render.Page{
		Title:   page.PlainLine(s.title()),
		Leads:   true,
		Summary: []page.Section{page.Paragraph(whereabouts(a, w)), page.Paragraph(proposal(s, w))},
		Text:    []page.Section{remarks(s, w)},
		About:   n.account(w),
	}
	if a.Published.ReleaseURL == "" {
		all := lines(s, n, w)
		p.Summary = append(p.Summary, page.Headed(page.Head{}, shownLines(fit(all, s.Left, maxShown))))
		p.Text = append([]page.Section{page.Headed(page.Heading("To copy"), page.Copied(join(fit(all, s.Left, maxCopied))))}, p.Text...)
	}
	return p, nil
}

// notesOfAnalysis reads the measured set and, with a review, the model's wording.
func notesOfAnalysis(a *analysis.Analysis, reviewed bool) (*Set, Notes, error) {
	var s Set
	if err := json.Unmarshal(a.Evidence, &s); err != nil {
		return nil, Notes{}, fmt.Errorf("decoding the changes of a release: %w", err)
	}
	if !reviewed {
		return &s, Plain(&s), nil
	}
	answer, err := DecodeResult(a.Result)
	if err != nil {
		return nil, Notes{}, err
	}
	return &s, Word(&s, answer), nil
}

// title is "14 changes, 2 breaking, next v1.5.0".
func (s *Set) title() string {
	broken := 0
	for _, e := range s.Entries {
		if e.Breaking {
			broken++
		}
	}
	parts := []string{text.Count(s.Changes(), "change")}
	if broken > 0 {
		parts = append(parts, text.Number(broken)+" breaking")
	}
	if s.Next.Version != "" {
		parts = append(parts, "next "+text.Cut(s.Next.Version, 60))
	}
	return render.Joined(parts...)
}

// Changes counts the changes in the notes.
func (s *Set) Changes() int {
	updates := map[release.Ref]bool{}
	for _, b := range s.Bumps {
		for _, r := range b.Refs {
			updates[r] = true
		}
	}
	for _, sibling := range s.Siblings {
		for _, r := range sibling.Refs {
			updates[r] = true
		}
	}
	return len(s.Entries) + s.Left + len(updates) + len(s.Several)
}

// whereabouts says whether the release has the notes.
func whereabouts(a *analysis.Analysis, w page.Writer) page.Inline {
	switch {
	case a.Published.NotWritten != "":
		return page.Say("The notes are shown here, not written into the release: %s.", w.Inline(a.Published.NotWritten))
	case a.Published.ReleaseURL != "" && a.Subject.Tag != release.Unreleased:
		return page.Say("The notes are in %s.", w.Ours("the release", a.Published.ReleaseURL))
	}
	return page.Inline{}
}

// proposal says which version fits the content, and compares it with the tagged one.
func proposal(s *Set, w page.Writer) page.Inline {
	switch {
	case s.Next.Version == "":
		return page.Say("No next version is suggested: %s.", w.Inline(s.Next.Why))
	case s.Next.Version == s.Tag:
		return page.Say("The version %s fits: %s.", page.Code(s.Next.Version), w.Inline(s.Next.Why))
	case s.Tag == "":
		return page.Say("The next version is %s: %s.", page.Code(s.Next.Version), w.Inline(s.Next.Why))
	}
	return page.Say("Titles and labels suggest %s, not %s: %s.", page.Code(s.Next.Version), page.Code(s.Tag), w.Inline(s.Next.Why))
}

// remarks explain the range.
func remarks(s *Set, w page.Writer) page.Section {
	var all []page.Inline
	for _, note := range s.Notes {
		all = append(all, w.Inline(note))
	}
	return page.List(page.Heading("Commits covered"), all)
}

// account lists the corrections of the model's answer.
func (n Notes) account(w page.Writer) []page.Inline {
	var all []page.Inline
	say := func(count int, noun, what string) {
		if count > 0 {
			all = append(all, page.Say("%s %s", text.Count(count, noun), what))
		}
	}
	say(n.Forgotten, "pull request", "that the model did not name, added in their authors' words.")
	say(n.Invented, "claim", "of the model without a pull request of this release, dropped.")
	say(n.Repeated, "pull request", "that the model named again, dropped.")
	if len(n.Raised) > 0 {
		links := make([]page.Inline, len(n.Raised))
		for i, number := range n.Raised {
			links[i] = w.PullRequest(number)
		}
		all = append(all, page.Say("Called breaking by the model alone, and not counted in the proposed version: %s.", page.Join(", ", links...)))
	}
	return all
}

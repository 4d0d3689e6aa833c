package releasenotes

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/text"
)

// Bounds on the notes in a check run, in bytes: the rest of its two texts is for what else there is to say.
const (
	maxShown  = 48 << 10
	maxCopied = 56 << 10
)

// Page shows the notes twice if the release does not have them: rendered, and as text to copy.
func (k *Kind) Page(a *analysis.Analysis, w render.Writer, reviewed bool) (render.Page, error) {
	if a.Evidence == nil { // it was not measured
		return render.Page{}, nil
	}
	s, n, err := notesOfAnalysis(a, reviewed)
	if err != nil {
		return render.Page{}, err
	}
	p := render.Page{
		Title:   s.title(),
		Summary: []render.Section{render.Paragraph(whereabouts(a, w)), render.Paragraph(proposal(s, w))},
		Text:    []render.Section{remarks(s, w)},
		About:   n.account(w),
	}
	if a.Published.ReleaseURL == "" {
		all := lines(s, n, w)
		p.Summary = append(p.Summary, render.Paragraph(join(fit(all, s.Left, maxShown))))
		p.Text = append([]render.Section{render.Paragraph("### To copy\n\n" + fenced(join(fit(all, s.Left, maxCopied))))}, p.Text...)
	}
	return p, nil
}

// notesOfAnalysis reads what was measured and, with a review, how the model words it.
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
		parts = append(parts, "next "+render.PlainLine(s.Next.Version, 60))
	}
	return render.Joined(parts...)
}

// Changes counts the changes that the notes stand for.
func (s *Set) Changes() int {
	updates := map[release.Ref]bool{}
	for _, b := range s.Bumps {
		for _, r := range b.Refs {
			updates[r] = true
		}
	}
	return len(s.Entries) + s.Left + len(updates) + len(s.Several)
}

// whereabouts says whether the release has the notes.
func whereabouts(a *analysis.Analysis, w render.Writer) string {
	switch {
	case a.Published.NotWritten != "":
		return "The notes are shown here, not written into the release: " + w.Inline(a.Published.NotWritten) + "."
	case a.Published.ReleaseURL != "":
		return "The notes stand in " + render.Link("the release", a.Published.ReleaseURL) + "."
	}
	return ""
}

// proposal says which version the content asks for, next to the tagged one.
func proposal(s *Set, w render.Writer) string {
	switch {
	case s.Next.Version == "":
		return "No next version is proposed: " + w.Inline(s.Next.Why) + "."
	case s.Next.Version == s.Tag:
		return fmt.Sprintf("By its content this is %s, as it is tagged: %s.", w.Code(s.Next.Version), w.Inline(s.Next.Why))
	case s.Tag == "":
		return fmt.Sprintf("By its content this is %s: %s.", w.Code(s.Next.Version), w.Inline(s.Next.Why))
	}
	return fmt.Sprintf("By its content this would be %s, and it is tagged %s: %s.", w.Code(s.Next.Version), w.Code(s.Tag), w.Inline(s.Next.Why))
}

// remarks explain the range.
func remarks(s *Set, w render.Writer) render.Section {
	var all []string
	for _, note := range s.Notes {
		all = append(all, w.Inline(note))
	}
	return render.List("### About the range", all)
}

// account lists the corrections of the model's answer.
func (n Notes) account(w render.Writer) []string {
	var all []string
	say := func(count int, noun, what string) {
		if count > 0 {
			all = append(all, text.Count(count, noun)+" "+what)
		}
	}
	say(n.Forgotten, "pull request", "that the model did not name, added in their authors' words.")
	say(n.Invented, "claim", "of the model without a pull request of this release, dropped.")
	say(n.Repeated, "pull request", "that the model named again, dropped.")
	if len(n.Raised) > 0 {
		links := make([]string, len(n.Raised))
		for i, number := range n.Raised {
			links[i] = w.PullRequest(number)
		}
		all = append(all, "Called breaking by the model alone, and not counted in the proposed version: "+strings.Join(links, ", ")+".")
	}
	return all
}

// fenced returns a text between fences longer than any in it.
func fenced(text string) string {
	longest, run := 0, 0
	for _, c := range text {
		if run++; c != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", max(3, longest+1))
	return fence + "markdown\n" + text + "\n" + fence
}

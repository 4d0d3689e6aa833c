package nextrelease

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/testing/pagetest"
)

// hostileState has the text in every field of an event and of what is known of a next release: in changes of one part, or of several.
func hostileState(text string, parts int) (kind.Request, *state) {
	var request kind.Request
	pagetest.Fill(&request.Event, text)
	request.Event.Repository = analysis.Repository{ID: 3, Owner: "o", Name: "r", DefaultBranch: text}
	s := new(state)
	pagetest.Fill(s, text)
	pagetest.Fill(&s.measured, text)
	s.Evidence.Head = "abc1234567890abc1234567890abc1234567890a"
	s.Lines = s.Lines[:min(parts, len(s.Lines))]
	if parts == 0 {
		s.Lines = nil
	}
	at := time.Date(2026, 11, 27, 3, 0, 0, 0, time.UTC)
	for i := range s.Lines {
		s.Lines[i].Last.At = at.Add(-time.Hour)
		s.Lines[i].Folder = text + strings.Repeat("x", i)
		s.measured[i].Paths = []string{s.Lines[i].Folder + "/main.go"}
	}
	s.Evidence.Reverts = nil
	log := &s.Config.Changelog
	log.Exclude.Labels, log.Exclude.Authors = nil, nil
	for i := range log.Categories {
		log.Categories[i].Exclude = log.Exclude
	}
	for i := range s.Evidence.Commits { // a commit without a pull request, and one of a pull request
		c, p := &s.Evidence.Commits[i], &s.Evidence.Pulls[i]
		c.SHA, c.At, c.Parents, c.Undone, c.Shipped = strings.Repeat("cd"[i:i+1], 40), at, 1, false, ""
		p.Number, p.Undone, p.Shipped, p.Author.Bot = 4-i, false, "", false
		if c.Pulls = nil; i == 1 {
			c.Pulls = []int{p.Number}
			s.measured[i].Ref = release.Ref{Pull: p.Number}
		} else {
			s.measured[i].Ref = release.Ref{SHA: c.SHA}
		}
	}
	return request, s
}

// The next release is shown by itself, before anybody has reviewed it: no field of theirs may act there.
func TestShown_NoFieldActs(t *testing.T) {
	t.Parallel()
	r := &Runner{Risk: &releaserisk.Kind{}, Now: func() time.Time { return time.Date(2026, 11, 27, 4, 0, 0, 0, time.UTC) }}
	o := pagetest.Oracle{Repository: "o/r", Headings: regexp.MustCompile(`^The next release of\b`), Subjects: true, Accounts: true}
	for _, parts := range []int{0, 1, 2} {
		request, s := hostileState("harmless", parts)
		if p := r.preview(request, s); !strings.Contains(p.block.String(), "harmless") || p.changes == 0 {
			t.Fatalf("of %d parts nothing is shown: %d changes\n%s", parts, p.changes, p.block)
		}
		for _, text := range pagetest.Strings(t) {
			request, s := hostileState(text, parts)
			p := r.preview(request, s)
			o.Check(t, text, p.block.String())
			if p.notes != nil {
				o.Check(t, text, releasenotes.Markdown(p.notes, p.writer))
			}
			for _, live := range []string{"<", "\n", "\u202e"} {
				if strings.Contains(p.title, live) {
					t.Errorf("a title with %q: %q", live, p.title)
				}
			}
		}
	}
}

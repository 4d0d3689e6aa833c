package releasenotes

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/text"
)

// measure gathers the range, decides the content of the notes, and prepares the model's input.
func measure(ctx context.Context, src *source.Snapshot, span release.Range, a *analysis.Analysis) (kind.Measured, error) {
	form := settings.Of(a.Settings).Repository.Release
	evidence, err := release.Gather(ctx, src, span.Configured(form))
	if err != nil {
		return kind.Measured{}, err
	}
	set := collect(evidence, form.Housekeeping)
	config, problem, err := ReadConfig(ctx, src)
	if err != nil {
		return kind.Measured{}, err
	}
	if problem != "" {
		set.Notes = append(set.Notes, problem)
	}
	touched, problem, err := evidence.Touching(ctx, src, form.Paths())
	if err != nil {
		return kind.Measured{}, err
	}
	if problem != "" {
		set.Notes = append(set.Notes, problem)
	}
	config.Apply(&set, evidence, form, touched)
	stored, err := json.Marshal(set)
	if err != nil {
		return kind.Measured{}, fmt.Errorf("encoding the changes of a release: %w", err)
	}
	request, coverage, err := prompt.Build(prompt.Request{
		AnalysisID: a.ID, Kind: Name, Window: prompt.Window(a.Window), Language: settings.Of(a.Settings).Repository.LanguageName(), Facts: facts(&set), Blocks: blocks(&set, evidence, a.Repository), ResponseSchema: schema.Portable(),
	})
	return kind.Measured{Evidence: stored, Coverage: &coverage, Context: request}, err
}

// facts returns the release's facts that code knows.
func facts(s *Set) prompt.Trusted {
	pulls, broken := 0, 0
	for _, e := range s.Entries {
		if e.Ref.Pull != 0 {
			pulls++
		}
		if e.Breaking {
			broken++
		}
	}
	t := prompt.Trusted{}.Say("The notes of a release.").
		Say("%s pull requests are to be worded, each in exactly one entry. Code adds %s updates of dependencies, links, authors, and commits without a pull request.",
			prompt.Number(pulls), prompt.Number(len(s.Bumps)))
	if broken > 0 {
		t = t.Say("%s changes are known to be breaking.", prompt.Number(broken))
	}
	if s.PreviousTag == "" {
		t = t.Say("No release came before.")
	}
	return t
}

// maxDescribed bounds the bytes of each description in the model's input.
const maxDescribed = 600

// blocks returns the pull requests to word, then their authors' descriptions. The list comes first and whole.
func blocks(s *Set, e *release.Evidence, r analysis.Repository) []prompt.Block {
	bodies := make(map[int]string, len(e.Pulls))
	for _, p := range e.Pulls {
		bodies[p.Number] = p.Body
	}
	var list, said strings.Builder
	for _, entry := range s.Entries {
		n := entry.Ref.Pull
		if n == 0 {
			continue
		}
		fmt.Fprintf(&list, "#%d [%s] %s\n", n, entry.heading(), text.OneLine(entry.Text))
		description := text.OneLine(htmlComment.ReplaceAllString(bodies[n], ""))
		if entry.Upgrade != "" {
			description = "Breaking: " + entry.Upgrade + " " + description
		}
		if description != "" {
			fmt.Fprintf(&said, "#%d %s\n", n, text.Cut(description, maxDescribed))
		}
	}
	var all []prompt.Block
	for _, b := range []prompt.Block{
		{Name: "releases", Text: fmt.Sprintf("repository: %s\nthis release: %s\nthe one before: %s\n", r.FullName(), text.OneLine(s.Tag), text.OneLine(s.PreviousTag))},
		{Name: "pull requests", Text: list.String()},
		{Name: "descriptions", Text: said.String()},
	} {
		if b.Text != "" {
			all = append(all, b)
		}
	}
	return all
}

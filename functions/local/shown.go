package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/kind/release"
	repositorykind "github.com/devplus-app/devplus/shared/kind/repository"
	"github.com/devplus-app/devplus/shared/render"
)

// shownAnalysis is the part of an analysis that GitHub shows.
type shownAnalysis struct {
	analysis.View
	CheckRun *checkRun `json:"check_run"`
	Comment  *string   `json:"comment"` // null: none was written
	// Report has the measurements of a repository, in place of the view's evidence.
	Report  json.RawMessage `json:"report,omitempty"`
	Release *shownRelease   `json:"release,omitempty"` // what notes were written for

	unhosted bool // the checkout is of no repository on GitHub, so links into it lead nowhere
}

type checkRun struct {
	Name        string               `json:"name"`
	Status      string               `json:"status"`
	Conclusion  string               `json:"conclusion"`
	Title       string               `json:"title"`
	Summary     string               `json:"summary"`
	Text        string               `json:"text"`
	Annotations []standin.Annotation `json:"annotations"`
}

func newShownAnalysis(view *analysis.View, gh *standin.Server) *shownAnalysis {
	s := &shownAnalysis{View: *view, Release: newShownRelease(view, gh)}
	if view.Kind == repositorykind.Name {
		s.Report, s.Evidence = s.Evidence, nil
	}
	for _, r := range gh.CheckRuns() {
		if r.ExternalID == analysis.ExternalID(view.ID, view.Attempt) {
			s.CheckRun = &checkRun{r.Name, r.Status, r.Conclusion, r.Title, r.Summary, r.Text, r.Annotations}
		}
	}
	for _, c := range gh.Comments(view.Subject.Number) {
		if c.AppID == gh.Options().AppID && pullrequest.IsMarked(c.Body) {
			s.Comment = &c.Body
		}
	}
	return s
}

func (s *shownAnalysis) print(out io.Writer, format string, full bool) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	switch format {
	case "json":
		s.unlink()
		return encoder.Encode(s)
	case "sarif":
		return encoder.Encode(pullrequest.NewSARIF(&s.View))
	case "changelog":
		if s.Release == nil {
			return errors.New("the release could not be measured, so there are no notes")
		}
		s.unlink()
		_, err := io.WriteString(out, s.Release.Outline.Changelog())
		return err
	case "markdown":
		_, err := io.WriteString(out, s.markdown())
		return err
	}
	if !full && s.CheckRun != nil {
		s.CheckRun.Conclusion = "" // what the check does to a pull request is not what people come for
	}
	return printTerminal(out, s.markdown(), full)
}

// markdown returns GitHub's page, without dead links.
func (s *shownAnalysis) markdown() string { return s.living(s.whole()) }

// living returns Markdown without dead links.
func (s *shownAnalysis) living(markdown string) string {
	markdown = deadRun.ReplaceAllString(markdown, "$1")
	if s.unhosted {
		markdown = deadLink.ReplaceAllString(markdown, "$1")
	}
	return markdown
}

// unlink removes the dead links and addresses from the JSON output.
func (s *shownAnalysis) unlink() {
	s.Published.CheckRunURL = ""
	if s.unhosted || s.Kind == pullrequest.Name {
		s.URL = ""
	}
	if s.unhosted {
		s.Published.ReleaseURL = ""
		if s.Release != nil {
			s.Release.Outline = s.Release.Unlinked()
		}
	}
	texts := []*string{s.Comment}
	if s.CheckRun != nil {
		texts = append(texts, &s.CheckRun.Summary, &s.CheckRun.Text)
	}
	if s.Release != nil {
		texts = append(texts, &s.Release.Body)
	}
	for _, text := range texts {
		if text != nil {
			*text = s.living(*text)
		}
	}
}

// deadLink is a link into a repository that GitHub does not have, deadRun one to a check run of the stand-in.
var (
	deadLink = regexp.MustCompile(linkLabel + `\(https://github\.com/local/[^)\s]*\)`)
	deadRun  = regexp.MustCompile(linkLabel + `\(https://github\.com/[^/)\s]+/[^/)\s]+/runs/[0-9]+\)`)
)

const linkLabel = `\[((?:\\.|[^\[\]\n\\])+)\]`

func (s *shownAnalysis) whole() string {
	var b strings.Builder
	if s.CheckRun == nil {
		fmt.Fprintf(&b, "# DevPlus: %s\n\nGitHub shows no check run.\n", s.State)
		return b.String()
	}
	run := render.Shown{
		Name: s.CheckRun.Name, Status: s.CheckRun.Status, Conclusion: render.Conclusion(s.CheckRun.Conclusion),
		Title: s.CheckRun.Title, Summary: s.CheckRun.Summary, Text: s.CheckRun.Text,
	}
	for _, a := range s.CheckRun.Annotations {
		run.Annotations = append(run.Annotations, render.Annotation{
			Path: a.Path, StartLine: a.StartLine, EndLine: a.EndLine, Level: a.Level, Title: a.Title, Message: a.Message,
		})
	}
	b.WriteString(render.Renderer{}.Markdown(run))
	if s.Comment != nil {
		fmt.Fprintf(&b, "\n---\n\n# Comment on the pull request\n\n%s\n", *s.Comment)
	}
	if s.Release != nil && s.Release.Body != "" {
		heading := "Release " + s.Release.Tag
		if s.Release.Tag == release.Unreleased {
			heading = "Unreleased"
		}
		fmt.Fprintf(&b, "\n---\n\n# %s\n\n%s\n", heading, s.Release.Body)
	}
	return b.String()
}

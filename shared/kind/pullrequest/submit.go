package pullrequest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/telemetry"
	"github.com/devplus-app/devplus/shared/text"
)

// reviewMarker begins the body of a review.
const (
	reviewMarkerText = "devplus:review"
	reviewMarker     = "<!-- " + reviewMarkerText + " -->"
)

// maxAmended bounds the comments that one publication edits.
const maxAmended = 20

// review submits the head's one review, if findings are shown in comments, and edits the comments on findings that have ended. It costs one
// request to read the existing reviews, and one for each write.
func (p publication) review(ctx context.Context) error {
	l := standing(p.Analysis)
	if l == nil {
		return nil
	}
	_, due := inline(p.Analysis)
	var changed []ledger.Finding
	for _, f := range l.Findings {
		if f.ShownAt != "" && f.ShownAs != f.State && len(changed) < maxAmended {
			changed = append(changed, f)
		}
	}
	if len(due)+len(changed) == 0 {
		return nil
	}
	there, err := p.GitHub.Reviewed(ctx, p.Analysis.Subject.Number)
	if err != nil {
		return err
	}
	for _, f := range changed {
		if err := p.updateComment(ctx, there, f); err != nil {
			return err
		}
	}
	if len(due) == 0 {
		return nil
	}
	if slices.ContainsFunc(there.Reviews, func(r githubapp.OwnReview) bool {
		return r.SHA == p.Analysis.HeadSHA && strings.HasPrefix(r.Body, reviewMarker)
	}) {
		return p.recordShown(ctx, namesOf(posted(due, there)), ledger.Open)
	}
	if err := p.CheckLease(ctx); err != nil {
		return err
	}
	if err := p.submit(ctx, p.anchored(ctx, due, there.HeadSHA), due); err != nil {
		return err
	}
	return p.recordShown(ctx, namesOf(due), ledger.Open)
}

// anchored returns the findings on whose lines GitHub accepts comments: all of them unless the head, and so the diff, has changed.
func (p publication) anchored(ctx context.Context, due []ledger.Finding, head string) []ledger.Finding {
	a := p.Analysis
	if head == a.HeadSHA {
		return due
	}
	compared, err := p.GitHub.Compare(ctx, a.BaseSHA, a.HeadSHA, 1)
	if err != nil {
		slog.WarnContext(ctx, "could not read the diff of the reviewed commit again", "error", err, "advice", "findings go into the review's text")
		return nil
	}
	code := ledger.Read(githubapp.Patches(compared.Files))
	return slices.DeleteFunc(slices.Clone(due), func(f ledger.Finding) bool { return !code.Shows(f.Path, f.Line, max(f.Line, f.EndLine)) })
}

// submit submits the review. If GitHub refuses a line, all findings move to the review's text: GitHub refuses the whole review, and does not
// say for which line.
func (p publication) submit(ctx context.Context, anchored, due []ledger.Finding) error {
	a := p.Analysis
	for {
		comments := make([]githubapp.LineComment, len(anchored))
		for i, f := range anchored {
			comments[i] = githubapp.LineComment{Path: f.Path, First: f.Line, Last: max(f.Line, f.EndLine), Body: lineComment(p.Renderer, a, f)}
		}
		rest := slices.DeleteFunc(slices.Clone(due), func(f ledger.Finding) bool { return slices.Contains(namesOf(anchored), f.Name) })
		url, err := p.GitHub.CreateReview(ctx, a.Subject.Number, a.HeadSHA, p.reviewBody(len(due), rest), comments)
		switch {
		case errors.Is(err, githubapp.ErrUnprocessable) && len(anchored) > 0:
			slog.WarnContext(ctx, "GitHub rejected lines of a review", "error", err)
			anchored = nil
			continue
		case err == nil:
			telemetry.Action(ctx, "review", url, "submitted")
		}
		return err
	}
}

// reviewBody returns the text of a review, with the findings that have no comment on their lines.
func (p publication) reviewBody(n int, rest []ledger.Finding) string {
	a := p.Analysis
	w := render.WriterOf(a, p.Renderer.Host)
	said := "They are the model's, not a person's."
	if n == 1 {
		said = "It is the model's, not a person's."
	}
	var list []Finding
	for _, f := range rest {
		list = append(list, shownFinding(f))
	}
	return page.Compose(render.MaxComment, []page.Section{
		page.Marker(reviewMarkerText),
		page.Statement("%s %s at %s. %s %s", page.Strong("DevPlus:"), text.Count(n, "finding"), page.Code(render.SHA7(a.HeadSHA)), page.Text(said),
			detailsLine(w, 0, a.Published.CheckRunURL)),
		details(w, page.Head{}.Intro(page.Say("In the model's words:")), list),
	}).String()
}

// threadOf returns this App's thread on a finding; it is zero if there is none. Anyone can copy the marker: the author counts.
func threadOf(f ledger.Finding, there githubapp.Reviewed) githubapp.OwnThread {
	marker := page.Whole(page.Numbered(findingMarker, f.Number()))
	for _, t := range there.Threads {
		if strings.HasPrefix(t.Body, marker) {
			return t
		}
	}
	return githubapp.OwnThread{}
}

// FindingOf returns the name of the finding that one of this App's comments is about; "" if none.
func FindingOf(body string) string {
	var number int
	if _, err := fmt.Sscanf(body, "<!-- "+findingMarker+"%d -->", &number); err != nil {
		return ""
	}
	return fmt.Sprint("F", number)
}

// posted returns the findings that the review of an earlier attempt has comments on. Without comments, that review has all findings in its
// text.
func posted(due []ledger.Finding, there githubapp.Reviewed) []ledger.Finding {
	on := slices.DeleteFunc(slices.Clone(due), func(f ledger.Finding) bool { return threadOf(f, there).CommentID == 0 })
	if len(on) == 0 {
		return due
	}
	return on
}

func namesOf(findings []ledger.Finding) (names []string) {
	for _, f := range findings {
		names = append(names, f.Name)
	}
	return names
}

// recordShown records the states of findings that comments show.
func (p publication) recordShown(ctx context.Context, names []string, as ledger.State) error {
	err := p.UpdateLatest(ctx, func(l *analysis.Latest) error {
		stored, err := ledger.Decode(l.Ledger)
		if err != nil {
			return err
		}
		l.Ledger, err = stored.Show(names, p.Analysis.HeadSHA, as).Encode()
		return err
	})
	if err != nil {
		return err
	}
	e, err := readEvidence(p.Analysis.Evidence)
	if err != nil {
		return err
	}
	e.Ledger = e.Ledger.Show(names, p.Analysis.HeadSHA, as)
	p.Analysis.Evidence, err = json.Marshal(e)
	return err
}

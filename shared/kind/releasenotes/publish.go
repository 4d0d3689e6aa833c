package releasenotes

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/checkrun"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// Publish writes the notes into the release if the settings want it and the release allows it, and then shows the result in the
// check run. If GitHub refuses the notes, only the check run shows them.
func (*Kind) Publish(ctx context.Context, p kind.Publication) error {
	a := p.Analysis
	if isSpan(a.Subject) || !mayWrite(p.Settings) || a.State != analysis.Completed || p.Latest.AnalysisID != a.ID {
		return nil
	}
	address, err := writeRelease(ctx, p)
	var why notWritten
	switch {
	case errors.As(err, &why):
		a.Published.NotWritten = why.Error()
	case errors.Is(err, githubapp.ErrForbidden):
		a.Published.NotWritten = "the App lacks the permission Contents: write"
	case githubapp.Permanent(err):
		telemetry.GaveUp(ctx, "GitHub rejected the notes of a release", err)
		a.Published.NotWritten = "GitHub refuses it (" + err.Error() + ")"
	case err != nil:
		return err
	default:
		a.Published.ReleaseURL, a.Published.NotWritten = address, ""
	}
	if a.Published.NotWritten != "" {
		a.Published.ReleaseURL = ""
	} else if address == "" {
		return nil
	}
	if err := p.CheckLease(ctx); err != nil {
		return err
	}
	_, err = checkrun.Show(ctx, p.GitHub, a, p.Renderer.CheckRun(a))
	return err
}

// mayWrite reports whether DevPlus may write into some releases, including the published draft of a next release.
func mayWrite(s settings.Settings) bool {
	return s.ReleaseNotes.Written() || s.NextRelease == settings.NextDraft
}

// notWritten is the reason, for people, why the notes are not written.
type notWritten struct{ why string }

// Error says why.
func (e notWritten) Error() string { return e.why }

// writeRelease updates the release's text, and returns the release's URL; "" if there is no release and none should be created. It
// reads the release again, because a person may have changed it.
func writeRelease(ctx context.Context, p kind.Publication) (address string, err error) {
	a := p.Analysis
	s, n, err := notesOfAnalysis(a, p.Renderer.Unreviewed(a) == "")
	if err != nil {
		return "", err
	}
	w := render.WriterOf(a, p.Renderer.Host)
	tag, _, err := p.GitHub.Tags(ctx, a.Subject.Tag, 1)
	if err != nil {
		return "", err
	}
	r, err := find(ctx, p.GitHub, a.Subject, true)
	switch {
	case errors.Is(err, githubapp.ErrNotFound):
		return "", notWritten{"it was deleted"}
	case err != nil:
		return "", err
	case r == nil && p.Settings.ReleaseNotes != settings.Draft:
		return "", nil
	case r != nil && r.GetTagName() != a.Subject.Tag:
		return "", notWritten{fmt.Sprintf("it has the tag %q now", r.GetTagName())}
	case tag != nil && tag.SHA != a.HeadSHA:
		return "", notWritten{"its tag leads to " + render.SHA7(tag.SHA) + " now"}
	case tag == nil && !r.GetDraft():
		return "", notWritten{"its tag is gone"}
	}
	if !p.Settings.ReleaseNotes.Written() && !IsNext(r.GetBody()) {
		return "", nil
	}
	text, err := write(ReplaceNext(r.GetBody(), ""), s, n, w)
	if err != nil {
		return "", notWritten{err.Error()}
	}
	if r != nil && text == r.GetBody() {
		return r.GetHTMLURL(), nil
	}
	if err := p.CheckLease(ctx); err != nil {
		return "", err
	}
	var written *github.RepositoryRelease
	done := "notes written"
	if r == nil {
		done = "draft created"
		written, err = p.GitHub.CreateDraft(ctx, a.Subject.Tag, text)
	} else {
		written, err = p.GitHub.UpdateReleaseBody(ctx, r.GetID(), text)
	}
	if err != nil {
		return "", err
	}
	telemetry.Action(ctx, "release", written.GetHTMLURL(), done)
	return written.GetHTMLURL(), nil
}

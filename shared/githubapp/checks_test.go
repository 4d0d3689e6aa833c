package githubapp_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

var (
	headSHA = strings.Repeat("a", 40)
	baseSHA = strings.Repeat("b", 40)
)

// onePull starts a stand-in with pull request 1 of one synthetic file.
func onePull(t *testing.T) (*githubapp.App, *githubapp.Repository, *standin.Server) {
	t.Helper()
	app, in, server := start(t, standin.Options{})
	add(t, server, standin.PullRequest{
		Number: 1, Base: baseSHA, Head: headSHA, Files: []diff.Patch{{Path: "a.go", Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+x"}},
	})
	return app, in, server
}

func annotations(n int) []*github.CheckRunAnnotation {
	all := make([]*github.CheckRunAnnotation, n)
	for i := range all {
		all[i] = &github.CheckRunAnnotation{
			Path: github.String("a.go"), StartLine: github.Int(1), EndLine: github.Int(1), AnnotationLevel: github.String("warning"), Message: github.String("m"),
		}
	}
	return all
}

func TestCheckRun_IsCreatedUpdatedAndCompleted(t *testing.T) {
	t.Parallel()
	_, in, server := onePull(t)
	ctx := t.Context()
	made, err := in.CreateCheckRun(ctx, github.CreateCheckRunOptions{
		Name: "DevPlus", HeadSHA: headSHA, ExternalID: github.String("id.1"), Status: github.String("in_progress"),
		Output: &github.CheckRunOutput{Title: github.String("T"), Summary: github.String("S"), Annotations: annotations(1)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if made.GetStatus() != "in_progress" || made.GetHTMLURL() == "" || made.GetApp().GetID() != server.Options().AppID || len(made.PullRequests) != 1 {
		t.Errorf("created: %v", made)
	}
	done, err := in.UpdateCheckRun(ctx, made.GetID(), github.UpdateCheckRunOptions{
		Name: "DevPlus", Conclusion: github.String("neutral"),
		Output: &github.CheckRunOutput{Title: github.String("T2"), Summary: github.String("S2"), Text: github.String("long"), Annotations: annotations(50)},
	})
	if err != nil {
		t.Fatal(err)
	}
	read, err := in.CheckRun(ctx, made.GetID())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(done, read); diff != "" {
		t.Errorf("read differs from the answer of the update:\n%s", diff)
	}
	shown := server.CheckRuns()
	want := []standin.CheckRun{{
		ID: made.GetID(), AppID: server.Options().AppID, Name: "DevPlus", HeadSHA: headSHA, ExternalID: "id.1", HTMLURL: made.GetHTMLURL(),
		Status: "completed", Conclusion: "neutral", Title: "T2", Summary: "S2", Text: "long",
	}}
	if diff := cmp.Diff(want, shown, cmpopts.IgnoreFields(standin.CheckRun{}, "Annotations", "DetailsURL", "StartedAt", "CompletedAt")); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
	if n := len(shown[0].Annotations); n != 51 || read.GetOutput().GetAnnotationsCount() != 51 {
		t.Errorf("%d annotations, want 51: those of the update come on top", n)
	}
	if shown[0].CompletedAt.IsZero() {
		t.Error("completed at no time")
	}
}

func TestCheckRuns_AreThisAppsWithThatNameOnThatCommit(t *testing.T) {
	t.Parallel()
	app, in, server := onePull(t)
	want := make(map[int64]bool)
	for range 101 { // more than a page, all of one name: GitHub's default would show the latest alone
		want[server.AddCheckRun(standin.CheckRun{Name: "DevPlus", HeadSHA: headSHA})] = true
	}
	server.AddCheckRun(standin.CheckRun{Name: "DevPlus", HeadSHA: headSHA, AppID: app.AppID() + 1})
	server.AddCheckRun(standin.CheckRun{Name: "DevPlus: release risk", HeadSHA: headSHA})
	server.AddCheckRun(standin.CheckRun{Name: "DevPlus", HeadSHA: baseSHA})
	runs, err := in.CheckRuns(t.Context(), headSHA, "DevPlus")
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[int64]bool)
	for _, r := range runs {
		got[r.GetID()] = true
	}
	if diff := cmp.Diff(want, got); diff != "" || len(runs) != 101 {
		t.Errorf("%d runs (-want +got):\n%s", len(runs), diff)
	}
}

func TestCreateCheckRun_OverGitHubsLimitsIsPermanent(t *testing.T) {
	t.Parallel()
	// The description knows most of these limits too, so a request that breaks them on purpose is not held against it.
	server, err := standin.New(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	add(t, server, standin.PullRequest{Number: 1, Base: baseSHA, Head: headSHA, Files: []diff.Patch{}})
	in := connect(t, server, server).Installation(server.Options().InstallationID).In(1, owner, repo)
	out := func(summary string, n int) *github.CheckRunOutput {
		return &github.CheckRunOutput{Title: github.String("T"), Summary: &summary, Annotations: annotations(n)}
	}
	for name, test := range map[string]struct {
		run     github.CreateCheckRunOptions
		message string // "" is taken
	}{
		"as much as fits":       {github.CreateCheckRunOptions{Output: out(strings.Repeat("s", 65_535), 50)}, ""},
		"summary too long":      {github.CreateCheckRunOptions{Output: out(strings.Repeat("s", 65_535+1), 0)}, "summary exceeds a maximum bytesize of 65535"},
		"summary long in bytes": {github.CreateCheckRunOptions{Output: out(strings.Repeat("é", 65_535/2+1), 0)}, "summary exceeds"},
		"51 annotations":        {github.CreateCheckRunOptions{Output: out("s", 51)}, "50"},
		"completed as what":     {github.CreateCheckRunOptions{Status: github.String("completed")}, "conclusion"},
		"unknown commit":        {github.CreateCheckRunOptions{HeadSHA: strings.Repeat("c", 40)}, "No commit found for SHA"},
	} {
		test.run.Name = "DevPlus"
		if test.run.HeadSHA == "" {
			test.run.HeadSHA = headSHA
		}
		_, err := in.CreateCheckRun(t.Context(), test.run)
		switch {
		case test.message == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case test.message != "" && (err == nil || !strings.Contains(err.Error(), test.message) || !githubapp.Permanent(err)):
			t.Errorf("%s: %v (permanent %t), want a permanent error with %q", name, err, githubapp.Permanent(err), test.message)
		}
	}
}

func TestUpdateCheckRun_OfAnotherAppIsPermanent(t *testing.T) {
	t.Parallel()
	app, in, server := onePull(t)
	other := server.AddCheckRun(standin.CheckRun{Name: "DevPlus", HeadSHA: headSHA, AppID: app.AppID() + 1})
	for name, id := range map[string]int64{"another App's": other, "nobody's": 1} {
		_, err := in.UpdateCheckRun(t.Context(), id, github.UpdateCheckRunOptions{Name: "DevPlus", Conclusion: github.String("success")})
		if !githubapp.Permanent(err) {
			t.Errorf("%s: %v, want a permanent error", name, err)
		}
	}
	if run := server.CheckRuns()[0]; run.Status != "queued" {
		t.Errorf("changed all the same: %+v", run)
	}
}

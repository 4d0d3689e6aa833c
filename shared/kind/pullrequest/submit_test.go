package pullrequest

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
)

// A comment that goes on to warn of what is mended misleads its readers. One that somebody deleted must not be asked for at each head.
func TestReview_AmendsTheCommentsThatAreThere(t *testing.T) {
	t.Parallel()
	a := sample(t)
	server := githubtest.Serve(t, standin.Options{})
	files := []diff.Patch{{Path: "a.go", Status: diff.Modified, Additions: 1, Text: "@@ -1,1 +1,2 @@\n package a\n+var a = 1"}}
	if err := server.AddPullRequest(standin.PullRequest{Number: 7, Base: "1111111111111111111111111111111111111111", Head: a.HeadSHA, Files: files}); err != nil {
		t.Fatal(err)
	}
	marked := page.Whole(page.Numbered(findingMarker, 1))
	server.AddReview(standin.Review{Number: 7, AppID: server.Options().AppID, SHA: a.HeadSHA, Comments: []*standin.LineComment{{Path: "a.go", First: 2, Last: 2, Body: marked}}})
	l := ledger.Ledger{Head: a.HeadSHA, Rounds: 1, Findings: []ledger.Finding{
		{Name: "F1", State: ledger.Fixed, EndedAt: a.HeadSHA, ShownAt: "before", ShownAs: ledger.Open},
		{Name: "F2", State: ledger.Fixed, EndedAt: a.HeadSHA, ShownAt: "before", ShownAs: ledger.Open},
	}}
	var err error
	latest := &analysis.Latest{}
	if latest.Ledger, err = l.Encode(); err != nil {
		t.Fatal(err)
	}
	if a.Evidence, err = json.Marshal(evidence{Ledger: &l}); err != nil {
		t.Fatal(err)
	}
	p := publication{kind.Publication{
		GitHub: server.GitHub, Renderer: renderer(""), Analysis: a, Latest: latest, CheckLease: func(context.Context) error { return nil },
		UpdateLatest: func(_ context.Context, change func(*analysis.Latest) error) error { return change(latest) },
	}}
	if err := p.review(t.Context()); err != nil {
		t.Fatal(err)
	}
	if says := server.Reviews(7)[0].Comments[0].Body; !strings.HasPrefix(says, marked) || !strings.Contains(says, "**Fixed in `abc1234`.**") {
		t.Errorf("the comment says %q", says)
	}
	edits := slices.DeleteFunc(server.Calls(), func(c standin.Call) bool { return c.Method != http.MethodPatch })
	if len(edits) != 1 {
		t.Errorf("%v: want one edit, of the comment that is there", edits)
	}
	stored, err := ledger.Decode(latest.Ledger)
	if err != nil || stored.Findings[0].ShownAs != ledger.Fixed || stored.Findings[1].ShownAs != ledger.Fixed {
		t.Errorf("%v: %+v", err, stored)
	}
}

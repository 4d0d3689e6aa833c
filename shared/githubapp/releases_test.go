package githubapp_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

func TestReleases_ShowDraftsOnlyWithWritePermission(t *testing.T) {
	t.Parallel()
	for _, write := range []bool{false, true} { // who may not write is shown no drafts
		_, in, server := start(t, standin.Options{ContentsWrite: write, Archived: write})
		first := server.AddRelease(standin.Release{Tag: "api/v1.0.0", Body: "first"})
		draft := server.AddRelease(standin.Release{Tag: "v2.0.0", Draft: true})
		want := map[bool]int{false: 1, true: 2}[write]
		if all, err := in.Releases(t.Context(), 100); err != nil || len(all) != want {
			t.Errorf("write %t: %d releases, %v", write, len(all), err)
		}
		if r, err := in.ReleaseByTag(t.Context(), "api/v1.0.0"); err != nil || r.GetID() != first || r.GetBody() != "first" {
			t.Errorf("by tag: %v, %v", r, err)
		}
		if _, err := in.ReleaseByTag(t.Context(), "v2.0.0"); !errors.Is(err, githubapp.ErrNotFound) {
			t.Errorf("draft by tag: %v", err)
		}
		if r, err := in.Release(t.Context(), draft); (err == nil) != write || err == nil && !r.GetDraft() {
			t.Errorf("write %t: draft by ID: %v, %v", write, r, err)
		}
		server.DeleteRelease(first)
		if _, err := in.Release(t.Context(), first); !errors.Is(err, githubapp.ErrNotFound) {
			t.Errorf("deleted: %v", err)
		}
	}
}

// Notes that can't be written are shown instead: that must be told from everything else that goes wrong.
func TestUpdateReleaseBody_NeedsWritePermission(t *testing.T) {
	t.Parallel()
	_, in, server := start(t, standin.Options{})
	id := server.AddRelease(standin.Release{Tag: "v1", Body: "a person's"})
	_, err := in.UpdateReleaseBody(t.Context(), id, "ours")
	if !errors.Is(err, githubapp.ErrForbidden) || !errors.Is(err, githubapp.ErrGone) || !githubapp.Permanent(err) || server.Releases()[0].Body != "a person's" {
		t.Errorf("without the permission: %v, text %q", err, server.Releases()[0].Body)
	}

	_, in, server = start(t, standin.Options{ContentsWrite: true})
	id = server.AddRelease(standin.Release{Tag: "v1", Body: "a person's"})
	if _, err := in.UpdateReleaseBody(t.Context(), id+1, "ours"); !errors.Is(err, githubapp.ErrNotFound) || errors.Is(err, githubapp.ErrForbidden) {
		t.Errorf("release that is not there: %v", err)
	}
	for _, body := range []string{"ours <!-- -->", "", strings.Repeat("é", 125_000)} {
		if r, err := in.UpdateReleaseBody(t.Context(), id, body); err != nil || r.GetBody() != body || server.Releases()[0].Body != body {
			t.Errorf("write %.20q: %v", body, err)
		}
	}
	if _, err := in.UpdateReleaseBody(t.Context(), id, strings.Repeat("x", 125_000+1)); !githubapp.Permanent(err) {
		t.Errorf("too long: %v", err)
	}
}

func TestTagsWith_HaveThePartInTheirNames(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a": "1"})
	for _, tag := range []string{"v1.9.0", "v1.10.0", "v1.10.1", "api/v1.10.2"} {
		gittest.Run(t, dir, "tag", tag)
	}
	_, in, _ := start(t, standin.Options{Dir: dir})
	tags, err := in.TagsWith(t.Context(), "v1.10.", 10)
	var names []string
	for _, tag := range tags {
		names = append(names, tag.Name)
	}
	slices.Sort(names)
	if diff := cmp.Diff([]string{"api/v1.10.2", "v1.10.0", "v1.10.1"}, names); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if tags, err := in.TagsWith(t.Context(), "v1.", 2); err != nil || len(tags) != 2 {
		t.Errorf("%d tags, want 2: %v", len(tags), err)
	}
}

// Tens of thousands of tags are listed once where nothing moves them, and each time where a push may.
func TestTags_OfAStillRepositoryAreReadOnce(t *testing.T) {
	t.Parallel()
	for still, want := range map[bool]int{true: 1, false: 2} {
		dir := gittest.Repository(t, map[string]string{"a": "1"})
		gittest.Run(t, dir, "tag", "v1")
		_, in, _ := start(t, standin.Options{Dir: dir, Still: still})
		if _, _, err := in.Tags(t.Context(), "v1", 10); err != nil {
			t.Fatal(err)
		}
		gittest.Run(t, dir, "tag", "v2")
		if _, tags, err := in.Tags(t.Context(), "v1", 10); err != nil || len(tags) != want {
			t.Errorf("still %t: %d tags, want %d: %v", still, len(tags), want, err)
		}
	}
}

func TestTags_AreResolvedToCommits(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a": "1"}, map[string]string{"a": "2"})
	first, second := gittest.Run(t, dir, "rev-parse", "HEAD~1"), gittest.Head(t, dir)
	gittest.Run(t, dir, "tag", "light", "HEAD~1")
	gittest.Run(t, dir, "tag", "--annotate", "--message", "m", "api/v1.0.0")
	gittest.Run(t, dir, "tag", "--annotate", "--message", "m", "nested", "api/v1.0.0")
	gittest.Run(t, dir, "tag", "--annotate", "--message", "m", "deeper", "nested")
	gittest.Run(t, dir, "tag", "tree", "HEAD^{tree}")
	for i := range 120 {
		gittest.Run(t, dir, "update-ref", fmt.Sprintf("refs/tags/many/%03d", i), "HEAD")
	}
	_, in, _ := start(t, standin.Options{Dir: dir})
	get := func(name string, limit int) (*githubapp.Tag, map[string]string) {
		t.Helper()
		named, tags, err := in.Tags(t.Context(), name, limit)
		if err != nil {
			t.Fatal(err)
		}
		shas := map[string]string{}
		for _, tag := range tags {
			if tag.At.IsZero() {
				t.Errorf("%s was made at no time", tag.Name)
			}
			if !strings.HasPrefix(tag.Name, "many/") {
				shas[tag.Name] = tag.SHA
			}
		}
		if want := min(limit, 124); len(tags) != want {
			t.Errorf("%d tags, want %d", len(tags), want)
		}
		return named, shas
	}
	named, all := get("nested", 1000)
	want := map[string]string{"light": first, "api/v1.0.0": second, "nested": second, "deeper": second}
	if diff := cmp.Diff(want, all); diff != "" || named == nil || named.SHA != second {
		t.Errorf("nested is %+v; tags (-want +got):\n%s", named, diff)
	}
	if named, _ := get("light", 10); named == nil || named.SHA != first {
		t.Errorf("a tag beyond the limit: %+v", named)
	}
	for _, name := range []string{"tree", "v9", "", "main"} {
		if named, _ := get(name, 1); named != nil {
			t.Errorf("%q is %+v", name, named)
		}
	}
	if _, _, err := in.Renamed(owner, "elsewhere").Tags(t.Context(), "v1", 1); !errors.Is(err, githubapp.ErrNotFound) {
		t.Errorf("another repository: %v", err)
	}
}

func TestCompare_ListsCommitsAndFiles(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a": "1\n"}, map[string]string{"a": "2\n"}, map[string]string{"b": "b\n"})
	gittest.Run(t, dir, "checkout", "--quiet", "-b", "side", "HEAD~1")
	gittest.Run(t, dir, "commit", "--quiet", "--allow-empty", "--message", "side")
	first, second, third, side := gittest.Run(t, dir, "rev-parse", "main~2"), gittest.Run(t, dir, "rev-parse", "main~1"), gittest.Run(t, dir, "rev-parse", "main"), gittest.Run(t, dir, "rev-parse", "side")
	_, in, _ := start(t, standin.Options{Dir: dir})
	c, err := in.Compare(t.Context(), side, third, 1)
	if err != nil || c.GetAheadBy() != 1 || c.GetBehindBy() != 1 || c.GetMergeBaseCommit().GetSHA() != second || c.GetTotalCommits() != 1 || len(c.Files) != 1 {
		t.Errorf("compare: %v, %v", c, err)
	}
	for _, tt := range []struct {
		head, base string
		want       bool
	}{{third, first, true}, {third, third, true}, {first, third, false}, {side, third, false}, {third, strings.Repeat("1", 40), false}} {
		if got, err := in.Contains(t.Context(), tt.head, tt.base); err != nil || got != tt.want {
			t.Errorf("%.7s contains %.7s: %t, %v", tt.head, tt.base, got, err)
		}
	}
	for limit, want := range map[int]int{1: 1, 2: 2, 100: 3} {
		commits, total, err := in.Commits(t.Context(), third, limit)
		if err != nil || len(commits) != want || total != 3 || commits[0].GetSHA() != third {
			t.Errorf("the newest %d: %d of %d, %v", limit, len(commits), total, err)
		}
	}
	for sha, want := range map[string][]diff.Patch{
		second: {{Path: "a", Status: diff.Modified, Additions: 1, Deletions: 1, Text: "@@ -1 +1 @@\n-1\n+2"}},
		first:  {{Path: "a", Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+1"}},
		side:   {},
	} {
		got, truncated, err := in.CommitFiles(t.Context(), sha)
		if diff := cmp.Diff(want, got); diff != "" || err != nil || truncated {
			t.Errorf("files of %.7s: %v (-want +got):\n%s", sha, err, diff)
		}
	}
	if _, _, err := in.CommitFiles(t.Context(), strings.Repeat("1", 40)); !githubapp.Permanent(err) {
		t.Errorf("files of a commit that is not there: %v", err)
	}
}

func TestReviewDeployment_IsAcceptedOnce(t *testing.T) {
	t.Parallel()
	sha := strings.Repeat("a", 40)
	_, in, server := start(t, standin.Options{})
	server.AddDeployment(standin.Deployment{Environment: "prod", SHA: sha, RunID: 5, RunAttempt: 2})
	if run, err := in.WorkflowRun(t.Context(), 5); err != nil || run.GetRunAttempt() != 2 || run.GetHeadSHA() != sha {
		t.Errorf("run: %v, %v", run, err)
	}
	if _, err := in.WorkflowRun(t.Context(), 6); !errors.Is(err, githubapp.ErrNotFound) {
		t.Errorf("run that is not there: %v", err)
	}
	if err := in.ReportDeployment(t.Context(), 5, "prod", "measuring"); err != nil {
		t.Error(err)
	}
	if err := in.ReviewDeployment(t.Context(), 5, "prod", false, "too risky"); err != nil {
		t.Error(err)
	}
	if err := in.ReviewDeployment(t.Context(), 5, "prod", true, ""); !githubapp.Permanent(err) {
		t.Errorf("a second answer: %v", err)
	}
	if err := in.ReviewDeployment(t.Context(), 6, "prod", true, ""); !errors.Is(err, githubapp.ErrNotFound) {
		t.Errorf("a run that waits for nothing: %v", err)
	}
	want := []standin.GateAnswer{{RunID: 5, Environment: "prod", Comment: "measuring"}, {RunID: 5, Environment: "prod", State: "rejected", Comment: "too risky"}}
	if diff := cmp.Diff(want, server.GateAnswers()); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

func TestGraphQL_ErrorsAreClassified(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body      string
		permanent bool
		is        error
	}{
		"not there":    {`{"data":{"repository":null},"errors":[{"type":"NOT_FOUND","message":"Could not resolve"}]}`, true, githubapp.ErrNotFound},
		"no right":     {`{"data":{"repository":null},"errors":[{"type":"FORBIDDEN","message":"Resource not accessible by integration"}]}`, true, githubapp.ErrForbidden},
		"wrong query":  {`{"errors":[{"extensions":{"code":"undefinedField"},"message":"Field 'x' doesn't exist on type 'Query'"}]}`, true, nil},
		"too much":     {`{"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","message":"Resource limits for this query exceeded."}]}`, false, githubapp.ErrTooBig},
		"too many":     {`{"errors":[{"type":"MAX_NODE_LIMIT_EXCEEDED","message":"This query requests up to 600,000 possible nodes"}]}`, false, githubapp.ErrTooBig},
		"a new type":   {`{"data":null,"errors":[{"type":"SERVICE_UNAVAILABLE","message":"Try again"}]}`, false, nil},
		"no type":      {`{"errors":[{"message":"Unexpected"}]}`, false, nil},
		"hidden, gone": {`{"errors":[{"type":"NOT_FOUND","message":"a"},{"type":"FORBIDDEN","message":"Resource not accessible by integration"},{"type":"NOT_FOUND","message":"c"}]}`, true, githubapp.ErrForbidden},
		"gone, away":   {`{"errors":[{"type":"UNPROCESSABLE","message":"a"},{"type":"NOT_FOUND","message":"b"}]}`, false, nil},
		"big, away":    {`{"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","message":"a"},{"message":"b"}]}`, false, nil},
		"out of time":  {`{"data":null,"errors":[{"message":"Something went wrong while executing your query. This may be the result of a timeout"}]}`, false, nil},
		"not JSON":     {`<html>`, false, nil},
		"wrong shape":  {`{"data":{"repository":7}}`, false, nil},
		"both at once": {`{"data":{"repository":null},"errors":[{"type":"NOT_FOUND","message":"a"},{"message":"Something went wrong"}]}`, false, nil},
	} {
		server, err := standin.New(standin.Options{})
		if err != nil {
			t.Fatal(err)
		}
		server.Fail(func(r *http.Request) bool { return r.URL.Path == "/graphql" }, http.StatusOK, nil, tt.body, -1)
		in := connect(t, server, server).Installation(server.Options().InstallationID).In(1, owner, repo) // not all of this is what GitHub would say
		_, _, err = in.Tags(t.Context(), "v1", 1)
		if err == nil || githubapp.Permanent(err) != tt.permanent || tt.is != nil && !errors.Is(err, tt.is) {
			t.Errorf("%s: permanent %t, %v", name, githubapp.Permanent(err), err)
		}
	}
	for _, kind := range []string{"RATE_LIMITED", "RATE_LIMIT"} {
		_, in, server := start(t, standin.Options{})
		reset := time.Now().Add(time.Hour)
		server.Fail(func(r *http.Request) bool { return r.URL.Path == "/graphql" }, http.StatusOK, http.Header{"X-Ratelimit-Reset": {fmt.Sprint(reset.Unix())}},
			fmt.Sprintf(`{"errors":[{"type":"NOT_FOUND","message":"x"},{"type":%q,"message":"API rate limit exceeded"}]}`, kind), -1)
		_, _, err := in.Tags(t.Context(), "v1", 1)
		var limited *githubapp.RateLimitError
		if !errors.As(err, &limited) || limited.RetryAt.Unix() != reset.Unix() {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

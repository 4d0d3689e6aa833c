package githubapp_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/openapitest"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

func TestTree_ListsAllOrOneLevelAndReportsTruncation(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a.go": "1\n", "b/c d.txt": "22\n", "b/é/x": "333\n"})
	sha := gittest.Head(t, dir)
	_, in, _ := start(t, standin.Options{Dir: dir})
	names := func(sha string, recursive bool) (list []string, truncated bool) {
		t.Helper()
		entries, truncated, err := in.Tree(t.Context(), sha, recursive)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			list = append(list, fmt.Sprint(e.Kind, " ", e.Mode, " ", e.Path, " ", e.Size, " ", len(e.SHA)))
		}
		return list, truncated
	}
	all, truncated := names(sha, true)
	want := []string{"blob 100644 a.go 2 40", "tree 040000 b 0 40", "blob 100644 b/c d.txt 3 40", "tree 040000 b/é 0 40", "blob 100644 b/é/x 4 40"}
	if diff := cmp.Diff(want, all); diff != "" || truncated {
		t.Errorf("truncated %t (-want +got):\n%s", truncated, diff)
	}
	top, _ := names(sha, false)
	if diff := cmp.Diff([]string{want[0], want[1]}, top); diff != "" {
		t.Errorf("one level (-want +got):\n%s", diff)
	}
	_, small, _ := start(t, standin.Options{Dir: dir, TreeEntries: 3})
	if entries, truncated, err := small.Tree(t.Context(), sha, true); err != nil || !truncated || len(entries) != 3 {
		t.Errorf("%d entries, truncated %t, %v", len(entries), truncated, err)
	}
	if _, _, err := in.Tree(t.Context(), strings.Repeat("0", 40), true); !errors.Is(err, githubapp.ErrNotFound) {
		t.Errorf("a commit that is not there: %v", err)
	}
}

func TestOverview_IsReadAsItIsNow(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a": "1\n"}, map[string]string{"a": "2\n"})
	_, in, server := start(t, standin.Options{Dir: dir, Archived: true, Fork: true})
	add(t, server, standin.PullRequest{Number: 3, Base: "HEAD~1", Head: "HEAD", Draft: true})
	add(t, server, standin.PullRequest{Number: 4, Base: "HEAD~1", Head: "HEAD", State: "closed"})
	got, err := in.Overview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	head := gittest.Head(t, dir)
	if got.HeadAt.IsZero() || got.CreatedAt.IsZero() || len(got.Pulls) != 1 || got.Pulls[0].CreatedAt.IsZero() {
		t.Fatalf("%+v", got)
	}
	got.HeadAt, got.CreatedAt, got.Pulls[0].CreatedAt = time.Time{}, time.Time{}, time.Time{}
	want := githubapp.Overview{
		ID: 1296269, Owner: owner, Name: repo, URL: "https://github.com/octo/project", Archived: true, Fork: true, Branch: "main", HeadSHA: head, Commits: 2,
		OpenPulls: 1, Pulls: []githubapp.OpenPull{{Number: 3, HeadSHA: head, Draft: true}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	empty := gittest.New(t)
	_, in, _ = start(t, standin.Options{Dir: empty})
	if got, err := in.Overview(t.Context()); err != nil || !got.Empty || got.HeadSHA != "" {
		t.Errorf("an empty repository: %+v, %v", got, err)
	}
	if _, err := in.Renamed(owner, "other").Overview(t.Context()); !errors.Is(err, githubapp.ErrNotFound) {
		t.Errorf("a repository that is not there: %v", err)
	}
}

func TestLog_ReadsCommitsInPagesAndPathHistories(t *testing.T) {
	t.Parallel()
	var trees []map[string]string
	for i := range 104 {
		trees = append(trees, map[string]string{[]string{"a.go", "dir/b.go"}[i%2]: fmt.Sprint(i)})
	}
	dir := gittest.Repository(t, trees...)
	_, in, server := start(t, standin.Options{Dir: dir})
	head := gittest.Head(t, dir)
	long := time.Now().AddDate(-1, 0, 0)
	commits, more, err := in.Log(t.Context(), head, long, 1000)
	if err != nil || more || len(commits) != 104 || len(server.Calls()) != 3 { // token and two pages
		t.Fatalf("%d commits, more %t, %d calls, %v", len(commits), more, len(server.Calls()), err)
	}
	if c := commits[0]; c.SHA != head || c.Parent != commits[1].SHA || c.At.IsZero() || c.Author != (githubapp.Author{Login: "mona", Name: "Mona", Email: "mona@example.com"}) {
		t.Errorf("%+v", c)
	}
	if last := commits[103]; last.Parent != "" {
		t.Errorf("the root has the parent %s", last.Parent)
	}
	if commits, more, err := in.Log(t.Context(), head, long, 100); err != nil || !more || len(commits) != 100 {
		t.Errorf("cut: %d commits, more %t, %v", len(commits), more, err)
	}
	if commits, _, err := in.Log(t.Context(), head, time.Now().Add(time.Hour), 100); err != nil || len(commits) != 0 {
		t.Errorf("since the future: %d commits, %v", len(commits), err)
	}
	if at, err := in.Oldest(t.Context(), head, 104); err != nil || !at.Equal(commits[103].At) {
		t.Errorf("the oldest is of %s, %v; want %s", at, err, commits[103].At)
	}
	histories, err := in.PathHistories(t.Context(), head, long, []string{"a.go", "dir", "dir/b.go", `no "such" $file`, "*.go"})
	if err != nil {
		t.Fatal(err)
	}
	var counts []int
	for _, p := range histories {
		counts = append(counts, p.Commits, len(p.Newest))
	}
	if diff := cmp.Diff([]int{52, 52, 52, 52, 52, 52, 0, 0, 0, 0}, counts); diff != "" {
		t.Errorf("commits and how many were read (-want +got):\n%s", diff)
	}
}

func TestBlobs_AreReadInOneRequest(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a": "one\n", "b": "\x00\x01", "c": strings.Repeat("x", 600_000), "d": "caf\xe9\n"})
	_, in, server := start(t, standin.Options{Dir: dir})
	var shas []string
	for _, f := range []string{"a", "b", "c", "d"} {
		shas = append(shas, gittest.Run(t, dir, "rev-parse", "HEAD:"+f))
	}
	got, err := in.Blobs(t.Context(), append(shas, strings.Repeat("0", 40)))
	if err != nil || len(server.Calls()) != 2 {
		t.Fatalf("%d calls, %v", len(server.Calls()), err)
	}
	if got[0].Text != "one\n" || !got[1].Binary || got[1].Text != "" || !got[2].Truncated || len(got[2].Text) != 512_000 || got[3].Text != "caf\uFFFD\n" || got[4] != (githubapp.Blob{}) {
		t.Errorf("%.200v", got)
	}
	if none, err := in.Blobs(t.Context(), nil); err != nil || none != nil || len(server.Calls()) != 2 {
		t.Errorf("no files: %v, %v", none, err)
	}
}

func TestInstallations_AndRepositoriesAreListedCompletely(t *testing.T) {
	t.Parallel()
	app, _, server := start(t, standin.Options{})
	for i := range 250 {
		server.AddRepository(standin.Repository{ID: int64(i + 1), Name: fmt.Sprint("r", i), Archived: i == 0, Disabled: i == 1, Fork: i == 2})
	}
	repositories, err := app.Installation(server.Options().InstallationID).Repositories(t.Context())
	if err != nil || len(repositories) != 251 || len(server.Calls()) != 4 { // token and three pages
		t.Fatalf("%d repositories, %d calls, %v", len(repositories), len(server.Calls()), err)
	}
	if r := repositories; r[0].GetName() != repo || !r[1].GetArchived() || !r[2].GetDisabled() || !r[3].GetFork() || r[4].GetFork() {
		t.Errorf("%v", r[:4])
	}
	installations, err := app.Installations(t.Context())
	if err != nil || len(installations) != 1 || installations[0].GetID() != 777 || installations[0].SuspendedAt != nil {
		t.Errorf("%v, %v", installations, err)
	}
	server.Suspend(true)
	if installations, err := app.Installations(t.Context()); err != nil || installations[0].SuspendedAt == nil {
		t.Errorf("suspended: %v, %v", installations, err)
	}
	for event, action := range map[string]string{"installation": "created", "installation_repositories": "added"} {
		payload, err := server.InstallationPayload(event, action)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(event, func(t *testing.T) { openapitest.Payload(t, event, payload) })
	}
}

func TestGraphQL_TimeoutIsNotPermanent(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a": "1\n"})
	_, in, server := start(t, standin.Options{Dir: dir})
	server.Fail(func(r *http.Request) bool { return r.URL.Path == "/graphql" }, http.StatusBadGateway, nil, `{"message":"timed out"}`, 1)
	_, err := in.PathHistories(t.Context(), gittest.Head(t, dir), time.Now(), []string{"a"})
	if err == nil || githubapp.Permanent(err) {
		t.Errorf("%v", err)
	}
}

func TestFolders_AreListedInOneRequest(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a": "one\n", "b/c": "three", "b/d/e": "x"})
	_, in, server := start(t, standin.Options{Dir: dir})
	got, err := in.Folders(t.Context(), gittest.Head(t, dir), []string{"", "b", "gone"})
	if err != nil || len(server.Calls()) != 2 {
		t.Fatalf("%d calls, %v", len(server.Calls()), err)
	}
	want := []githubapp.TreeEntry{
		{Path: "a", Kind: "blob", SHA: gittest.Run(t, dir, "rev-parse", "HEAD:a"), Size: 4},
		{Path: "b", Kind: "tree", SHA: gittest.Run(t, dir, "rev-parse", "HEAD:b")},
		{Path: "b/c", Kind: "blob", SHA: gittest.Run(t, dir, "rev-parse", "HEAD:b/c"), Size: 5},
		{Path: "b/d", Kind: "tree", SHA: gittest.Run(t, dir, "rev-parse", "HEAD:b/d")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

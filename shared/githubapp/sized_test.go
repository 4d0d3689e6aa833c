package githubapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// sizedQuery is a read, with the functions that send its queries. A single one has no size.
type sizedQuery struct {
	functions []string
	single    bool
	read      func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error)
}

// queries has every function that sends GraphQL.
var queries = []sizedQuery{
	{[]string{"OpenPulls"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		return joined(gh.OpenPulls(ctx, "DevPlus", time.Time{}, 20))
	}},
	{[]string{"PastPulls"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		return joined(gh.PastPulls(ctx, "main", 40, ""))
	}},
	{[]string{"Log"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		return joined(gh.Log(ctx, g.head(), time.Unix(0, 0), 28))
	}},
	{[]string{"pathHistories"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		return gh.PathHistories(ctx, g.head(), time.Unix(0, 0), g.paths)
	}},
	{[]string{"addHistoryAtOnce"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		q := githubapp.HistoryQuery{BaseSHA: g.shas[1], HeadSHA: g.head(), AuthorID: "U_1"}
		for _, p := range g.paths {
			q.Patches = append(q.Patches, diff.Patch{Path: p, Status: diff.Modified, Additions: 1})
		}
		return gh.ChangeHistory(ctx, q)
	}},
	{[]string{"headAndTags"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		return joined(gh.Tags(ctx, "v1.29", 28))
	}},
	{[]string{"headAndTags"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		head, tags, err := gh.HeadAndTags(ctx)
		return []any{head, tags}, err
	}},
	{[]string{"MergeQueue"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		return gh.MergeQueue(ctx, "main")
	}},
	{[]string{"LastDeployment"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		return gh.LastDeployment(ctx, "production", 0)
	}},
	{[]string{"Reviewed"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) { return gh.Reviewed(ctx, 1) }},
	{[]string{"Overview"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) { return gh.Overview(ctx) }},
	{[]string{"defaultFiles", "recentPulls"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		return gh.DefaultFiles(ctx, g.paths, githubapp.Also{Recent: true, Pull: 1, Base: true})
	}},
	{[]string{"defaultFiles"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		return gh.DefaultFiles(ctx, g.paths, githubapp.Also{})
	}},
	{[]string{"CommitDetails"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		var all []githubapp.CommitDetails
		err := gh.Portions(ctx, len(g.shas), 100, func(from, size int) (bool, error) {
			var ids []string
			for _, sha := range g.shas[from : from+size] {
				ids = append(ids, "C_"+sha)
			}
			details, err := gh.CommitDetails(ctx, ids)
			all = append(all, details...)
			return true, err
		})
		return all, err
	}},
	{[]string{"mergedPullsAtOnce"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		return gh.MergedPulls(ctx, []int{101, 102, 103, 104, 105, 106, 107, 108})
	}},
	{[]string{"contributedAtOnce"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		return gh.Contributed(ctx, g.head(), g.paths)
	}},
	{[]string{"objectsAtOnce"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		return gh.FilesAt(ctx, g.head(), g.paths)
	}},
	{[]string{"foldersAtOnce"}, false, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		folders := make([]string, len(g.paths))
		for i, p := range g.paths {
			folders[i], _, _ = strings.Cut(p, "/")
		}
		return gh.Folders(ctx, g.head(), folders)
	}},
	{[]string{"Revision"}, true, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		return gh.Revision(ctx, "main")
	}},
	{[]string{"Configuration"}, true, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		own, _, err := gh.Configuration(ctx, ".github", "devplus.yml", ".github")
		return own, err
	}},
	{[]string{"ConfigurationAt"}, true, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		return gh.ConfigurationAt(ctx, g.head(), "", "devplus.yml")
	}},
	{[]string{"ResolveThread", "UnresolveThread"}, true, func(ctx context.Context, gh *githubapp.Repository, g *sized) (any, error) {
		found, err := gh.Reviewed(ctx, 1)
		if err != nil {
			return nil, err
		}
		g.most = 0
		if err := gh.ResolveThread(ctx, found.Threads[0].ID); err != nil {
			return nil, err
		}
		return nil, gh.UnresolveThread(ctx, found.Threads[0].ID)
	}},
}

// joined returns two results as one.
func joined[A, B any](a A, b B, err error) (any, error) { return []any{a, b}, err }

// sized is a repository with 30 of everything, whose GitHub refuses queries for more than limit items; 0 is no limit.
type sized struct {
	shas   []string // of the commits, newest first
	paths  []string // of eight files
	gh     *githubapp.Repository
	server *standin.Server
	limit  int
	how    refusal
	most   int // items of the largest query
}

func (g *sized) head() string { return g.shas[0] }

// ask reads what the row says. It also returns the items of the largest query.
func (g *sized) ask(t *testing.T, row sizedQuery, limit int, how refusal) (any, int, error) {
	t.Helper()
	g.limit, g.how, g.most = limit, how, 0
	gh := g.gh
	if how.settling {
		gh = gh.Settling()
	}
	got, err := row.read(t.Context(), gh, g)
	g.limit = 0
	return got, g.most, err
}

func newSized(t *testing.T) *sized {
	t.Helper()
	const all = 30
	var history strings.Builder
	for n := range all {
		title := fmt.Sprintf("Change %d (#%d)", n, 100+n)
		fmt.Fprintf(&history, "commit refs/heads/main\ncommitter T <t@example.com> %d +0000\ndata %d\n%s\n", 1_700_000_000+n, len(title), title)
		text := fmt.Sprintf("package a // %d\n", n)
		fmt.Fprintf(&history, "M 100644 inline d%d/f.go\ndata %d\n%s\n", n%8, len(text), text)
	}
	dir := gittest.Import(t, history.String())
	g := &sized{shas: strings.Fields(gittest.Run(t, dir, "rev-list", "main"))}
	tags := map[string]string{}
	for n, sha := range g.shas {
		tags[fmt.Sprint("v1.", n)] = sha
	}
	for n := range 8 {
		g.paths = append(g.paths, fmt.Sprintf("d%d/f.go", n))
	}
	_, gh, server := start(t, standin.Options{Dir: dir, VirtualTags: tags, Still: true, ContentsWrite: true})
	g.gh, g.server = gh, server
	g.fill(t)
	for _, how := range refusals {
		server.Fail(func(r *http.Request) bool {
			items := itemsOf(t, r)
			g.most = max(g.most, items)
			return g.limit > 0 && items > g.limit && how == g.how
		}, how.status, nil, how.body, -1)
	}
	return g
}

// fill adds what is not in git.
func (g *sized) fill(t *testing.T) {
	t.Helper()
	var queue []standin.QueueEntry
	server, first := g.server, g.shas[len(g.shas)-1]
	for n, sha := range g.shas {
		state := "failure"
		if n == 0 { // the oldest
			state = "success"
		}
		server.AddDeployment(standin.Deployment{Environment: "production", SHA: sha, States: []string{state}})
		add(t, server, standin.PullRequest{Number: n + 1, Base: first, Head: g.shas[len(g.shas)-3], Author: standin.Account{Login: "octocat", Type: "User"}})
		queue = append(queue, standin.QueueEntry{Number: n + 1, Base: sha, Head: sha})
		server.AddReview(standin.Review{Number: 1, SHA: sha, Body: fmt.Sprint(n), AppID: server.Options().AppID, Comments: []*standin.LineComment{
			{Path: "d1/f.go", First: 1, Last: 1, Body: fmt.Sprint(n)},
		}})
	}
	server.SetMergeQueue("main", queue...)
	server.SetRules(slices.Concat([]string{"REQUIRED_STATUS_CHECKS"}, slices.Repeat([]string{"NON_FAST_FORWARD"}, len(g.shas)-2), []string{"PULL_REQUEST"})...)
}

// itemsOf counts the items that a GraphQL request asks for: the entries of its pages below each other, and what it names one by one.
func itemsOf(t *testing.T, r *http.Request) int {
	if r.URL.Path != "/graphql" {
		return 0
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var sent struct {
		Query     string
		Variables map[string]any
	}
	if err := json.Unmarshal(body, &sent); err != nil {
		t.Error(err)
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: sent.Query})
	if err != nil {
		t.Error(err)
		return 0
	}
	return items(doc, doc.Operations[0].SelectionSet, sent.Variables, 1)
}

func items(doc *ast.QueryDocument, set ast.SelectionSet, variables map[string]any, above int) (sum int) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.InlineFragment:
			sum += items(doc, s.SelectionSet, variables, above)
		case *ast.FragmentSpread:
			sum += items(doc, doc.Fragments.ForName(s.Name).SelectionSet, variables, above)
		case *ast.Field:
			here := above * entries(s, variables)
			if entries(s, variables) > 1 || s.Alias != s.Name && s.Alias[0] == 'v' {
				sum += here
			}
			sum += items(doc, s.SelectionSet, variables, here)
		}
	}
	return sum
}

// entries returns how many objects a field asks for.
func entries(f *ast.Field, variables map[string]any) int {
	for _, name := range []string{"first", "last", "ids"} {
		a := f.Arguments.ForName(name)
		if a == nil {
			continue
		}
		switch v, _ := a.Value.Value(variables); v := v.(type) {
		case int64:
			return int(v)
		case float64:
			return int(v)
		case []any:
			return len(v)
		}
	}
	return 1
}

package openapitest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp/openapitest"
)

func TestWrapSeesWhatGitHubsGraphQLWouldNotSayOrTake(t *testing.T) {
	t.Parallel()
	const (
		query = `query($owner: String!) { repository(owner: $owner, name: "r") { databaseId isArchived ref(qualifiedName: "refs/tags/v1") { name target { __typename oid ... on Commit { committedDate } } } pullRequest(number: 1) { state labels(first: 1) { nodes { name } } } } }`
		data  = `{"data":{"repository":{"databaseId":1,"isArchived":false,"ref":{"name":"v1","target":{"__typename":"Commit","oid":"a","committedDate":"2026-01-01T00:00:00Z"}},"pullRequest":{"state":"MERGED","labels":{"nodes":[{"name":"x"},null]}}}}}`
	)
	for name, tt := range map[string]struct {
		query, variables, answer string
		status                   int
		want                     string // "" is no complaint
	}{
		"right":                       {query, `{"owner":"o"}`, data, 200, ""},
		"not found":                   {query, `{"owner":"o"}`, `{"data":{"repository":null},"errors":[{"type":"NOT_FOUND","message":"m"}]}`, 200, ""},
		"no data":                     {query, `{"owner":"o"}`, `{"errors":[{"message":"m"}]}`, 200, ""},
		"limit":                       {query, `{"owner":"o"}`, `{"message":"m"}`, 403, ""},
		"gateway's page":              {query, `{"owner":"o"}`, `<html>`, 502, ""},
		"field that there is not":     {strings.Replace(query, "databaseId", "database", 1), `{"owner":"o"}`, data, 200, "database"},
		"argument that there is not":  {strings.Replace(query, "number: 1", "id: 1", 1), `{"owner":"o"}`, data, 200, "number"},
		"no query":                    {"{", `{"owner":"o"}`, data, 200, "Expected"},
		"variable left out":           {query, `{}`, data, 200, "must be defined"},
		"variable of another type":    {query, `{"owner":[]}`, data, 200, "owner"},
		"field not asked for":         {query, `{"owner":"o"}`, strings.Replace(data, `"isArchived":false`, `"isArchived":false,"name":"r"`, 1), 200, "nobody asked for it"},
		"field left out":              {query, `{"owner":"o"}`, strings.Replace(data, `"isArchived":false,`, "", 1), 200, "missing from a Repository"},
		"null where there is none":    {query, `{"owner":"o"}`, strings.Replace(data, `false`, "null", 1), 200, "null, though"},
		"number of another type":      {query, `{"owner":"o"}`, strings.Replace(data, `"databaseId":1`, `"databaseId":"1"`, 1), 200, "is no Int"},
		"time as a number":            {query, `{"owner":"o"}`, strings.Replace(data, `"2026-01-01T00:00:00Z"`, `7`, 1), 200, "is no DateTime"},
		"word of no enumeration":      {query, `{"owner":"o"}`, strings.Replace(data, "MERGED", "merged", 1), 200, "is no PullRequestState"},
		"object of another type":      {query, `{"owner":"o"}`, strings.Replace(data, `"Commit"`, `"Issue"`, 1), 200, "a Issue is no GitObject"},
		"field of another type":       {query, `{"owner":"o"}`, strings.Replace(data, `"Commit"`, `"Tree"`, 1), 200, "nobody asked for it"},
		"object instead of a list":    {query, `{"owner":"o"}`, strings.Replace(data, `[{"name":"x"},null]`, `{}`, 1), 200, "though it is [Label]"},
		"neither data nor an error":   {query, `{"owner":"o"}`, `{}`, 200, "neither data nor errors"},
		"answer that is no JSON":      {query, `{"owner":"o"}`, `<html>`, 200, "invalid character"},
		"nothing, without any reason": {query, `{"owner":"o"}`, `{"data":{}}`, 200, "missing"},
	} {
		seen := &complaints{TB: t}
		h := openapitest.Wrap(seen, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(tt.status)
			_, _ = io.WriteString(w, tt.answer)
		}))
		body, err := json.Marshal(map[string]any{"query": tt.query, "variables": json.RawMessage(tt.variables)})
		if err != nil {
			t.Fatal(err)
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(string(body))))
		if rec.Code != tt.status || rec.Body.String() != tt.answer {
			t.Errorf("%s: the client got %d %s", name, rec.Code, rec.Body)
		}
		all := strings.Join(seen.all, "\n")
		if tt.want == "" && all != "" || !strings.Contains(all, tt.want) {
			t.Errorf("%s: complaints %q, want %q", name, all, tt.want)
		}
	}
}

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

func TestWrap_ReportsQueriesAndAnswersThatTheSchemaForbids(t *testing.T) {
	t.Parallel()
	const query = `query($o: String!, $e: GitObjectID!) { repository(owner: $o, name: "r") { databaseId visibility object(oid: $e) { ... on Commit {
		oid committedDate history(first: 2) { totalCount nodes { oid } } } } } }`
	const answer = `{"data":{"repository":{"databaseId":1,"visibility":"PUBLIC","object":{"oid":"0123456789abcdef0123456789abcdef01234567",
		"committedDate":"2026-01-01T00:00:00Z","history":{"totalCount":1,"nodes":[null]}}}}}`
	for name, test := range map[string]struct {
		replace, by string // in the query or the answer
		want        string // "" is no complaint
	}{
		"right":                     {"", "", ""},
		"unknown field":             {"visibility", "visible", `"visible"`},
		"variable of another type":  {"$o: String!", "$o: Int!", "Int"},
		"variable missing":          {"($o: String!,", "($o: String!, $p: Int!,", "$p"},
		"page too large":            {"first: 2", "first: 101", "1 to 100"},
		"page not said":             {"(first: 2)", "", "1 to 100"},
		"too many nodes":            {"nodes { oid }", "nodes { oid history(first: 100) { nodes { history(first: 100) { nodes { history(first: 100) { totalCount } } } } } }", "GitHub refuses"},
		"field of answer missing":   {`"databaseId":1,`, "", "databaseId is missing"},
		"field not asked for":       {`"databaseId":1,`, `"databaseId":1,"id":"x",`, "id was not asked for"},
		"number as text":            {`"databaseId":1`, `"databaseId":"1"`, "want Int"},
		"null that can't be":        {`"totalCount":1`, `"totalCount":null`, "want Int!"},
		"no value of the enum":      {`"PUBLIC"`, `"OPEN"`, "want RepositoryVisibility!"},
		"no object ID":              {`"oid":"0123`, `"oid":"123`, "want GitObjectID!"},
		"null beside its error":     {answer, `{"errors":[{"type":"NOT_FOUND","message":"m"}],"data":{"repository":null}}`, ""},
		"error without its message": {`{"data"`, `{"errors":[{"type":"NOT_FOUND"}],"data"`, "without a message"},
		"neither data nor errors":   {answer, `{}`, "neither"},
	} {
		seen := &complaints{TB: t}
		reply := strings.Replace(answer, test.replace, test.by, 1)
		h := openapitest.Wrap(seen, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, reply) }))
		body, err := json.Marshal(map[string]any{
			"query": strings.Replace(query, test.replace, test.by, 1), "variables": map[string]any{"o": "o", "e": strings.Repeat("a", 40)},
		})
		if err != nil {
			t.Fatal(err)
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest("POST", "/graphql", strings.NewReader(string(body))))
		if rec.Body.String() != reply {
			t.Errorf("%s: passed on %q", name, rec.Body)
		}
		got := strings.Join(seen.all, "\n")
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s: complaints %q, want %q", name, got, test.want)
		}
	}
}

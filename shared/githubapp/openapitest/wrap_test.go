package openapitest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp/openapitest"
)

// complaints is a test that keeps its errors instead of failing.
type complaints struct {
	testing.TB
	all []string
}

func (c *complaints) Errorf(format string, args ...any) {
	c.all = append(c.all, fmt.Sprintf(format, args...))
}

func TestWrap_ReportsRequestsAndAnswersThatGitHubDoesNotDescribe(t *testing.T) {
	t.Parallel()
	const runs, comment = "/repos/o/r/check-runs", `{"id":1,"node_id":"x","url":"https://a.b/","html_url":"https://a.b/","issue_url":"https://a.b/","user":null,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}`
	for name, test := range map[string]struct {
		method, path, request string
		status                int
		answer                string
		want                  string // "" is no complaint
	}{
		"right":                     {"POST", "/repos/o/r/issues/1/comments", `{"body":"b"}`, 201, comment, ""},
		"required field of answer":  {"POST", "/repos/o/r/issues/1/comments", `{"body":"b"}`, 201, strings.Replace(comment, `"id":1,`, "", 1), `"id" is missing`},
		"type in answer":            {"POST", "/repos/o/r/issues/1/comments", `{"body":"b"}`, 201, strings.Replace(comment, `"id":1`, `"id":"1"`, 1), "integer"},
		"required field of request": {"POST", runs, `{"name":"n"}`, 422, `{"message":"m"}`, `"head_sha" is missing`},
		"enumeration in request":    {"POST", runs, `{"name":"n","head_sha":"s","status":"running"}`, 422, `{"message":"m"}`, "status"},
		"unknown path":              {"GET", "/repos/o/r/nothing", "", 404, `{"message":"m"}`, "no such call"},
		"unknown parameter":         {"GET", "/repos/o/r/pulls/1/files?size=9", "", 404, `{"message":"m"}`, `"size"`},
		"undescribed success":       {"GET", "/repos/o/r/check-runs/1", "", 202, `{}`, "does not answer 202"},
		"undescribed error":         {"GET", "/repos/o/r/check-runs/1", "", 404, `{"message":"Not Found"}`, ""},
		"error that is none":        {"GET", "/repos/o/r/check-runs/1", "", 404, `{"message":404}`, "string"},
		"gateway's page":            {"GET", "/repos/o/r/check-runs/1", "", 502, `<html>`, ""},
	} {
		seen := &complaints{TB: t}
		h := openapitest.Wrap(seen, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if body, _ := io.ReadAll(r.Body); string(body) != test.request {
				t.Errorf("%s: the handler got %q", name, body)
			}
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			w.WriteHeader(test.status)
			_, _ = io.WriteString(w, test.answer)
		}))
		r := httptest.NewRequest(test.method, test.path, strings.NewReader(test.request))
		if test.request != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if rec.Code != test.status || rec.Body.String() != test.answer {
			t.Errorf("%s: passed on %d %q", name, rec.Code, rec.Body)
		}
		got := strings.Join(seen.all, "\n")
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s: complaints %q, want %q", name, got, test.want)
		}
	}
}

func TestPayload_ReportsWhatGitHubDoesNotSend(t *testing.T) {
	t.Parallel()
	for payload, want := range map[string]string{
		`{"action":"opened"}`: "is missing",
		`{"action":"waved"}`:  "no such event",
		`nothing`:             "invalid character",
	} {
		seen := &complaints{TB: t}
		openapitest.Payload(seen, "pull_request", []byte(payload))
		if got := strings.Join(seen.all, "\n"); !strings.Contains(got, want) {
			t.Errorf("%s: complaints %q, want %q", payload, got, want)
		}
	}
}

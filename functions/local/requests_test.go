package main

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strings"
)

// requests records what GitHub is sent from now on: of REST the method and the path without the repository and numbers, of GraphQL what is
// read.
func (r *rig) requests() *[]string {
	var sent []string
	r.gh.Fail(func(q *http.Request) bool {
		name := q.Method + " " + strings.TrimPrefix(idsInPaths.ReplaceAllString(q.URL.Path, "/…"), "/repos/octo/project/")
		if q.URL.Path == "/graphql" {
			body, err := io.ReadAll(q.Body)
			r.must(err)
			q.Body = io.NopCloser(bytes.NewReader(body))
			name = "query of " + readBy(body)
		}
		sent = append(sent, name)
		return false
	}, 0, nil, "", -1)
	return &sent
}

// idsInPaths are IDs and SHAs in paths.
var idsInPaths = regexp.MustCompile(`/([0-9]+|[0-9a-f]{40})\b`)

// readBy says what a query reads.
func readBy(body []byte) string {
	for _, q := range []struct{ part, reads string }{
		{"fragment configuration", "settings"},
		{"closingIssuesReferences", "the default branch, issues and other checks"},
		{"own: history", "history"},
		{"reviewThreads", "own review and threads"},
		{"on Blob", "files"},
	} {
		if bytes.Contains(body, []byte(q.part)) {
			return q.reads
		}
	}
	return string(body)
}

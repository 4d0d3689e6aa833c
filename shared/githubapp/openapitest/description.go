package openapitest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/devplus-app/devplus/shared/npmtest"
)

// restFile is GitHub's description of its REST API, that of github.com.
var restFile = npmtest.File{Package: "@octokit/openapi", Version: "23.0.2", Member: "package/generated/api.github.com.json"}

// paths are the paths in use. The description has a thousand more, which take seconds to load.
var paths = []string{
	"/app/hook/deliveries",
	"/app/hook/deliveries/{delivery_id}/attempts",
	"/app/installations",
	"/app/installations/{installation_id}/access_tokens",
	"/installation/repositories",
	"/repos/{owner}/{repo}",
	"/repos/{owner}/{repo}/actions/runs/{run_id}",
	"/repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule",
	"/repos/{owner}/{repo}/check-runs",
	"/repos/{owner}/{repo}/check-runs/{check_run_id}",
	"/repos/{owner}/{repo}/collaborators/{username}/permission",
	"/repos/{owner}/{repo}/commits",
	"/repos/{owner}/{repo}/commits/{ref}",
	"/repos/{owner}/{repo}/commits/{ref}/check-runs",
	"/repos/{owner}/{repo}/compare/{basehead}",
	"/repos/{owner}/{repo}/git/trees/{tree_sha}",
	"/repos/{owner}/{repo}/issues/comments/{comment_id}",
	"/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
	"/repos/{owner}/{repo}/issues/{issue_number}/comments",
	"/repos/{owner}/{repo}/issues/{issue_number}/labels",
	"/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}",
	"/repos/{owner}/{repo}/labels/{name}",
	"/repos/{owner}/{repo}/pulls/comments/{comment_id}",
	"/repos/{owner}/{repo}/pulls/{pull_number}",
	"/repos/{owner}/{repo}/pulls/{pull_number}/commits",
	"/repos/{owner}/{repo}/pulls/{pull_number}/files",
	"/repos/{owner}/{repo}/pulls/{pull_number}/reviews",
	"/repos/{owner}/{repo}/releases",
	"/repos/{owner}/{repo}/releases/tags/{tag}",
	"/repos/{owner}/{repo}/releases/{release_id}",
}

// schemas are the schemas of the webhook payloads in use, "webhook-EVENT-ACTION", and of errors.
var schemas = []string{
	"basic-error",
	"webhook-check-run-completed",
	"webhook-check-run-created",
	"webhook-check-run-requested-action",
	"webhook-check-run-rerequested",
	"webhook-check-suite-completed",
	"webhook-check-suite-requested",
	"webhook-check-suite-rerequested",
	"webhook-create",
	"webhook-deployment-protection-rule-requested",
	"webhook-installation-created",
	"webhook-installation-repositories-added",
	"webhook-issue-comment-created",
	"webhook-merge-group-checks-requested",
	"webhook-merge-group-destroyed",
	"webhook-pull-request-closed",
	"webhook-pull-request-converted-to-draft",
	"webhook-pull-request-edited",
	"webhook-pull-request-opened",
	"webhook-pull-request-ready-for-review",
	"webhook-pull-request-reopened",
	"webhook-pull-request-review-thread-resolved",
	"webhook-pull-request-review-thread-unresolved",
	"webhook-pull-request-synchronize",
	"webhook-push",
	"webhook-release-created",
	"webhook-release-deleted",
	"webhook-release-edited",
	"webhook-release-prereleased",
	"webhook-release-published",
	"webhook-release-released",
}

// errAbsent means that a description is not available here.
var errAbsent = errors.New("GitHub's description of its API is absent: install Node.js with npm, which fetches it")

// description is loaded once per process, from the user's cache, else from npm.
var description = sync.OnceValues(func() (*openapi3.T, error) {
	file, err := restFile.Cached()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errAbsent, err)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	trimmed, err := trim(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(trimmed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	doc.Servers = openapi3.Servers{{URL: "/"}} // any host
	return doc, nil
})

// Available returns why the descriptions are not available, nil if they are. Some tests are worth running without them.
func Available() error {
	_, err := restFile.Cached()
	_, graphErr := graphFile.Cached()
	return errors.Join(err, graphErr)
}

// trim keeps the paths and schemas in use, and the components that they refer to, directly or indirectly.
func trim(r io.Reader) ([]byte, error) {
	var doc struct {
		OpenAPI    string                                `json:"openapi"`
		Info       json.RawMessage                       `json:"info"`
		Paths      map[string]json.RawMessage            `json:"paths"`
		Components map[string]map[string]json.RawMessage `json:"components"`
	}
	if err := json.NewDecoder(r).Decode(&doc); err != nil {
		return nil, err
	}
	kept := make(map[string]json.RawMessage, len(paths))
	var open []json.RawMessage
	for _, p := range paths {
		item, ok := doc.Paths[p]
		if !ok {
			return nil, fmt.Errorf("path %s is not described", p)
		}
		kept[p] = item
		open = append(open, item)
	}
	components := map[string]map[string]json.RawMessage{"schemas": {}}
	for _, name := range schemas {
		schema, ok := doc.Components["schemas"][name]
		if !ok {
			return nil, fmt.Errorf("schema %s is not described", name)
		}
		components["schemas"][name] = schema
		open = append(open, schema)
	}
	for len(open) > 0 {
		part := open[len(open)-1]
		open = open[:len(open)-1]
		for _, ref := range references(part) {
			kind, name := path.Base(path.Dir(ref)), path.Base(ref)
			if components[kind] == nil {
				components[kind] = make(map[string]json.RawMessage)
			}
			if _, done := components[kind][name]; !done {
				components[kind][name] = doc.Components[kind][name]
				open = append(open, doc.Components[kind][name])
			}
		}
	}
	return json.Marshal(map[string]any{"openapi": doc.OpenAPI, "info": doc.Info, "paths": kept, "components": components})
}

// references returns the "$ref" values in a part of the description.
func references(part json.RawMessage) []string {
	const key = `"$ref":`
	var found []string
	for text := string(part); ; {
		_, after, ok := strings.Cut(text, key)
		if !ok {
			return found
		}
		var ref string
		if json.NewDecoder(strings.NewReader(after)).Decode(&ref) == nil {
			found = append(found, ref)
		}
		text = after
	}
}

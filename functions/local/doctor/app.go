package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bradleyfalzon/ghinstallation/v2"
)

// The App's permissions and events, as in terraform/github-app.json. A test keeps the two equal.
var (
	permissions = map[string]string{
		"actions": "read", "checks": "write", "contents": "read", "deployments": "write", "issues": "write", "merge_queues": "read", "metadata": "read", "pull_requests": "write",
	}
	events = []string{"check_run", "check_suite", "create", "deployment_protection_rule", "issue_comment", "merge_group", "pull_request", "pull_request_review_thread", "push", "release", "repository"}
)

// This permission and its event are only for commands in comments, and may be left out together.
const optionalPermission, optionalEvent = "issues", "issue_comment"

// app checks the App's permissions, events, webhook and installations on GitHub.
func (p *patient) app(ctx context.Context) ([]Finding, error) {
	client, api, err := p.github(ctx)
	if err != nil {
		return nil, err
	}
	var app struct {
		Slug        string
		Permissions map[string]string
		Events      []string
		Owner       struct{ Login, Type string }
	}
	switch code, err := ask(ctx, client, api+"/app", &app); {
	case err != nil:
		return nil, err
	case code == http.StatusUnauthorized || code == http.StatusNotFound:
		return []Finding{{
			fmt.Sprintf("GitHub answers HTTP %d: github_app_id %s and the private key are not of one App", code, p.deployed["dispatch"].variable("GITHUB_APP_ID")),
			fmt.Sprintf(values["GITHUB_APP_PRIVATE_KEY"], "gcloud secrets versions add --project="+p.Project+" "+p.Name+"-github-app-private-key"),
		}}, nil
	case code != http.StatusOK:
		return nil, skip("GitHub answers HTTP %d", code)
	}
	host := "https://github.com"
	if before, ok := strings.CutSuffix(api, "/api/v3"); ok {
		host = before
	} else if rest, ok := strings.CutPrefix(api, "https://api."); ok && rest != "github.com" {
		host = "https://" + rest
	}
	settings := fmt.Sprintf("%s/settings/apps/%s", host, app.Slug)
	if app.Owner.Type == "Organization" {
		settings = fmt.Sprintf("%s/organizations/%s/settings/apps/%s", host, app.Owner.Login, app.Slug)
	}
	var findings []Finding
	lacking := missingPermissions(app.Permissions)
	leftOut := app.Permissions[optionalPermission] == "" && !slices.Contains(app.Events, optionalEvent)
	if leftOut {
		lacking = slices.DeleteFunc(lacking, func(s string) bool { return strings.HasPrefix(s, optionalPermission+":") })
	}
	if len(lacking) > 0 {
		findings = append(findings, Finding{"the App lacks the permissions " + join(lacking), "open " + settings + "/permissions"})
	}
	var unheard []string
	for _, event := range events {
		if !slices.Contains(app.Events, event) && !(event == optionalEvent && leftOut) {
			unheard = append(unheard, event)
		}
	}
	if len(unheard) > 0 {
		findings = append(findings, Finding{"GitHub does not deliver " + join(unheard), "open " + settings + "/permissions"})
	}
	found, err := p.hook(ctx, client, api, settings)
	return append(findings, found...), err
}

// hook checks the App's webhook URL, and whether the App is installed.
func (p *patient) hook(ctx context.Context, client *http.Client, api, settings string) ([]Finding, error) {
	want, err := p.webhookURL(ctx)
	if err != nil {
		return nil, err
	}
	want += "/webhook"
	var findings []Finding
	var hook struct {
		URL         string
		ContentType string `json:"content_type"`
	}
	switch code, err := ask(ctx, client, api+"/app/hook/config", &hook); {
	case err != nil:
		return nil, err
	case code != http.StatusOK:
		return nil, skip("GitHub answers HTTP %d", code)
	case hook.URL != want || hook.ContentType != "json":
		findings = append(findings, Finding{
			fmt.Sprintf("the App delivers to %q as %q, not to %s as \"json\"", hook.URL, hook.ContentType, want), "open " + settings,
		})
	}
	var installations []struct{}
	switch code, err := ask(ctx, client, api+"/app/installations?per_page=100", &installations); {
	case err != nil:
		return findings, err
	case code != http.StatusOK:
		return findings, skip("GitHub answers HTTP %d", code)
	case len(installations) == 0:
		findings = append(findings, Finding{"the App is installed nowhere", "open " + settings + "/installations"})
	}
	return findings, nil
}

// missingPermissions names the permissions that are missing or too weak.
func missingPermissions(has map[string]string) (lacking []string) {
	for _, name := range slices.Sorted(maps.Keys(permissions)) {
		if level := permissions[name]; has[name] != level && (level != "read" || has[name] != "write") {
			lacking = append(lacking, name+": "+level)
		}
	}
	return lacking
}

// github returns a client that signs as the App with the functions' key, and the API's URL.
func (p *patient) github(ctx context.Context) (*http.Client, string, error) {
	dispatch, ok := p.deployed["dispatch"]
	if !ok {
		return nil, "", skip("dispatch is not deployed")
	}
	id, err := strconv.ParseInt(dispatch.variable("GITHUB_APP_ID"), 10, 64)
	if err != nil {
		return nil, "", fmt.Errorf("dispatch has no App ID: %w", err)
	}
	key, err := p.secret(ctx, dispatch.variable("GITHUB_APP_PRIVATE_KEY_SECRET"))
	if err != nil {
		return nil, "", err
	}
	api := dispatch.variable("GITHUB_API_URL")
	if api == "" {
		api = "https://api.github.com"
	}
	transport := p.Plain.Transport
	if transport == nil {
		transport = http.DefaultTransport
	}
	signed, err := ghinstallation.NewAppsTransport(transport, id, key)
	if err != nil {
		return nil, "", skip("the App's private key is no key: %v", err)
	}
	return &http.Client{Transport: signed, Timeout: 30 * time.Second}, strings.TrimSuffix(api, "/"), nil
}

// ask reads a GitHub resource; it fills into if the status is 200.
func ask(ctx context.Context, client *http.Client, url string, into any) (code int, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Accept", "application/vnd.github+json")
	response, err := client.Do(r)
	if err != nil {
		return 0, fmt.Errorf("reaching GitHub: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return response.StatusCode, nil
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return 0, err
	}
	return response.StatusCode, json.Unmarshal(body, into)
}

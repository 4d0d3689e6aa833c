package webhook

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
)

// at follows path, such as "pull_request.head.sha", into p.
func at(p any, path string) any {
	for _, key := range strings.Split(path, ".") {
		o, _ := p.(object)
		p = o[key]
	}
	return p
}

func word(p any, path string) string { s, _ := at(p, path).(string); return s }

func number(p any, path string) int64 {
	n, _ := at(p, path).(json.Number)
	i, _ := n.Int64()
	return i
}

// expected reads off a payload, by GitHub's documentation, what has to become of it: the status and the event.
func expected(t *testing.T, name string, p object) (int, event.Event) {
	t.Helper()
	action := word(p, "action")
	e := event.Event{
		Schema: 1, Delivery: guid, Event: name, Action: action, InstallationID: number(p, "installation.id"),
		Sender: event.Sender{Login: word(p, "sender.login"), Type: word(p, "sender.type")}, Intent: event.Analyze,
	}
	if p["repository"] != nil && name != "installation" {
		private, _ := at(p, "repository.private").(bool)
		e.Repository = analysis.Repository{
			ID: number(p, "repository.id"), Owner: word(p, "repository.owner.login"), Name: word(p, "repository.name"),
			DefaultBranch: word(p, "repository.default_branch"), Private: private,
		}
	}
	firstPull := func(of string) int {
		if list, _ := at(p, of+".pull_requests").([]any); len(list) > 0 {
			return int(number(list[0], "number")) // in all the examples it is the repository's own
		}
		return 0
	}
	switch action {
	case "rerequested":
		e.Intent = event.Again
	case "closed", "converted_to_draft", "destroyed":
		e.Intent = event.Stop
	case "deleted":
		if e.Intent = event.StopAll; name == "release" {
			e.Intent = event.Stop
		}
	case "suspend", "archived":
		e.Intent = event.StopAll
	}
	switch name + "." + action {
	case "pull_request.opened", "pull_request.synchronize", "pull_request.reopened", "pull_request.ready_for_review",
		"pull_request.closed", "pull_request.converted_to_draft":
		e.Subject = analysis.Subject{Kind: "pull_request", Number: int(number(p, "pull_request.number"))}
		e.HeadSHA, e.BaseSHA = word(p, "pull_request.head.sha"), word(p, "pull_request.base.sha")
		updated, err := time.Parse(time.RFC3339, word(p, "pull_request.updated_at"))
		if err != nil {
			t.Fatal(err)
		}
		e.UpdatedAt = updated.UTC()
	case "check_run.rerequested":
		if word(p, "check_run.name") != "DevPlus" {
			return 204, e
		}
		e.Subject = analysis.Subject{Kind: "pull_request", Number: firstPull("check_run"), CheckRunID: number(p, "check_run.id")}
		e.HeadSHA = word(p, "check_run.head_sha")
		e.AnalysisID = strings.TrimSuffix(word(p, "check_run.external_id"), ".3")
	case "check_suite.rerequested":
		e.Subject = analysis.Subject{Kind: "pull_request", Number: firstPull("check_suite")}
		e.HeadSHA = word(p, "check_suite.head_sha")
	case "release.created", "release.prereleased", "release.published", "release.released", "release.deleted":
		e.Subject = analysis.Subject{Tag: word(p, "release.tag_name"), ReleaseID: number(p, "release.id"), Ref: word(p, "release.target_commitish")}
	case "create.":
		if word(p, "ref_type") != "tag" {
			return 204, e
		}
		e.Action = "created"
		e.Subject = analysis.Subject{Tag: word(p, "ref")}
	case "push.":
		branch, _ := strings.CutPrefix(word(p, "ref"), "refs/heads/")
		if deleted, _ := at(p, "deleted").(bool); deleted || branch != word(p, "repository.default_branch") {
			return 204, e
		}
		e.Action, e.Intent, e.HeadSHA = "pushed", event.Refresh, word(p, "after")
		e.Subject = analysis.Subject{Ref: branch}
	case "merge_group.checks_requested", "merge_group.destroyed":
		e.HeadSHA, e.BaseSHA = word(p, "merge_group.head_sha"), word(p, "merge_group.base_sha")
		e.Subject = analysis.Subject{Kind: "merge_group", Ref: strings.TrimPrefix(word(p, "merge_group.base_ref"), "refs/heads/")}
		if _, last, ok := strings.Cut(word(p, "merge_group.head_ref"), "/pr-"); ok {
			last, _, _ = strings.Cut(last, "-")
			e.Subject.Number, _ = strconv.Atoi(last)
		}
	case "installation.created", "installation_repositories.added": // of all its repositories, for which the event has no room
		e.Repository = analysis.Repository{}
		e.Intent, e.Subject = event.Split, analysis.Subject{Kind: "repository"}
	case "installation.unsuspend", "installation.new_permissions_accepted":
		e.Intent = event.Split
	case "installation_repositories.removed":
		e.Intent = event.Removed
	case "repository.renamed", "repository.transferred":
		e.Intent = event.Follow
	case "repository.unarchived":
		e.Intent = event.Sweep
	case "installation.deleted", "installation.suspend", "repository.deleted", "repository.archived":
	default:
		if name == "ping" {
			return 200, e
		}
		return 204, e
	}
	if e.InstallationID == 0 {
		return 400, e
	}
	return 202, e
}

// These payloads are GitHub's own examples. Those without an installation are repositories' own webhooks: they go through
// a second time as an App would get them, as does every check run as one of ours.
func TestWebhook_AcceptsGitHubsPayloads(t *testing.T) {
	t.Parallel()
	statuses := map[string]map[int]int{} // how often, by event
	check := func(name string, i int, p object) {
		t.Helper()
		var out topic
		w := ask(serve(secrets(secret), &out), delivery("/webhook", name, encode(p)))
		status, want := expected(t, name, p)
		if statuses[name] == nil {
			statuses[name] = map[int]int{}
		}
		statuses[name][w.Code]++
		if w.Code != status {
			t.Errorf("%s %d %s: %d %s, want %d", name, i, p["action"], w.Code, w.Body, status)
			return
		}
		if status != 202 {
			if len(out.events) > 0 {
				t.Errorf("%s %d %s: published %+v", name, i, p["action"], out.events)
			}
			return
		}
		got := out.events[0]
		want.ReceivedAt = got.ReceivedAt
		if got.Intent == event.Split && got.Subject.Kind != "" { // the App has just come
			want.Since = got.ReceivedAt
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %d %s (-want +got):\n%s", name, i, p["action"], diff)
		}
		if size := len(encode(got)); size >= event.MaxBytes {
			t.Errorf("%s %d: the event has %d bytes", name, i, size)
		}
	}
	for _, e := range examples(t) {
		for i, p := range e.Payloads {
			check(e.Event, i, p)
			p = maps.Clone(p)
			if p["installation"] == nil {
				p["installation"] = object{"id": json.Number("77")}
				check(e.Event, i, p)
			}
			if run, ok := p["check_run"].(object); ok && e.Event == "check_run" {
				run = maps.Clone(run)
				run["name"], run["external_id"] = "DevPlus", "pull_request-186853002-0123456789abcdef0123.3"
				p["check_run"] = run
				check(e.Event, i, p)
			}
		}
	}
	// The counts prove that the examples were present, with each kind of answer.
	for name, want := range map[string][]int{
		"pull_request": {202, 204, 400}, "check_run": {202, 204}, "check_suite": {202, 204}, "installation": {202}, "installation_repositories": {202}, "repository": {202, 204, 400},
		"ping": {200}, "push": {202, 204}, "release": {202, 204, 400}, "create": {202, 400}, "star": {204}, "workflow_run": {204},
	} {
		if got := slices.Sorted(maps.Keys(statuses[name])); !slices.Equal(got, want) {
			t.Errorf("%s: answers %v, want %v", name, statuses[name], want)
		}
	}
	t.Logf("answers by event: %v", statuses)
}

package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
)

const (
	headSHA = "0123456789abcdef0123456789abcdef01234567"
	baseSHA = "89abcdef0123456789abcdef0123456789abcdef"
	guid    = "72d3162e-cc78-11e3-81ab-4c9367dc0958"
)

var received = time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)

type object = map[string]any

// with is base and the members of more, which replace base's.
func with(base object, more object) object {
	all := object{}
	for _, o := range []object{base, more} {
		for k, v := range o {
			all[k] = v
		}
	}
	return all
}

func encode(t testing.TB, v any) []byte {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

var (
	common = object{
		"installation": object{"id": 7, "node_id": "x"},
		"repository": object{
			"id": 42, "name": "site", "owner": object{"login": "octo", "id": 1}, "default_branch": "main", "private": true,
			"topics": []string{"a", "b"},
		},
		"sender": object{"login": "dev[bot]", "type": "Bot", "id": 9},
	}
	pull = object{
		"number": 12, "updated_at": "2026-05-04T01:00:00Z", "head": object{"sha": headSHA, "ref": "topic"},
		"base": object{"sha": baseSHA},
	}
	pulls = []object{
		{"number": 99, "base": object{"repo": object{"id": 41}}},
		{"number": 12, "base": object{"repo": object{"id": 42}}},
	}
	run = object{
		"id": 5, "name": "DevPlus", "external_id": "pull_request-42-0123456789abcdef0123.2", "head_sha": headSHA, "pull_requests": pulls,
	}
	release = object{"id": 17, "tag_name": "v1.2.0", "target_commitish": "main", "draft": false, "body": "x"}
	gate    = object{
		"environment": "prod <eu>", "ref": "refs/tags/v1.2.0", "sha": headSHA, "event": "push",
		"deployment_callback_url": "https://api.github.com/repos/octo/site/actions/runs/31337/deployment_protection_rule",
		"deployment":              object{"id": 88, "sha": baseSHA},
	}
	group = object{
		"head_sha": headSHA, "head_ref": "refs/heads/gh-readonly-queue/main/pr-104-" + baseSHA, "base_sha": baseSHA, "base_ref": "refs/heads/main",
	}
	suite = object{"head_sha": headSHA, "updated_at": "2026-05-04T02:00:00Z", "pull_requests": pulls}
)

// wantIntents says what each event of these tests asks for.
var wantIntents = map[string]Intent{
	"pull_request opened":                   Analyze,
	"pull_request synchronize":              Analyze,
	"pull_request reopened":                 Analyze,
	"pull_request ready_for_review":         Analyze,
	"pull_request edited":                   Analyze,
	"pull_request closed":                   Stop,
	"pull_request converted_to_draft":       Stop,
	"check_run rerequested":                 Again,
	"check_suite rerequested":               Again,
	"check_run requested_action":            Order,
	"issue_comment created":                 Order,
	"deployment_protection_rule requested":  Again,
	"release created":                       Analyze,
	"release prereleased":                   Analyze,
	"release published":                     Analyze,
	"release released":                      Analyze,
	"release edited":                        Analyze,
	"release deleted":                       Stop,
	"create created":                        Analyze,
	"pull_request_review_thread resolved":   Settle,
	"pull_request_review_thread unresolved": Settle,
	"push pushed":                           Refresh,
	"merge_group checks_requested":          Analyze,
	"merge_group destroyed":                 Stop,
	"installation created":                  Split,
	"installation deleted":                  StopAll,
	"installation suspend":                  StopAll,
	"installation_repositories added":       Split,
	"repository deleted":                    StopAll,
	"repository archived":                   StopAll,
	"repository renamed":                    Follow,
	"repository transferred":                Follow,
	"repository unarchived":                 Sweep,
	"installation unsuspend":                Split,
	"installation new_permissions_accepted": Split,
	"installation_repositories removed":     Removed,
}

func payloadOf(action string, more object) object {
	return with(with(common, object{"action": action}), more)
}

// wantEvent is what Parse should have made.
func wantEvent(name, action string, change func(*Event)) Event {
	e := Event{
		Schema: 1, Delivery: guid, Event: name, Action: action, ReceivedAt: received, InstallationID: 7,
		Repository: analysis.Repository{ID: 42, Owner: "octo", Name: "site", DefaultBranch: "main", Private: true},
		Sender:     Sender{Login: "dev[bot]", Type: "Bot"},
	}
	change(&e)
	e.Intent = wantIntents[e.Event+" "+e.Action]
	return e
}

func TestParse_KeepsWhatDispatchNeeds(t *testing.T) {
	t.Parallel()
	aboutPull := func(e *Event) {
		e.Subject = analysis.Subject{Kind: pullRequestKind, Number: 12}
		e.HeadSHA, e.BaseSHA, e.UpdatedAt = headSHA, baseSHA, time.Date(2026, 5, 4, 1, 0, 0, 0, time.UTC)
	}
	ofNone := func(e *Event) { e.Repository = analysis.Repository{} }
	ofNew := func(e *Event) { ofNone(e); e.Subject, e.Since = analysis.Subject{Kind: repositoryKind}, received }
	type test struct {
		name   string
		event  string
		action string
		more   object
		change func(*Event)
	}
	var tests []test
	for _, action := range []string{"opened", "synchronize", "reopened", "ready_for_review", "closed", "converted_to_draft"} {
		tests = append(tests, test{"pull request " + action, "pull_request", action, object{"pull_request": pull}, aboutPull})
	}
	tests = append(tests,
		test{"retargeted", "pull_request", "edited",
			object{"pull_request": pull, "changes": object{"base": object{"ref": object{"from": "dev"}}}}, aboutPull},
		test{"retitled", "pull_request", "edited", object{"pull_request": pull, "changes": object{"title": object{"from": "x"}}}, aboutPull},
		test{"our check re-run", "check_run", "rerequested", object{"check_run": run}, func(e *Event) {
			e.Subject = analysis.Subject{Kind: pullRequestKind, Number: 12, CheckRunID: 5}
			e.HeadSHA, e.AnalysisID = headSHA, "pull_request-42-0123456789abcdef0123"
		}},
		test{"our check re-run for a fork", "check_run", "rerequested",
			object{"check_run": with(run, object{"pull_requests": []object{}})}, func(e *Event) {
				e.Subject = analysis.Subject{Kind: pullRequestKind, CheckRunID: 5}
				e.HeadSHA, e.AnalysisID = headSHA, "pull_request-42-0123456789abcdef0123"
			}},
		test{"all checks re-run", "check_suite", "rerequested", object{"check_suite": suite}, func(e *Event) {
			e.Subject = analysis.Subject{Kind: pullRequestKind, Number: 12}
			e.HeadSHA = headSHA
		}},
		test{"all checks re-run, only a fork's pull request", "check_suite", "rerequested",
			object{"check_suite": with(suite, object{"pull_requests": pulls[:1]})}, func(e *Event) {
				e.Subject = analysis.Subject{Kind: pullRequestKind}
				e.HeadSHA = headSHA
			}},
		test{"installed", "installation", "created", object{"repository": nil, "repositories": []object{{"id": 1, "name": "a"}}}, ofNew},
		test{"got repositories", "installation_repositories", "added", object{"repository": nil, "repositories_added": []object{{"id": 1, "name": "a"}}}, ofNew},
		test{"lost repositories", "installation_repositories", "removed", object{"repository": nil, "repositories_removed": []object{{"id": 1, "name": "a"}}}, ofNone},
		test{"let in again", "installation", "unsuspend", object{"repository": nil}, ofNone},
		test{"granted more", "installation", "new_permissions_accepted", object{"repository": nil}, ofNone},
		test{"uninstalled", "installation", "deleted", object{"repository": nil}, func(e *Event) { e.Repository = analysis.Repository{} }},
		test{"suspended", "installation", "suspend", object{"repository": nil}, func(e *Event) { e.Repository = analysis.Repository{} }},
		test{"repository deleted", "repository", "deleted", nil, func(*Event) {}},
		test{"repository archived", "repository", "archived", nil, func(*Event) {}},
		test{"repository writable again", "repository", "unarchived", nil, func(*Event) {}},
		test{"repository renamed", "repository", "renamed", nil, func(*Event) {}},
		test{"repository transferred", "repository", "transferred", nil, func(*Event) {}},
		test{"no sender", "repository", "deleted", object{"sender": nil}, func(e *Event) { e.Sender = Sender{} }},
		test{"odd branch", "repository", "deleted", object{"repository": with(common["repository"].(object), object{
			"default_branch": strings.Repeat("b", 256)})}, func(e *Event) { e.Repository.DefaultBranch = "" }},
	)
	ofRelease := func(e *Event) { e.Subject = analysis.Subject{Tag: "v1.2.0", ReleaseID: 17, Ref: "main"} }
	for _, action := range []string{"created", "prereleased", "published", "released", "deleted"} {
		tests = append(tests, test{"release " + action, "release", action, object{"release": release}, ofRelease})
	}
	ofGate := func(e *Event) {
		e.HeadSHA = headSHA
		e.Subject = analysis.Subject{Kind: releaseRiskKind, Environment: "prod <eu>", RunID: 31337, DeploymentID: 88, Ref: "refs/tags/v1.2.0"}
	}
	tests = append(tests,
		test{"release of another tag", "release", "edited", object{"release": release, "changes": object{"tag_name": object{"from": "v1"}}}, ofRelease},
		test{"release of another branch", "release", "edited", object{"release": release, "changes": object{"target_commitish": object{"from": "x"}}}, ofRelease},
		test{"release without a target", "release", "published", object{"release": with(release, object{"target_commitish": strings.Repeat("t", 256)})},
			func(e *Event) { ofRelease(e); e.Subject.Ref = "" }},
		test{"new tag", "create", "", object{"ref": "api/v1.2.0", "ref_type": "tag", "action": nil},
			func(e *Event) { e.Action, e.Subject = "created", analysis.Subject{Tag: "api/v1.2.0"} }},
		test{"new commits on the default branch", "push", "", object{"ref": "refs/heads/main", "after": headSHA, "action": nil},
			func(e *Event) { e.Action, e.HeadSHA, e.Subject = "pushed", headSHA, analysis.Subject{Ref: "main"} }},
		test{"deployment that waits", "deployment_protection_rule", "requested", gate, ofGate},
		test{"deployment whose commit stands in it only", "deployment_protection_rule", "requested", with(gate, object{"sha": nil}),
			func(e *Event) { ofGate(e); e.HeadSHA = baseSHA }},
		test{"wait without a deployment", "deployment_protection_rule", "requested", with(gate, object{"deployment": nil}),
			func(e *Event) { ofGate(e); e.Subject.DeploymentID = 0 }},
		test{"callback elsewhere", "deployment_protection_rule", "requested",
			with(gate, object{"deployment_callback_url": "https://evil.example/actions/runs/31337/deployment_protection_rule"}), ofGate},
	)
	ofGroup := func(e *Event) {
		e.HeadSHA, e.BaseSHA = headSHA, baseSHA
		e.Subject = analysis.Subject{Kind: MergeGroupKind, Number: 104, Ref: "main"}
	}
	tests = append(tests,
		test{"merge group", "merge_group", "checks_requested", object{"merge_group": group}, ofGroup},
		test{"merge group removed", "merge_group", "destroyed", object{"merge_group": group}, ofGroup},
		test{"merge group on a branch of another form", "merge_group", "checks_requested",
			object{"merge_group": with(group, object{"head_ref": "refs/heads/queue/1"})}, func(e *Event) { ofGroup(e); e.Subject.Number = 0 }},
	)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok, err := Parse(tt.event, guid, encode(t, payloadOf(tt.action, tt.more)), received)
			if err != nil || !ok {
				t.Fatalf("Parse: %v, %v", ok, err)
			}
			if diff := cmp.Diff(wantEvent(tt.event, tt.action, tt.change), got); diff != "" {
				t.Errorf("event (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParse_IgnoresOtherEvents(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, event, action string
		more                object
	}{
		{"label", "pull_request", "labeled", object{"pull_request": pull}},
		{"new text", "pull_request", "edited", object{"pull_request": pull, "changes": object{"body": object{"from": "x"}}}},
		{"no action", "pull_request", "", object{"pull_request": pull}},
		{"another App's check", "check_run", "rerequested", object{"check_run": with(run, object{"name": "lint"})}},
		{"our name, another's ID", "check_run", "rerequested", object{"check_run": with(run, object{"external_id": "build 7"})}},
		{"endless external ID", "check_run", "rerequested",
			object{"check_run": with(run, object{"external_id": strings.Repeat("a", 1<<20) + ".1"})}},
		{"our check completed", "check_run", "completed", object{"check_run": run}},
		{"suite completed", "check_suite", "completed", object{"check_suite": suite}},
		{"repository edited", "repository", "edited", nil},
		{"release with another text", "release", "edited", object{"release": release, "changes": object{"body": object{"from": "x"}}}},
		{"release withdrawn", "release", "unpublished", object{"release": release}},
		{"new branch", "create", "", object{"ref": "topic", "ref_type": "branch"}},
		{"protection rule otherwise", "deployment_protection_rule", "cancelled", gate},
		{"new commits on another branch", "push", "", object{"ref": "refs/heads/topic", "after": headSHA}},
		{"a pushed tag", "push", "", object{"ref": "refs/tags/main", "after": headSHA}},
		{"a deleted branch", "push", "", object{"ref": "refs/heads/main", "deleted": true, "after": strings.Repeat("0", 40)}},
		{"unknown event", "star", "created", nil},
		{"unknown event without installation", "meteor", "", object{"installation": nil}},
		{"ping", "ping", "", nil},
		{"unwanted without installation", "pull_request", "labeled", object{"installation": nil}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if e, ok, err := Parse(tt.event, guid, encode(t, payloadOf(tt.action, tt.more)), received); ok || err != nil {
				t.Errorf("Parse = %+v, %v, %v; want nothing", e, ok, err)
			}
		})
	}
}

func TestParse_NamesTheMissingOrUnusableField(t *testing.T) {
	t.Parallel()
	repository := common["repository"].(object)
	for _, tt := range []struct {
		field, event, action string
		more                 object
	}{
		{"installation", "pull_request", "opened", object{"pull_request": pull, "installation": nil}},
		{"installation", "pull_request", "opened", object{"pull_request": pull, "installation": object{"id": -1}}},
		{"installation", "pull_request", "opened", object{"pull_request": pull, "installation": "7"}},
		{"installation.id", "pull_request", "opened", object{"pull_request": pull, "installation": object{"id": 1e30}}},
		{"installation", "installation", "deleted", object{"installation": object{}}},
		{"repository", "pull_request", "opened", object{"pull_request": pull, "repository": nil}},
		{"merge_group.head_sha", "merge_group", "destroyed", nil},
		{"merge_group.base_sha", "merge_group", "destroyed", object{"merge_group": with(group, object{"base_sha": "main"})}},
		{"merge_group.base_ref", "merge_group", "destroyed", object{"merge_group": with(group, object{"base_ref": "refs/heads/"})}},
		{"repository", "repository", "deleted", object{"repository": []int{1}}},
		{"repository.name", "repository", "deleted", object{"repository": with(repository, object{"name": "../../orgs"})}},
		{"repository.name", "repository", "deleted", object{"repository": with(repository, object{"name": ".."})}},
		{"repository.name", "repository", "deleted", object{"repository": with(repository, object{"name": strings.Repeat("n", 101)})}},
		{"repository.owner.login", "repository", "deleted", object{"repository": with(repository, object{"owner": nil})}},
		{"pull_request.number", "pull_request", "opened", nil},
		{"pull_request.number", "pull_request", "opened", object{"pull_request": with(pull, object{"number": "12"})}},
		{"pull_request.number", "pull_request", "opened", object{"pull_request": with(pull, object{"number": 1.5})}},
		{"pull_request.head.sha", "pull_request", "opened", object{"pull_request": with(pull, object{"head": object{"sha": headSHA[1:]}})}},
		{"pull_request.head.sha", "pull_request", "opened", object{"pull_request": with(pull, object{"head": object{"sha": "Z" + headSHA[1:]}})}},
		{"pull_request.base.sha", "pull_request", "opened", object{"pull_request": with(pull, object{"base": nil})}},
		{"pull_request.updated_at", "pull_request", "opened", object{"pull_request": with(pull, object{"updated_at": nil})}},
		{"pull_request.updated_at", "pull_request", "opened", object{"pull_request": with(pull, object{"updated_at": "yesterday"})}},
		{"check_run.id", "check_run", "rerequested", object{"check_run": with(run, object{"id": 0})}},
		{"check_run.head_sha", "check_run", "rerequested", object{"check_run": with(run, object{"head_sha": ""})}},
		{"check_suite.head_sha", "check_suite", "rerequested", nil},
		{"check_suite.pull_requests.0.number", "check_suite", "rerequested",
			object{"check_suite": with(suite, object{"pull_requests": []object{{"number": true}}})}},
		{"release.id", "release", "published", nil},
		{"release.tag_name", "release", "published", object{"release": with(release, object{"tag_name": ""})}},
		{"release.tag_name", "release", "published", object{"release": with(release, object{"tag_name": "v1\n"})}},
		{"release.tag_name", "release", "published", object{"release": with(release, object{"tag_name": strings.Repeat("v", 256)})}},
		{"ref", "create", "", object{"ref_type": "tag"}},
		{"after", "push", "", object{"ref": "refs/heads/main", "after": "main"}},
		{"environment", "deployment_protection_rule", "requested", with(gate, object{"environment": ""})},
		{"environment", "deployment_protection_rule", "requested", with(gate, object{"environment": strings.Repeat("e", 256)})},
		{"sha", "deployment_protection_rule", "requested", with(gate, object{"sha": "main"})},
		{"deployment_callback_url", "deployment_protection_rule", "requested", with(gate, object{"deployment_callback_url": nil})},
		{"deployment_callback_url", "deployment_protection_rule", "requested", with(gate, object{"deployment_callback_url": "https://api.github.com/repos/octo/site/actions/runs/0/deployment_protection_rule"})},
		{"deployment_callback_url", "deployment_protection_rule", "requested", with(gate, object{"deployment_callback_url": "https://api.github.com/x?/actions/runs/1/deployment_protection_rule/../y"})},
	} {
		t.Run(fmt.Sprintf("%s %s %v", tt.event, tt.field, tt.more), func(t *testing.T) {
			t.Parallel()
			_, ok, err := Parse(tt.event, guid, encode(t, payloadOf(tt.action, tt.more)), received)
			var field *FieldError
			if ok || !errors.As(err, &field) || field.Field != tt.field {
				t.Errorf("Parse = %v, %v; want a FieldError for %s", ok, err, tt.field)
			}
		})
	}
	for _, delivery := range []string{"", strings.Repeat("a", 65), "a\nb", "72d3162e/../"} {
		_, _, err := Parse("repository", delivery, encode(t, payloadOf("deleted", nil)), received)
		var field *FieldError
		if !errors.As(err, &field) || field.Field != "X-GitHub-Delivery" {
			t.Errorf("Parse with delivery %q: %v", delivery, err)
		}
	}
}

func TestParse_RefusesInvalidJSON(t *testing.T) {
	t.Parallel()
	const secret = "hunter2"
	for _, body := range []string{
		"", " ", "{", "hello", `{"action":"` + secret, `{"action":"` + secret + `"} x`, `{"action":"opened",}`, "\ufeff{}",
		"{\"action\":\"" + secret + "\xff\"}", "{\"other\":[\"\xc3\x28\"]}", // invalid UTF-8
		`{"other":"\ud800` + secret + `"}`, // half a surrogate pair
		`{"other":` + strings.Repeat("[", 20_000),
	} {
		for _, name := range []string{"pull_request", "ping", "star"} {
			_, ok, err := Parse(name, guid, []byte(body), received)
			var syntax *SyntaxError
			if ok || !errors.As(err, &syntax) {
				t.Errorf("Parse(%s, %.40q) = %v, %v; want a SyntaxError", name, body, ok, err)
			} else if strings.Contains(err.Error(), secret) {
				t.Errorf("Parse(%s, %.40q): the error repeats the payload: %v", name, body, err)
			}
		}
	}
	for _, body := range []string{"[]", "1", `"x"`, "[{}]"} {
		_, ok, err := Parse("pull_request", guid, []byte(body), received)
		if ok || err == nil {
			t.Errorf("Parse(%s) = %v, %v; want an error", body, ok, err)
		}
	}
}

// A name that stands twice is no fault, and the last one counts.
func TestParse_LastOfTwoMembersCounts(t *testing.T) {
	t.Parallel()
	body := encode(t, payloadOf("labeled", object{"pull_request": pull}))
	body = append(body[:len(body)-1], `,"x":{"y":1,"y":2},"action":"closed"}`...)
	if e, ok, err := Parse("pull_request", guid, body, received); err != nil || !ok || e.Action != "closed" {
		t.Errorf("Parse = %+v, %v, %v; want closed", e, ok, err)
	}
}

// Payloads have up to 25 MiB, an instance has little memory, and many come at once.
func TestParse_SkippedMembersTakeNoMemory(t *testing.T) {
	allocations := func(members int) float64 {
		p := payloadOf("opened", object{"pull_request": pull})
		for i := range members {
			p[fmt.Sprintf("member_%d", i)] = object{"id": i, "texts": []string{"a", "é\n\u2028"}}
		}
		body := encode(t, p)
		return testing.AllocsPerRun(20, func() {
			if _, ok, err := Parse("pull_request", guid, body, received); !ok || err != nil {
				t.Fatal(ok, err)
			}
		})
	}
	if few, many := allocations(1), allocations(5000); many > few+5 {
		t.Errorf("%v allocations with 1 member that is not needed, %v with 5000", few, many)
	}
}

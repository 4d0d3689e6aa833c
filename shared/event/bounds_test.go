package event

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/devplus-app/devplus/shared/analysis"
)

// hostile are strings that grow most when they are encoded, from one below each bound to far beyond it.
func hostile() []string {
	var all []string
	for _, unit := range []string{"a", "\x01", "<", "\"", "\\", "\u2028", "é", "𝔘", "-", "."} {
		for _, n := range []int{1, 15, 16, 17, 63, 64, 65, 96, 97, 99, 100, 101, 254, 255, 256, 8 << 10} {
			all = append(all, strings.Repeat(unit, n))
		}
	}
	return all
}

// A message beyond the bound would cost more for every delivery, and could exceed what Pub/Sub takes.
func TestParse_BoundsTheEvent(t *testing.T) {
	t.Parallel()
	fields := map[string]func(p object, s string){
		"owner":       func(p object, s string) { p["repository"].(object)["owner"] = object{"login": s} },
		"name":        func(p object, s string) { p["repository"].(object)["name"] = s },
		"branch":      func(p object, s string) { p["repository"].(object)["default_branch"] = s },
		"login":       func(p object, s string) { p["sender"].(object)["login"] = s },
		"type":        func(p object, s string) { p["sender"].(object)["type"] = s },
		"external ID": func(p object, s string) { p["check_run"].(object)["external_id"] = "pull_request-" + s + ".1" },
		"unused":      func(p object, s string) { p["ref"] = s },
	}
	kept := map[string]bool{}
	check := func(name string, p object) {
		t.Helper()
		e, ok, err := Parse("check_run", guid, encode(t, p), received)
		if err != nil || !ok {
			return
		}
		kept[name] = true
		body := encode(t, e) // escapes more than the publisher's encoder
		if len(body) >= MaxBytes {
			t.Errorf("%s: the event has %d bytes: %.200s", name, len(body), body)
		}
	}
	fresh := func() object {
		return payloadOf("rerequested", object{
			"check_run":  maps.Clone(run),
			"repository": maps.Clone(common["repository"].(object)),
			"sender":     maps.Clone(common["sender"].(object)),
		})
	}
	for _, s := range hostile() {
		all := fresh()
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			p := fresh()
			fields[name](p, s)
			check(name, p)
			fields[name](all, s)
		}
		check("all", all)
	}
	for name := range fields {
		if !kept[name] {
			t.Errorf("no hostile %s came through: the test shows nothing of it", name)
		}
	}
}

// The largest event that Parse lets through, all bounds reached at once by what grows most in JSON.
func TestParse_LargestEventFits(t *testing.T) {
	t.Parallel()
	worst := func(n int) string { return strings.Repeat("\x01", n) }
	year := time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)
	e := Event{
		Schema: Schema, Delivery: strings.Repeat("a", maxDelivery), Event: "pull_request", Action: "converted_to_draft", Intent: StopAll,
		ReceivedAt: year, UpdatedAt: year, InstallationID: 1<<63 - 1,
		Repository: analysis.Repository{ID: 1<<63 - 1, Owner: strings.Repeat("a", maxName), Name: strings.Repeat("a", maxName),
			DefaultBranch: worst(maxBranch), Private: true},
		Sender:  Sender{Login: worst(maxLogin), Type: worst(maxType)},
		Subject: analysis.Subject{Kind: pullRequestKind, Number: 1<<63 - 1, CheckRunID: 1<<63 - 1},
		HeadSHA: strings.Repeat("a", 64), BaseSHA: strings.Repeat("a", 64), AnalysisID: worst(maxExternalID),
	}
	release, gate := e, e
	name := strings.Repeat("\"", maxBranch) // what grows most, as control characters are refused
	release.Event, release.Action, release.BaseSHA, release.AnalysisID = "release", "prereleased", "", ""
	release.Subject = analysis.Subject{Tag: name, ReleaseID: 1<<63 - 1, Ref: name}
	gate.Event, gate.Action, gate.BaseSHA, gate.AnalysisID = "deployment_protection_rule", "requested", "", ""
	gate.Subject = analysis.Subject{Kind: releaseRiskKind, Environment: name, RunID: 1<<63 - 1, DeploymentID: 1<<63 - 1, Ref: name}
	command := e
	command.Event, command.Action, command.BaseSHA, command.AnalysisID = "issue_comment", "created", "", ""
	command.Command = Command{Name: strings.Repeat("\"", maxVerb), Args: strings.Repeat("\"", maxArgs), Cut: true, CommentID: 1<<63 - 1, SenderID: 1<<63 - 1, Number: 1<<63 - 1}
	for _, e := range []Event{e, release, gate, command} {
		if body, err := jsonv2.Marshal(e); err != nil || len(body) >= MaxBytes { // the publisher's encoder
			t.Errorf("the largest %s event has %d bytes, the bound is %d (%v)", e.Event, len(body), MaxBytes, err)
		}
	}
}

func TestParse_CutsBetweenRunes(t *testing.T) {
	t.Parallel()
	for _, s := range hostile() {
		got := Sender{Login: s}.bounded().Login
		if len(got) > maxLogin || !utf8.ValidString(got) || !strings.HasPrefix(s, got) || len(s) <= maxLogin && got != s {
			t.Errorf("%.20q of %d bytes is cut to %q", s, len(s), got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for event, p := range map[string]object{
		"pull_request": payloadOf("opened", object{"pull_request": pull}),
		"check_run":    payloadOf("rerequested", object{"check_run": run}),
		"check_suite":  payloadOf("rerequested", object{"check_suite": suite}),
		"installation": payloadOf("deleted", nil),
		"repository":   payloadOf("deleted", nil),
		"release":      payloadOf("published", object{"release": release}),
		"create":       payloadOf("", object{"ref": "v1", "ref_type": "tag"}),

		"issue_comment": payloadOf("created", commented("/devplus dismiss F3 a \"reason\"")),

		"deployment_protection_rule": payloadOf("requested", gate),
	} {
		f.Add(event, guid, encode(f, p))
	}
	f.Add("star", "", []byte("{"))
	f.Fuzz(func(t *testing.T, event, delivery string, payload []byte) {
		e, ok, err := Parse(event, delivery, payload, received)
		if !ok {
			return
		}
		if err != nil || !json.Valid(payload) || !utf8.Valid(payload) {
			t.Fatalf("an event of a payload that is not JSON, or with an error: %v", err)
		}
		body, err := jsonv2.Marshal(e) // the publisher's encoder
		if err != nil || len(body) >= MaxBytes {
			t.Fatalf("%d bytes, %v", len(body), err)
		}
		if back, err := (Message{Data: body}).Event(); err != nil || back != e {
			t.Fatalf("read back as %+v, %v; want %+v", back, err, e)
		}
	})
}

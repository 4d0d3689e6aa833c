package event

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
)

// commented is the part of a payload about a person's comment.
func commented(body string) object {
	person := object{"id": 9, "login": "mona", "type": "User"}
	return object{
		"sender": person, "issue": object{"number": 12, "pull_request": object{"url": "x"}},
		"comment": object{"id": 501, "body": body, "user": person, "performed_via_github_app": nil},
	}
}

func TestCommand_IsTheFirstLineOfAPersonsNewComment(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Command{
		"/devplus review":                              {Name: "review"},
		"/devplus":                                     {},
		"/DevPlus  Review\tfull  \r\nplease":           {Name: "review", Args: "full"},
		"/devplus dismiss F3 it's \"fine\" <b>":        {Name: "dismiss", Args: `F3 it's "fine" <b>`},
		"/devplus re\u200bview":                        {Name: "re\u200bview"},
		"/devplus обзор":                               {Name: "обзор"},
		"/devplus review\x00\x1b[0m":                   {Name: "review\uFFFD\uFFFD[0m"},
		"/devplus " + strings.Repeat("a", 10_000):      {Name: strings.Repeat("a", maxVerb), Cut: true},
		"/devplus risk " + strings.Repeat("b ", 5_000): {Name: "risk", Args: strings.Repeat("b ", maxArgs/2), Cut: true},
	} {
		e, ok, err := Parse("issue_comment", guid, encode(t, payloadOf("created", commented(body))), received)
		want.CommentID, want.SenderID = 501, 9
		if diff := cmp.Diff(want, e.Command); err != nil || !ok || diff != "" {
			t.Errorf("%.40q: %t, %v (-want +got):\n%s", body, ok, err, diff)
			continue
		}
		if e.Sender != (Sender{Login: "mona", Type: "User"}) || e.Subject != (analysis.Subject{Kind: pullRequestKind, Number: 12}) || e.Intent != Order {
			t.Errorf("%.40q: %+v", body, e)
		}
	}
}

// A comment that quotes a command, or that a program wrote, must do nothing: people quote, and agents can be talked into anything.
func TestCommand_NothingElseIsOne(t *testing.T) {
	t.Parallel()
	const review = "/devplus review"
	by := func(change func(comment, all object)) object {
		all := commented(review)
		change(all["comment"].(object), all)
		return payloadOf("created", all)
	}
	app := object{"id": 4242, "slug": "devplus"}
	bot := object{"id": 9, "login": "dev[bot]", "type": "Bot"}
	for name, p := range map[string]object{
		"edited":                payloadOf("edited", commented(review)),
		"deleted":               payloadOf("deleted", commented(review)),
		"quoted":                payloadOf("created", commented("> "+review)),
		"in a code block":       payloadOf("created", commented("```\n"+review+"\n```")),
		"in an indented block":  payloadOf("created", commented("    "+review)),
		"in code":               payloadOf("created", commented("`"+review+"`")),
		"on the second line":    payloadOf("created", commented("Please\n"+review)),
		"after a hidden letter": payloadOf("created", commented("\u200b"+review)),
		"a hidden letter in it": payloadOf("created", commented("/dev\u200bplus review")),
		"of another prefix":     payloadOf("created", commented("/devplus-next review")),
		"in a comment of HTML":  payloadOf("created", commented("<!-- "+review+" -->")),
		"empty":                 payloadOf("created", commented("")),
		"a bot's":               by(func(c, _ object) { c["user"] = bot }),
		"a bot is the sender":   by(func(_, all object) { all["sender"] = bot }),
		"an App's for a person": by(func(c, _ object) { c["performed_via_github_app"] = app }),
		"an organization's":     by(func(c, _ object) { c["user"] = object{"id": 9, "login": "o", "type": "Organization"} }),
	} {
		if e, ok, err := Parse("issue_comment", guid, encode(t, p), received); ok || err != nil {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
}

func TestCommand_OnAnIssue(t *testing.T) {
	t.Parallel()
	p := commented("/devplus analyze")
	p["issue"] = object{"number": 3}
	e, ok, err := Parse("issue_comment", guid, encode(t, payloadOf("created", p)), received)
	if err != nil || !ok || e.Subject != (analysis.Subject{Kind: IssueKind, Number: 3}) || e.OnPullRequest() {
		t.Errorf("%+v, %t, %v", e, ok, err)
	}
}

func TestButton_StandsForItsCommand(t *testing.T) {
	t.Parallel()
	for identifier, want := range map[string]Command{
		ReviewButton: {Name: "review", Args: "full"}, PauseButton: {Name: "pause"}, ResumeButton: {Name: "resume"}, "merge": {}, "": {},
	} {
		p := payloadOf("requested_action", object{
			"check_run": run, "requested_action": object{"identifier": identifier}, "sender": object{"id": 9, "login": "mona", "type": "User"},
		})
		e, ok, err := Parse("check_run", guid, encode(t, p), received)
		if known := want.Name != ""; err != nil || ok != known {
			t.Errorf("%q: %t, %v", identifier, ok, err)
			continue
		}
		if want.Name != "" {
			want.SenderID = 9
		}
		if diff := cmp.Diff(want, e.Command); diff != "" || want.Name != "" && (e.Intent != Order || !e.Command.IsButton()) {
			t.Errorf("%q: intent %s (-want +got):\n%s", identifier, e.Intent, diff)
		}
	}
}

// A version that stored or published an event before there were commands must still be understood.
func TestCommand_IsAbsentFromOtherEvents(t *testing.T) {
	t.Parallel()
	e := wantEvent("pull_request", "opened", func(*Event) {})
	body, err := json.Marshal(e)
	if err != nil || strings.Contains(string(body), "command") {
		t.Errorf("%s, %v", body, err)
	}
	if again := wantEvent("check_run", "rerequested", func(*Event) {}); !again.ReadsAll() {
		t.Error("a re-run does not read everything")
	}
}

// Two commands wait for GitHub side by side; the same one, delivered again, waits once.
func TestCommand_ParksByItsComment(t *testing.T) {
	t.Parallel()
	order := func(delivery string, id int64) Event {
		return wantEvent("issue_comment", "created", func(e *Event) { e.Delivery, e.Command.CommentID = delivery, id })
	}
	if order("a", 1).ParkedID() != order("b", 1).ParkedID() || order("a", 1).ParkedID() == order("a", 2).ParkedID() ||
		order("a", 0).ParkedID() == order("b", 0).ParkedID() {
		t.Error("commands park in each other's place, or twice")
	}
}

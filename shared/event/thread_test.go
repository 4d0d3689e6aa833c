package event

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Conversations that people begin are none of ours, and there are many.
func TestParse_KeepsConversationsOfApps(t *testing.T) {
	t.Parallel()
	const id = "PRRT_kwDOA1=="
	payload := func(id, userType string) object {
		return payloadOf("resolved", object{
			"pull_request": pull, "thread": object{"node_id": id, "comments": []object{{"id": 1, "user": object{"login": "x", "type": userType}}}},
		})
	}
	e, ok, err := Parse("pull_request_review_thread", guid, encode(t, payload(id, "Bot")), received)
	want := wantEvent("pull_request_review_thread", "resolved", func(e *Event) {
		e.Subject, e.Thread = analysis.Subject{Kind: pullRequestKind, Number: 12}, id
	})
	if diff := cmp.Diff(want, e); diff != "" || !ok || err != nil {
		t.Errorf("%t, %v (-want +got):\n%s", ok, err, diff)
	}
	if _, ok, err := Parse("pull_request_review_thread", guid, encode(t, payload(id, "User")), received); ok || err != nil {
		t.Errorf("a person's conversation: %t, %v", ok, err)
	}
	own := payload(id, "Bot")
	own["sender"] = object{"login": "x", "type": "Bot", "id": 1}
	if _, ok, err := Parse("pull_request_review_thread", guid, encode(t, own), received); ok || err != nil {
		t.Errorf("an App resolved what it began: %t, %v", ok, err)
	}
	for _, bad := range []string{"", "a b", strings.Repeat("x", 101)} {
		var fault *FieldError
		if _, _, err := Parse("pull_request_review_thread", guid, encode(t, payload(bad, "Bot")), received); !errors.As(err, &fault) || fault.Field != "thread.node_id" {
			t.Errorf("node ID %q: %v", bad, err)
		}
	}
}

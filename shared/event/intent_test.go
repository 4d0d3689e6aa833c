package event

import (
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Functions are deployed in any order: a message of a version without intents, or with one that this version does not know, must
// still be worked on.
func TestIntent_IsDerivedWhereTheMessageHasNoneThatIsKnown(t *testing.T) {
	t.Parallel()
	for words, want := range wantIntents {
		for _, e := range []Event{parsed(t, words, ""), parsed(t, words, "of another version")} {
			if e.Intent != want {
				t.Errorf("%s: intent %q, want %q", words, e.Intent, want)
			}
		}
		other := Stop
		if want == Stop {
			other = Again
		}
		if e := parsed(t, words, other); e.Intent != other {
			t.Errorf("%s: intent %q, want the publisher's %q", words, e.Intent, other)
		}
	}
}

// parsed is the decoded event of these words, "event action", with the intent as published.
func parsed(t *testing.T, words string, intent Intent) Event {
	t.Helper()
	e := wantEvent("", "", func(e *Event) {})
	e.Event, e.Action, _ = strings.Cut(words, " ")
	if e.Event == "installation" || e.Event == "installation_repositories" {
		e.Repository = analysis.Repository{}
	}
	e.Intent = intent
	got, err := Decode(encode(t, e))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// An event that was split by repository asks for that one repository.
func TestIntent_OfOneRepositoryIsToAnalyzeIt(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"installation created", "installation_repositories added", "schedule weekly"} {
		e := wantEvent("", "", func(*Event) {})
		e.Event, e.Action, _ = strings.Cut(words, " ")
		e.Intent = ""
		got, err := Decode(encode(t, e))
		if err != nil || got.Intent != Analyze {
			t.Errorf("%s of one repository: intent %q, %v; want %q", words, got.Intent, err, Analyze)
		}
	}
}

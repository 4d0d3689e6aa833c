package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// changedMain is the file of twoFiles at the head.
const changedMain = "package main\nvar limit = 10\nfunc main() {}\n"

// proposing is an answer whose finding proposes lines in place of line 2.
func proposing(t *testing.T, replacement, suggestion string) string {
	t.Helper()
	var answer map[string]any
	if err := json.Unmarshal([]byte(unlimited), &answer); err != nil {
		t.Fatal(err)
	}
	found := answer["findings"].([]any)[0].(map[string]any)
	found["replacement"], found["suggestion"] = replacement, suggestion
	text, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Lines that people are to put into their file must have been put there before.
func TestSuggestion_ShowsLinesThatHold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		replacement, suggestion string
		file                    string
		holds                   bool
	}{
		"it holds":                        {"var limit = 1000", "", changedMain, true},
		"it is a block among the words":   {"", "```go\nvar limit = 1000\n```", changedMain, true},
		"it does not parse":               {"var limit = = 1000", "", changedMain, false},
		"it holds a secret's placeholder": {`var limit = "[REDACTED:aws]" + "1000"`, "", changedMain, false},
		"the file can't be read":          {"var limit = 1000", "", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			if c.file != "" {
				r.gh.SetFile("main.go", c.file)
			}
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.settle(proposing(t, c.replacement, c.suggestion))
			notes := r.gh.CheckRuns()[0].Annotations
			if len(notes) != 1 || strings.Contains(notes[0].Message, "In place of these lines:") != c.holds || !strings.Contains(notes[0].Message, "1000") {
				t.Errorf("%+v", notes)
			}
		})
	}
}

package recording_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/kestra-image/evals/play"
	"github.com/devplus-app/devplus/kestra-image/evals/recording"
)

// question is a question with its instructions and message.
func question(call play.Call, instructions, message string) play.Question {
	body, err := json.Marshal(map[string]any{
		"model":           "any",
		"messages":        []any{map[string]any{"role": "system", "content": instructions}, map[string]any{"role": "user", "content": message}},
		"response_format": map[string]any{"type": "json_schema"},
	})
	if err != nil {
		panic(err) // strings
	}
	return play.Question{Call: call, Boundary: "DEVPLUS-DATA-77", Body: body}
}

// measuredMessage is a message about a change with a score.
func measuredMessage(score, reason, diff string) string {
	return "Size: 1 files. Measured risk: " + score + ".\nBEGIN DEVPLUS-DATA-77 measured\n" + reason + "\nEND DEVPLUS-DATA-77\nBEGIN DEVPLUS-DATA-77 file 1\n" + diff + "\nEND DEVPLUS-DATA-77\n"
}

// saying is a model that gives the same bodies in turn.
type saying []string

func (s *saying) Ask(context.Context, play.Question) (int, []byte, error) {
	body := (*s)[0]
	*s = (*s)[1:]
	if status, text, ok := strings.Cut(body, " "); ok && len(status) == 3 {
		var code int
		_, err := fmt.Sscan(status, &code)
		return code, []byte(text), err
	}
	return 200, []byte(body), nil
}

// record records the answer to one question about the change "go/a".
func record(t *testing.T, q play.Question, bodies ...string) *recording.Set {
	t.Helper()
	r := recording.NewRecorder("a-model", "a note")
	said := saying(bodies)
	for range bodies {
		if _, _, err := r.Of("go/a", &said).Ask(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	set, err := recording.Decode(r.Set().Encode())
	if err != nil {
		t.Fatal(err)
	}
	return set
}

const completion = `{"model": "a-model-0613", "choices": [{"message": {"content": "{\"summary\": \"s\"}\n-- a/file --\nmore"}, "finish_reason": "stop"}],
	"usage": {"prompt_tokens": 12, "completion_tokens": 3}}`

func TestReplay_AnswersAsRecorded(t *testing.T) {
	t.Parallel()
	q := question("1", "review", measuredMessage("7.4 of 100 (low)", "calls", "+ a"))
	set := record(t, q, completion)
	if set.Model != "a-model" || len(set.Notes) != 1 || set.Notes[0] != "a note" || len(set.Taken) != 1 {
		t.Errorf("%+v", set)
	}
	status, body, err := recording.Replay{Set: set, Change: "go/a"}.Ask(t.Context(), q)
	if err != nil || status != 200 {
		t.Fatal(status, err)
	}
	want := `{"model":"a-model","choices":[{"message":{"content":"{\"summary\": \"s\"}\n -- a/file --\nmore"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":3}}`
	if diff := cmp.Diff(want, string(body)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// An answer to another question would measure nothing, but a fit of the score asks nothing else.
func TestReplay_IsOfTheVeryQuestion(t *testing.T) {
	t.Parallel()
	message := measuredMessage("7.4 of 100 (low)", "calls", "+ a")
	set := record(t, question("1", "review", message), completion)
	for name, c := range map[string]struct {
		q        play.Question
		measured bool
	}{
		"the same":                {question("1", "review", message), true},
		"another score":           {question("1", "review", measuredMessage("88.0 of 100 (critical)", "calls\nmore", "+ a")), true},
		"other instructions":      {question("1", "review well", message), false},
		"another diff":            {question("1", "review", measuredMessage("7.4 of 100 (low)", "calls", "+ b")), false},
		"another part":            {question("2", "review", message), false},
		"a question of the audit": {question(play.Repair, "review", message), false},
	} {
		_, _, err := recording.Replay{Set: set, Change: "go/a"}.Ask(t.Context(), c.q)
		if (err == nil) != c.measured || !c.measured && !errors.Is(err, recording.ErrNotMeasured) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := (recording.Replay{Set: set, Change: "go/b"}).Ask(t.Context(), question("1", "review", message)); !errors.Is(err, recording.ErrNotMeasured) {
		t.Errorf("another change: %v", err)
	}
	if _, _, err := (recording.Replay{Set: set, Change: "go/a", Stale: true}).Ask(t.Context(), question("1", "review well", "x")); err != nil {
		t.Errorf("a baseline, whatever the prompt was: %v", err)
	}
}

// A question that follows an answer has its own instructions, so a change of them changes that question
// only.
func TestReplay_OfQuestionsAboutAnswersCoversAll(t *testing.T) {
	t.Parallel()
	r, said := recording.NewRecorder("m"), saying{completion, completion}
	for _, q := range []play.Question{question("1", "review", "m"), question(play.Repair, "repair", "answer")} {
		if _, _, err := r.Of("go/a", &said).Ask(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	set := r.Set()
	for instructions, want := range map[string]bool{"repair": true, "mend": false} {
		_, _, err := recording.Replay{Set: set, Change: "go/a"}.Ask(t.Context(), question(play.Repair, instructions, "answer"))
		if (err == nil) != want {
			t.Errorf("%s: %v", instructions, err)
		}
	}
}

// A script's answers must outlive a changed message, which it did not read, and no changed instruction.
func TestReplay_OfAScriptHoldsForAnyMessage(t *testing.T) {
	t.Parallel()
	r, said := recording.NewRecorder("a-script"), saying{completion}
	r.AnyMessage = true
	if _, _, err := r.Of("go/a", &said).Ask(t.Context(), question("1", "review", "m")); err != nil {
		t.Fatal(err)
	}
	for instructions, want := range map[string]bool{"review": true, "review well": false} {
		_, _, err := recording.Replay{Set: r.Set(), Change: "go/a"}.Ask(t.Context(), question("1", instructions, "another message"))
		if (err == nil) != want {
			t.Errorf("%s: %v", instructions, err)
		}
	}
}

func TestRecorder_ReadsWhatEndpointsSay(t *testing.T) {
	t.Parallel()
	q := question("1", "review", "m")
	for name, c := range map[string]struct {
		bodies []string
		want   string // of the name and the content
	}{
		"tokens that are not told":       {[]string{`{"choices": [{"message": {"content": "a"}}]}`}, "- - - a"},
		"a list with one completion":     {[]string{`[{"choices": [{"message": {"content": "a"}, "finish_reason": "max tokens"}], "usage": {"prompt_tokens": 1}}]`}, "1 - max_tokens a"},
		"text in parts":                  {[]string{`{"choices": [{"message": {"content": [{"text": "a"}, {"text": "b"}]}, "finish_reason": "stop"}]}`}, "- - stop ab"},
		"no text":                        {[]string{`{"choices": []}`}, "- - - "},
		"the answer after a refusal":     {[]string{"400 no format", `{"choices": [{"message": {"content": "a"}}]}`}, "- - - a"},
		"the last of several (a repeat)": {[]string{`{"choices": [{"message": {"content": "a"}}]}`, `{"choices": [{"message": {"content": "b"}}]}`}, "- - - b"},
	} {
		set := record(t, q, c.bodies...)
		if len(set.Taken) != 1 {
			t.Errorf("%s: %+v", name, set.Taken)
			continue
		}
		a := set.Taken[0]
		if got := fmt.Sprintf("%s %s %s %s", tokens(a.Input), tokens(a.Output), a.Finish, a.Content); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func tokens(n *int64) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

func TestDecode_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                    "no recordings",
		"model: m\n":                          "no recordings",
		"model: m\nprompt: p\n-- a b --\nx\n": "names no answer",
		"model: m\nprompt: p\n-- go/a 1 k many 3 stop --\nx\n": "many is no number",
	} {
		if _, err := recording.Decode([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// Two people who record other changes must not move each other's lines.
func TestEncode_IsSorted(t *testing.T) {
	t.Parallel()
	r := recording.NewRecorder("m")
	for _, name := range []string{"b", "a", "c"} {
		for _, call := range []play.Call{"2", "1"} {
			said := saying{completion}
			if _, _, err := r.Of(name, &said).Ask(t.Context(), question(call, "review", "m")); err != nil {
				t.Fatal(err)
			}
		}
	}
	var names []string
	set, err := recording.Decode(r.Set().Encode())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range set.Taken {
		names = append(names, a.Change+string(a.Call))
	}
	if diff := cmp.Diff([]string{"a1", "a2", "b1", "b2", "c1", "c2"}, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

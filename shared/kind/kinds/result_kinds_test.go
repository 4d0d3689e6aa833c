package kinds_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/kind/repository"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

// goodOf has, by kind, a result with every field.
var goodOf = map[analysis.Kind]string{
	releaserisk.Name: `{"summary":"It moves sessions to a cache.",
		"drivers":[{"title":"All users are logged out.","evidence":["#12","6dcb09b"],"severity":"high"}],
		"rollout_advice":["Roll it out at night."],"model_score":62.5}`,
	releasenotes.Name: `{"highlights":["Sessions survive a restart."],
		"sections":[{"title":"Features","entries":[{"text":"Sessions are kept in a cache.","prs":[12,14.0],"breaking":true}]}],
		"upgrade_notes":["Set CACHE_URL."]}`,
	repository.Name: `{"overview":"A session store.","architecture":[{"title":"The store.","evidence":["store/"]}],
		"strengths":[{"title":"It is tested.","evidence":["store/store_test.go"]}],
		"risks":[{"title":"One person knows it.","evidence":["store/store.go"],"severity":"medium"}],
		"next_steps":[{"title":"Name owners.","evidence":["CODEOWNERS"]}]}`,
}

// decode reads a result of any kind.
func decode(kind analysis.Kind, raw json.RawMessage) (any, error) {
	switch kind {
	case releaserisk.Name:
		return releaserisk.DecodeResult(raw)
	case releasenotes.Name:
		return releasenotes.DecodeResult(raw)
	case repository.Name:
		return repository.DecodeResult(raw)
	default:
		return pullrequest.DecodeResult(raw)
	}
}

func TestResult_OfEveryKindIsReadInFull(t *testing.T) {
	t.Parallel()
	for kind, want := range map[analysis.Kind]any{
		releaserisk.Name: releaserisk.Result{
			Summary:       "It moves sessions to a cache.",
			Drivers:       []releaserisk.Driver{{Title: "All users are logged out.", Evidence: []string{"#12", "6dcb09b"}, Severity: analysis.SeverityHigh}},
			RolloutAdvice: []string{"Roll it out at night."}, ModelScore: 62.5,
		},
		releasenotes.Name: releasenotes.Result{
			Highlights: []string{"Sessions survive a restart."},
			Sections: []releasenotes.WordedSection{{Title: "Features", Entries: []releasenotes.WordedEntry{
				{Text: "Sessions are kept in a cache.", PRs: []int{12, 14}, Breaking: true},
			}}},
			UpgradeNotes: []string{"Set CACHE_URL."},
		},
		repository.Name: repository.Result{
			Overview:     "A session store.",
			Architecture: []repository.Claim{{Title: "The store.", Evidence: []string{"store/"}}},
			Strengths:    []repository.Claim{{Title: "It is tested.", Evidence: []string{"store/store_test.go"}}},
			Risks: []repository.ClaimedRisk{{
				Claim:    repository.Claim{Title: "One person knows it.", Evidence: []string{"store/store.go"}},
				Severity: analysis.SeverityMedium,
			}},
			NextSteps: []repository.Claim{{Title: "Name owners.", Evidence: []string{"CODEOWNERS"}}},
		},
	} {
		raw := json.RawMessage(goodOf[kind])
		if err := kindtest.Of(kind).Schema.Validate(raw); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		got, err := decode(kind, raw)
		if err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
		if _, err := decode(kind, json.RawMessage(`{"summary":[],"sections":1,"overview":[]}`)); err == nil {
			t.Errorf("%s: a result that Validate refuses is read without an error", kind)
		}
	}
}

type absent struct{}

// edited is a kind's good result with one value put, or taken away, at a path such as "drivers.0.title"; "" is the whole result.
func edited(t *testing.T, kind analysis.Kind, path string, value any) json.RawMessage {
	t.Helper()
	if path == "" {
		return encode(t, value)
	}
	var whole any
	if err := json.Unmarshal([]byte(goodOf[kind]), &whole); err != nil {
		t.Fatal(err)
	}
	steps := strings.Split(path, ".")
	last := steps[len(steps)-1]
	switch holder := follow(whole, steps[:len(steps)-1]).(type) {
	case []any:
		i, _ := strconv.Atoi(last)
		holder[i] = value
	case map[string]any:
		if holder[last] = value; value == (absent{}) {
			delete(holder, last)
		}
	}
	return encode(t, whole)
}

// many is the first entry of a list of the kind's good result n times over, so that their number alone is at fault.
func many(t *testing.T, kind analysis.Kind, path string, n int) []any {
	t.Helper()
	var whole any
	if err := json.Unmarshal([]byte(goodOf[kind]), &whole); err != nil {
		t.Fatal(err)
	}
	return slices.Repeat(follow(whole, strings.Split(path, ".")).([]any)[:1], n)
}

func follow(value any, steps []string) any {
	for _, step := range steps {
		if i, err := strconv.Atoi(step); err == nil {
			value = value.([]any)[i]
		} else {
			value = value.(map[string]any)[step]
		}
	}
	return value
}

// The model repairs its answer by these words, so each must name the field and the rule.
func TestResult_OfEveryKindIsRefusedByField(t *testing.T) {
	t.Parallel()
	x := func(n int) string { return strings.Repeat("x", n) }
	type fault struct {
		path  string
		value any
		want  string // what the one problem begins with
		rule  string // and what it contains
	}
	for kind, faults := range map[analysis.Kind][]fault{
		releaserisk.Name: {
			{"", []any{}, "result: ", "object"},
			{"summary", absent{}, "result: ", "'summary'"},
			{"drivers", absent{}, "result: ", "'drivers'"},
			{"model_score", absent{}, "result: ", "'model_score'"},
			{"level", "high", "result: ", "'level'"},
			{"summary", "", "result.summary: ", "minLength"},
			{"summary", x(1201), "result.summary: ", "1,200"},
			{"drivers", "none", "result.drivers: ", "array"},
			{"drivers", nil, "result.drivers: ", "array"},
			{"drivers", many(t, releaserisk.Name, "drivers", 21), "result.drivers: ", "20"},
			{"drivers.0", "a cache", "result.drivers[0]: ", "object"},
			{"drivers.0.title", absent{}, "result.drivers[0]: ", "'title'"},
			{"drivers.0.evidence", absent{}, "result.drivers[0]: ", "'evidence'"},
			{"drivers.0.severity", absent{}, "result.drivers[0]: ", "'severity'"},
			{"drivers.0.cause", "x", "result.drivers[0]: ", "'cause'"},
			{"drivers.0.title", x(401), "result.drivers[0].title: ", "400"},
			{"drivers.0.evidence", "#12", "result.drivers[0].evidence: ", "array"},
			{"drivers.0.evidence", many(t, releaserisk.Name, "drivers.0.evidence", 21), "result.drivers[0].evidence: ", "20"},
			{"drivers.0.evidence.0", 12, "result.drivers[0].evidence[0]: ", "string"},
			{"drivers.0.evidence.1", "", "result.drivers[0].evidence[1]: ", "minLength"},
			{"drivers.0.evidence.1", x(65), "result.drivers[0].evidence[1]: ", "64"},
			{"drivers.0.severity", "severe", "result.drivers[0].severity: ", "'critical'"},
			{"rollout_advice", "at night", "result.rollout_advice: ", "array"},
			{"rollout_advice", many(t, releaserisk.Name, "rollout_advice", 11), "result.rollout_advice: ", "10"},
			{"rollout_advice.0", "", "result.rollout_advice[0]: ", "minLength"},
			{"rollout_advice.0", x(401), "result.rollout_advice[0]: ", "400"},
			{"model_score", 101, "result.model_score: ", "maximum"},
			{"model_score", -1, "result.model_score: ", "minimum"},
			{"model_score", "62", "result.model_score: ", "number"},
		},
		releasenotes.Name: {
			{"", "notes", "result: ", "object"},
			{"sections", absent{}, "result: ", "'sections'"},
			{"version", "2.0.0", "result: ", "'version'"},
			{"highlights", "x", "result.highlights: ", "array"},
			{"highlights", many(t, releasenotes.Name, "highlights", 9), "result.highlights: ", "8"},
			{"highlights.0", "", "result.highlights[0]: ", "minLength"},
			{"highlights.0", x(301), "result.highlights[0]: ", "300"},
			{"sections", nil, "result.sections: ", "array"},
			{"sections", many(t, releasenotes.Name, "sections", 11), "result.sections: ", "10"},
			{"sections.0.title", absent{}, "result.sections[0]: ", "'title'"},
			{"sections.0.entries", absent{}, "result.sections[0]: ", "'entries'"},
			{"sections.0.emoji", "x", "result.sections[0]: ", "'emoji'"},
			{"sections.0.title", x(81), "result.sections[0].title: ", "80"},
			{"sections.0.entries", many(t, releasenotes.Name, "sections.0.entries", 101), "result.sections[0].entries: ", "100"},
			{"sections.0.entries.0", "text", "result.sections[0].entries[0]: ", "object"},
			{"sections.0.entries.0.text", absent{}, "result.sections[0].entries[0]: ", "'text'"},
			{"sections.0.entries.0.prs", absent{}, "result.sections[0].entries[0]: ", "'prs'"},
			{"sections.0.entries.0.url", "x", "result.sections[0].entries[0]: ", "'url'"},
			{"sections.0.entries.0.text", "", "result.sections[0].entries[0].text: ", "minLength"},
			{"sections.0.entries.0.text", x(201), "result.sections[0].entries[0].text: ", "200"},
			{"sections.0.entries.0.prs", 12, "result.sections[0].entries[0].prs: ", "array"},
			{"sections.0.entries.0.prs", many(t, releasenotes.Name, "sections.0.entries.0.prs", 13), "result.sections[0].entries[0].prs: ", "12"},
			{"sections.0.entries.0.prs.0", "#12", "result.sections[0].entries[0].prs[0]: ", "integer"},
			{"sections.0.entries.0.prs.0", 0, "result.sections[0].entries[0].prs[0]: ", "minimum"},
			{"sections.0.entries.0.prs.0", 1.5, "result.sections[0].entries[0].prs[0]: ", "integer"},
			{"sections.0.entries.0.prs.0", 1e18, "result.sections[0].entries[0].prs[0]: ", "maximum"},
			{"sections.0.entries.0.breaking", "yes", "result.sections[0].entries[0].breaking: ", "boolean"},
			{"upgrade_notes", many(t, releasenotes.Name, "upgrade_notes", 21), "result.upgrade_notes: ", "20"},
			{"upgrade_notes.0", "", "result.upgrade_notes[0]: ", "minLength"},
			{"upgrade_notes.0", x(401), "result.upgrade_notes[0]: ", "400"},
		},
		repository.Name: {
			{"", nil, "result: ", "object"},
			{"overview", absent{}, "result: ", "'overview'"},
			{"architecture", absent{}, "result: ", "'architecture'"},
			{"strengths", absent{}, "result: ", "'strengths'"},
			{"risks", absent{}, "result: ", "'risks'"},
			{"next_steps", absent{}, "result: ", "'next_steps'"},
			{"grade", "A", "result: ", "'grade'"},
			{"overview", "", "result.overview: ", "minLength"},
			{"overview", x(2001), "result.overview: ", "2,000"},
			{"architecture", "layers", "result.architecture: ", "array"},
			{"architecture", many(t, repository.Name, "architecture", 13), "result.architecture: ", "12"},
			{"architecture.0.title", absent{}, "result.architecture[0]: ", "'title'"},
			{"architecture.0.evidence", absent{}, "result.architecture[0]: ", "'evidence'"},
			{"architecture.0.severity", "low", "result.architecture[0]: ", "'severity'"},
			{"architecture.0.title", x(401), "result.architecture[0].title: ", "400"},
			{"architecture.0.evidence.0", x(501), "result.architecture[0].evidence[0]: ", "500"},
			{"strengths", many(t, repository.Name, "strengths", 13), "result.strengths: ", "12"},
			{"strengths.0", "tests", "result.strengths[0]: ", "object"},
			{"strengths.0.evidence", "a.go", "result.strengths[0].evidence: ", "array"},
			{"strengths.0.title", "", "result.strengths[0].title: ", "minLength"},
			{"risks", many(t, repository.Name, "risks", 13), "result.risks: ", "12"},
			{"risks.0.severity", absent{}, "result.risks[0]: ", "'severity'"},
			{"risks.0.evidence", absent{}, "result.risks[0]: ", "'evidence'"},
			{"risks.0.line", 1, "result.risks[0]: ", "'line'"},
			{"risks.0.severity", "urgent", "result.risks[0].severity: ", "'critical'"},
			{"risks.0.evidence", many(t, repository.Name, "risks.0.evidence", 6), "result.risks[0].evidence: ", "5"},
			{"next_steps", many(t, repository.Name, "next_steps", 13), "result.next_steps: ", "12"},
			{"next_steps.0.title", 1, "result.next_steps[0].title: ", "string"},
			{"next_steps.0.evidence.0", "", "result.next_steps[0].evidence[0]: ", "minLength"},
		},
	} {
		for _, f := range faults {
			err := kindtest.Of(kind).Schema.Validate(edited(t, kind, f.path, f.value))
			var invalid *analysis.InvalidResultError
			if !errors.As(err, &invalid) {
				t.Errorf("%s %s = %.40v: error %v, want it refused", kind, f.path, f.value, err)
				continue
			}
			if len(invalid.Problems) != 1 || !strings.HasPrefix(invalid.Problems[0], f.want) || !strings.Contains(invalid.Problems[0], f.rule) {
				t.Errorf("%s %s = %.40v: %q, want one problem that begins with %q and names %s", kind, f.path, f.value, invalid.Problems, f.want, f.rule)
			}
		}
	}
}

// A kind's model may leave out what it has nothing to say on; code drops what shows no evidence.
func TestResult_OfEveryKindMayBeSparse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  analysis.Kind
		path  string
		value any
	}{
		{releaserisk.Name, "drivers", []any{}},
		{releaserisk.Name, "drivers.0.evidence", []any{}},
		{releaserisk.Name, "rollout_advice", absent{}},
		{releaserisk.Name, "model_score", 0},
		{releasenotes.Name, "highlights", absent{}},
		{releasenotes.Name, "sections", []any{}},
		{releasenotes.Name, "sections.0.entries", []any{}},
		{releasenotes.Name, "sections.0.entries.0.prs", []any{}},
		{releasenotes.Name, "sections.0.entries.0.breaking", absent{}},
		{releasenotes.Name, "upgrade_notes", absent{}},
		{repository.Name, "strengths", []any{}},
		{repository.Name, "risks.0.evidence", []any{}},
	} {
		raw := edited(t, c.kind, c.path, c.value)
		if err := kindtest.Of(c.kind).Schema.Validate(raw); err != nil {
			t.Errorf("%s %s = %v: %v", c.kind, c.path, c.value, err)
		}
		if _, err := decode(c.kind, raw); err != nil {
			t.Errorf("%s %s = %v: accepted, but can't be read: %v", c.kind, c.path, c.value, err)
		}
	}
}

// callbackBytes is what callback reads of a request.
const callbackBytes = 1 << 20

// A result that the schema allows and the store rejects would be paid for and lost. A pull request's schema allows more in
// theory: its bounds are from before, and a model's answer of 64 KiB is what holds it.
func TestResult_LargestFitsACallbackAndADocument(t *testing.T) {
	t.Parallel()
	for _, kind := range kindtest.Names()[1:] {
		r := rand.New(rand.NewPCG(1, 2))
		raw := encode(t, largest(r, fullSchema(t, kind)))
		if err := kindtest.Of(kind).Schema.Validate(raw); err != nil {
			t.Errorf("%s: the largest is refused: %v", kind, err)
		}
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := w.Write(raw); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if len(raw) > callbackBytes-4096 || packed.Len() > analysis.MaxDocumentBytes*9/10 {
			t.Errorf("%s: %d bytes, %d packed", kind, len(raw), packed.Len())
		}
	}
}

// largest has every list full and every text as long as the schema allows, of characters of four bytes.
func largest(r *rand.Rand, schema map[string]any) any {
	switch {
	case schema["properties"] != nil:
		object := map[string]any{}
		for name, property := range schema["properties"].(map[string]any) {
			object[name] = largest(r, property.(map[string]any))
		}
		return object
	case schema["items"] != nil:
		list := make([]any, int(schema["maxItems"].(float64)))
		for i := range list {
			list[i] = largest(r, schema["items"].(map[string]any))
		}
		return list
	case schema["enum"] != nil:
		return schema["enum"].([]any)[0]
	case schema["maximum"] != nil:
		return schema["maximum"]
	case schema["type"] == "boolean":
		return false
	}
	text := make([]rune, int(schema["maxLength"].(float64)))
	for i := range text {
		text[i] = 0x1f300 + r.Int32N(0x400)
	}
	return string(text)
}

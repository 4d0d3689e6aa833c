package kinds_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind/kinds"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// good is a result with every field.
func good() map[string]any {
	return map[string]any{
		"summary":     "It adds a cache.",
		"walkthrough": []any{map[string]any{"path": "a.go", "change": "The cache."}},
		"findings": []any{map[string]any{
			"path": "a.go", "line": 3, "end_line": 4, "severity": "high", "category": "concurrency", "title": "A race",
			"explanation": "Two requests write at once.", "suggestion": "Lock it.", "confidence": 0.9,
		}},
		"verdict":     "changes_requested",
		"test_advice": []any{"Test it with -race."},
	}
}

func finding(result map[string]any) map[string]any {
	return result["findings"].([]any)[0].(map[string]any)
}

func encode(t testing.TB, v any) json.RawMessage {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// A result that Validate accepts is stored and published, so it must be readable.
func TestResult_GoodIsAcceptedAndRead(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(map[string]any){
		"every field":                func(map[string]any) {},
		"only what is required":      func(r map[string]any) { delete(r, "walkthrough"); delete(r, "test_advice") },
		"nothing found":              func(r map[string]any) { r["findings"], r["verdict"] = []any{}, "no_concerns" },
		"optional fields are null":   func(r map[string]any) { finding(r)["end_line"], finding(r)["suggestion"] = nil, nil },
		"optional fields are absent": func(r map[string]any) { delete(finding(r), "end_line"); delete(finding(r), "suggestion") },
		"an empty suggestion":        func(r map[string]any) { finding(r)["suggestion"] = "" },
		"lines with a fraction of 0": func(r map[string]any) { finding(r)["line"] = json.RawMessage("3.0") },
		"lines with an exponent":     func(r map[string]any) { finding(r)["line"] = json.RawMessage("0.3e1") },
		"the longest summary":        func(r map[string]any) { r["summary"] = strings.Repeat("ü", 1200) },
		"the farthest line":          func(r map[string]any) { finding(r)["end_line"] = 1_000_000_000 },
		"certain":                    func(r map[string]any) { finding(r)["confidence"] = 1 },
		"hardly a guess":             func(r map[string]any) { finding(r)["confidence"] = json.RawMessage("1e-9999999") },
		"hostile text":               func(r map[string]any) { r["summary"] = "<script>\x00 @all" },
	} {
		r := good()
		change(r)
		raw := encode(t, r)
		if err := kindtest.Of(pullrequest.Name).Schema.Validate(raw); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		read, err := pullrequest.DecodeResult(raw)
		if err != nil {
			t.Errorf("%s: accepted, but can't be read: %v", name, err)
		} else if len(read.Findings) > 0 && read.Findings[0].Line != 3 {
			t.Errorf("%s: line 3 was read as %d", name, read.Findings[0].Line)
		}
	}
}

func TestResult_IsReadInFull(t *testing.T) {
	t.Parallel()
	got, err := pullrequest.DecodeResult(encode(t, good()))
	if err != nil {
		t.Fatal(err)
	}
	want := pullrequest.Result{
		Summary:     "It adds a cache.",
		Walkthrough: []pullrequest.Walk{{Path: "a.go", Change: "The cache."}},
		Findings: []pullrequest.Finding{{
			Path: "a.go", Line: 3, EndLine: 4, Severity: analysis.SeverityHigh, Category: "concurrency", Title: "A race",
			Explanation: "Two requests write at once.", Suggestion: "Lock it.", Confidence: 0.9,
		}},
		Verdict:    pullrequest.ChangesRequested,
		TestAdvice: []string{"Test it with -race."},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decoded (-want +got):\n%s", diff)
	}
	if _, err := pullrequest.DecodeResult(json.RawMessage(`{"findings":"none"}`)); err == nil {
		t.Error("a result that Validate refuses is read without an error")
	}
}

// The model repairs its answer by these words, so each must name the field and the rule.
func TestResult_BadIsRefusedByField(t *testing.T) {
	t.Parallel()
	field := func(name string, value any) func(map[string]any) any {
		return func(r map[string]any) any { r[name] = value; return r }
	}
	inFinding := func(name string, value any) func(map[string]any) any {
		return func(r map[string]any) any { finding(r)[name] = value; return r }
	}
	without := func(name string) func(map[string]any) any {
		return func(r map[string]any) any { delete(r, name); return r }
	}
	withoutInFinding := func(name string) func(map[string]any) any {
		return func(r map[string]any) any { delete(finding(r), name); return r }
	}
	for name, c := range map[string]struct {
		change func(map[string]any) any
		want   string // what the one problem begins with
		rule   string // and what it contains
	}{
		"no summary":             {without("summary"), "result: ", "'summary'"},
		"no findings":            {without("findings"), "result: ", "'findings'"},
		"no verdict":             {without("verdict"), "result: ", "'verdict'"},
		"an unknown field":       {field("approve", true), "result: ", "'approve'"},
		"an empty summary":       {field("summary", ""), "result.summary: ", "minLength"},
		"a long summary":         {field("summary", strings.Repeat("x", 1201)), "result.summary: ", "1,200"},
		"a null summary":         {field("summary", nil), "result.summary: ", "string"},
		"an unknown verdict":     {field("verdict", "approve"), "result.verdict: ", "'no_concerns'"},
		"findings as an object":  {field("findings", map[string]any{}), "result.findings: ", "array"},
		"findings as text":       {field("findings", "none"), "result.findings: ", "array"},
		"null findings":          {field("findings", nil), "result.findings: ", "array"},
		"101 findings":           {func(r map[string]any) any { r["findings"] = slices.Repeat(r["findings"].([]any), 101); return r }, "result.findings: ", "100"},
		"a finding as text":      {field("findings", []any{"a race"}), "result.findings[0]: ", "object"},
		"61 places":              {func(r map[string]any) any { r["walkthrough"] = slices.Repeat(r["walkthrough"].([]any), 61); return r }, "result.walkthrough: ", "60"},
		"a place without change": {field("walkthrough", []any{map[string]any{"path": "a"}}), "result.walkthrough[0]: ", "'change'"},
		"a place with more":      {field("walkthrough", []any{map[string]any{"path": "a", "change": "b", "c": 1}}), "result.walkthrough[0]: ", "'c'"},
		"a long change":          {field("walkthrough", []any{map[string]any{"path": "a", "change": strings.Repeat("x", 401)}}), "result.walkthrough[0].change: ", "400"},
		"no path":                {withoutInFinding("path"), "result.findings[0]: ", "'path'"},
		"no line":                {withoutInFinding("line"), "result.findings[0]: ", "'line'"},
		"no confidence":          {withoutInFinding("confidence"), "result.findings[0]: ", "'confidence'"},
		"more in a finding":      {inFinding("cwe", 79), "result.findings[0]: ", "'cwe'"},
		"an empty path":          {inFinding("path", ""), "result.findings[0].path: ", "minLength"},
		"a long path":            {inFinding("path", strings.Repeat("x", 1025)), "result.findings[0].path: ", "1,024"},
		"line 0":                 {inFinding("line", 0), "result.findings[0].line: ", "minimum"},
		"a negative line":        {inFinding("line", -1), "result.findings[0].line: ", "minimum"},
		"a line as text":         {inFinding("line", "3"), "result.findings[0].line: ", "integer"},
		"half a line":            {inFinding("line", 3.5), "result.findings[0].line: ", "integer"},
		"a line beyond any file": {inFinding("line", 1e18), "result.findings[0].line: ", "maximum"},
		"end line 0":             {inFinding("end_line", 0), "result.findings[0].end_line: ", "minimum"},
		"an unknown severity":    {inFinding("severity", "blocker"), "result.findings[0].severity: ", "'critical'"},
		"an unknown category":    {inFinding("category", "style"), "result.findings[0].category: ", "'correctness'"},
		"a long title":           {inFinding("title", strings.Repeat("x", 201)), "result.findings[0].title: ", "200"},
		"a long explanation":     {inFinding("explanation", strings.Repeat("x", 2001)), "result.findings[0].explanation: ", "2,000"},
		"a long suggestion":      {inFinding("suggestion", strings.Repeat("x", 2001)), "result.findings[0].suggestion: ", "2,000"},
		"confidence in percent":  {inFinding("confidence", 90), "result.findings[0].confidence: ", "maximum"},
		"negative confidence":    {inFinding("confidence", -0.1), "result.findings[0].confidence: ", "minimum"},
		"confidence NaN as text": {inFinding("confidence", "NaN"), "result.findings[0].confidence: ", "number"},
		"21 pieces of advice":    {field("test_advice", slices.Repeat([]any{"x"}, 21)), "result.test_advice: ", "20"},
		"advice that is empty":   {field("test_advice", []any{"x", ""}), "result.test_advice[1]: ", "minLength"},
		"long advice":            {field("test_advice", []any{strings.Repeat("x", 401)}), "result.test_advice[0]: ", "400"},
		"advice as text":         {field("test_advice", "x"), "result.test_advice: ", "array"},
		"text for an object":     {func(r map[string]any) any { return string(encode(t, r)) }, "result: ", "object"},
		"a list for an object":   {func(r map[string]any) any { return []any{r} }, "result: ", "object"},
		"null":                   {func(map[string]any) any { return nil }, "result: ", "object"},
	} {
		err := kindtest.Of(pullrequest.Name).Schema.Validate(encode(t, c.change(good())))
		var invalid *analysis.InvalidResultError
		if !errors.As(err, &invalid) {
			t.Errorf("%s: error %v, want it refused", name, err)
			continue
		}
		if len(invalid.Problems) != 1 || !strings.HasPrefix(invalid.Problems[0], c.want) || !strings.Contains(invalid.Problems[0], c.rule) {
			t.Errorf("%s: %q, want one problem that begins with %q and names %s", name, invalid.Problems, c.want, c.rule)
		}
	}
}

func TestResult_InvalidJSONIsRefused(t *testing.T) {
	t.Parallel()
	whole := string(encode(t, good()))
	with := func(confidence string) string { return strings.Replace(whole, "0.9", confidence, 1) }
	for name, raw := range map[string]string{
		"nothing":        "",
		"prose":          "Here is my review.",
		"a fence":        "```json\n" + whole + "\n```",
		"cut off":        whole[:len(whole)-1],
		"two documents":  whole + whole,
		"NaN":            with("NaN"),
		"infinity":       with("Infinity"),
		"huge":           with("1e400"),
		"huger":          with("1e9999999"),
		"digits at will": with(strings.Repeat("9", 1<<20)),
		"deep":           strings.Repeat("[", 1<<20),
	} {
		var invalid *analysis.InvalidResultError
		err := kindtest.Of(pullrequest.Name).Schema.Validate(json.RawMessage(raw))
		if !errors.As(err, &invalid) || !strings.HasPrefix(err.Error(), "result: ") || len(err.Error()) > 310 {
			t.Errorf("%s: error %.400v", name, err)
		}
	}
}

// The words go into a message to the model and into a log.
func TestResult_ProblemsAreBoundedAndStable(t *testing.T) {
	t.Parallel()
	r := good()
	r["findings"] = slices.Repeat([]any{map[string]any{strings.Repeat("x", 10_000): 1, "line": 0, "path": ""}}, 50)
	raw := encode(t, r)
	first := kindtest.Of(pullrequest.Name).Schema.Validate(raw)
	var invalid *analysis.InvalidResultError
	if !errors.As(first, &invalid) || len(invalid.Problems) != 8 || len(first.Error()) > 8*310 {
		t.Fatalf("%d bytes: %.400v", len(first.Error()), first)
	}
	for range 20 {
		if again := kindtest.Of(pullrequest.Name).Schema.Validate(raw); again.Error() != first.Error() {
			t.Fatalf("first\n%v\nthen\n%v", first, again)
		}
	}
}

func TestSchema_MissingIsOurError(t *testing.T) {
	t.Parallel()
	var invalid *analysis.InvalidResultError
	all := kinds.All(nil, nil)
	if k, err := all.Named("haiku"); k != nil || err == nil || errors.As(err, &invalid) {
		t.Errorf("Named: %v, error %v", k, err)
	}
	if _, err := all.Page(&analysis.Analysis{Kind: "haiku"}, page.Writer{}, false); err == nil {
		t.Error("Page: no error")
	}
}

func TestSeverity_RanksWorstFirst(t *testing.T) {
	t.Parallel()
	for want, s := range []analysis.Severity{"critical", "high", "medium", "low", "unheard of"} {
		if s.Rank() != want {
			t.Errorf("%s ranks %d, want %d", s, s.Rank(), want)
		}
	}
}

// Endpoints refuse a schema with any other keyword.
func TestSchema_PortableIsGolden(t *testing.T) {
	t.Parallel()
	for _, kind := range kindtest.Names() {
		raw := kindtest.Of(kind).Schema.Portable()
		indented := new(bytes.Buffer)
		if err := json.Indent(indented, raw, "", "  "); err != nil {
			t.Fatal(err)
		}
		indented.WriteByte('\n')
		golden := "../" + strings.ReplaceAll(string(kind), "_", "") + "/testdata/schema.portable.json"
		if *update {
			if err := os.WriteFile(golden, indented.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), indented.String()); diff != "" {
			t.Errorf("the portable schema of %s (-want +got), -update writes it:\n%s", kind, diff)
		}
	}
}

// An answer that keeps to the portable schema, with texts, lists and numbers in bounds, must pass the full one.
func TestSchema_PortableAsksForEveryField(t *testing.T) {
	t.Parallel()
	for _, kind := range kindtest.Names() {
		raw := kindtest.Of(kind).Schema.Portable()
		var portable map[string]any
		if err := json.Unmarshal(raw, &portable); err != nil {
			t.Fatal(err)
		}
		covers(t, string(kind), fullSchema(t, kind), portable)
	}
}

func fullSchema(t *testing.T, kind analysis.Kind) map[string]any {
	t.Helper()
	var schema map[string]any
	if err := json.Unmarshal(kindtest.Of(kind).Schema.Raw(), &schema); err != nil {
		t.Fatal(err)
	}
	return schema
}

func covers(t *testing.T, at string, full, portable map[string]any) {
	t.Helper()
	for keyword := range portable {
		if !slices.Contains([]string{"type", "properties", "required", "enum", "items", "description", "additionalProperties"}, keyword) {
			t.Errorf("%s: keyword %s", at, keyword)
		}
	}
	if diff := cmp.Diff(full["enum"], portable["enum"]); diff != "" {
		t.Errorf("%s: enum (-full +portable):\n%s", at, diff)
	}
	kind, _ := portable["type"].(string)
	switch allowed := full["type"].(type) {
	case string:
		if kind != allowed {
			t.Errorf("%s: type %s, want %s", at, kind, allowed)
		}
	case []any:
		if !slices.Contains(allowed, any(kind)) {
			t.Errorf("%s: type %s, want one of %v", at, kind, allowed)
		}
	default:
		if full["enum"] == nil || kind != "string" {
			t.Errorf("%s: type %q without a type in the full schema", at, kind)
		}
	}
	if items, ok := full["items"].(map[string]any); ok {
		covers(t, at+"[]", items, portable["items"].(map[string]any))
	}
	properties, ok := full["properties"].(map[string]any)
	if !ok {
		return
	}
	names := slices.Sorted(maps.Keys(properties))
	var required []string
	for _, name := range portable["required"].([]any) {
		required = append(required, fmt.Sprint(name))
	}
	asked := portable["properties"].(map[string]any)
	if !slices.Equal(names, required) || !slices.Equal(names, slices.Sorted(maps.Keys(asked))) || portable["additionalProperties"] != false {
		t.Errorf("%s: properties %v, required %v; the full schema has %v", at, slices.Sorted(maps.Keys(asked)), required, names)
	}
	for _, name := range names {
		covers(t, at+"."+name, properties[name].(map[string]any), asked[name].(map[string]any))
	}
}

func FuzzValidate(f *testing.F) {
	f.Add(`{"summary":"x","findings":[],"verdict":"comments"}`)
	f.Add(`{"summary":1e999,"findings":[{"line":1.5}],"verdict":null}`)
	f.Add(string(encode(f, good())))
	for _, kind := range kindtest.Names()[1:] {
		f.Add(goodOf[kind])
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, kind := range kindtest.Names() {
			if kindtest.Of(kind).Schema.Validate(json.RawMessage(raw)) != nil {
				continue
			}
			if _, err := decode(kind, json.RawMessage(raw)); err != nil {
				t.Errorf("%s: accepted, but can't be read: %v", kind, err)
			}
		}
	})
}

package surround

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Documents, scripts and templates are wrong as often as code: who reads them needs what they name, and not what every word could mean.
func TestSelect_ShowsWhatProseNames(t *testing.T) {
	t.Parallel()
	code := map[string]string{
		"go.mod":              "module example.com/m\n",
		"store/request.go":    "package store\n\ntype Request struct{}\n\nfunc (Request) Param(name string) string { return \"\" }\n\nfunc from() {}\n",
		"store/many.go":       "package store\n\ntype A struct{}\ntype B struct{}\nfunc (A) CloseAll() {}\nfunc (B) CloseAll() {}\n",
		"queue/many.go":       "package queue\n\ntype A struct{}\ntype B struct{}\nfunc (A) CloseAll() {}\nfunc openAll() {}\n",
		"tool/tool.py":        "LEVEL = 3\n\ndef spin():\n    def turn():\n        pass\n    return LEVEL\n",
		"queue/queue_test.go": "package queue\n\nfunc deliver() {}\n",
	}
	for name, c := range map[string]struct {
		path, text string
		want       []string
	}{
		"an example's import":      {"docs/page.md", "    import \"example.com/m/store\"\nCall `Param` of the request.+\n", []string{"Param? store/request.go:5-5"}},
		"a script":                 {"run.tcl", "package require request\ncall Param $name+\n", []string{"Param? store/request.go:5-5"}},
		"a neighbor":               {"tool/page.md", "How to spin.+\n", []string{"spin? tool/tool.py:3-3"}},
		"a word, with no import":   {"docs/page.md", "Spin the Request.+\n", nil},
		"a compound name":          {"docs/page.md", "Then openAll runs.+\n", []string{"openAll? queue/many.go:6-6"}},
		"keywords":                 {"docs/page.md", "Read it from there.+\n", nil},
		"what many are called":     {"docs/page.md", "Call CloseAll.+\n", nil},
		"what only a test defines": {"docs/page.md", "Please deliver it.+\n", nil},
		"a function in another":    {"tool/page.md", "Then turn it.+\n", nil},
		"a variable":               {"docs/page.md", "Set LEVEL first.+\n", nil},
		"data":                     {"data.json", "{\"a\": \"Param\"}+\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{c.path: c.text}
			for p, text := range code {
				files[p] = text
			}
			s, _ := selected(t, files)
			if diff := cmp.Diff(c.want, describe(s, Definition)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if s.Partial {
				t.Error("the repository is called too large")
			}
			if i := slices.IndexFunc(s.Excerpts, func(e Excerpt) bool { return e.Reason == Definition && !e.Possible }); i >= 0 {
				t.Errorf("it takes the room of what code uses: %+v", s.Excerpts[i])
			}
		})
	}
	files := map[string]string{"docs/page.md": "From store use `Param`.+\n", "store/use.go": "package store\n\nfunc use(r Request) {\n\tr.Param(\"a\")+\n}\n"}
	for p, text := range code {
		files[p] = text
	}
	s, _ := selected(t, files)
	if i := slices.IndexFunc(s.Excerpts, func(e Excerpt) bool { return e.Reason == Definition && e.Name == "Param" }); i < 0 || s.Excerpts[i].Possible {
		t.Errorf("code uses it, too: %+v", s.Excerpts)
	}
}

// Of a repository that is larger than what is read, a document's round takes what is nearest, and does not call the rest missing.
func TestNext_ReadsTheNearestForProse(t *testing.T) {
	t.Parallel()
	files := map[string]string{"near/page.md": "It calls Something.+\n", "near/code/b.go": "package code\n", "near/code/b_test.go": "package code\n"}
	for n := range 3 * MaxFiles {
		files[fmt.Sprintf("far/of/all/f%d.go", n)] = "package all\n"
	}
	files["far/of/all/something.go"] = "package all\n\nfunc Something() {}\n"
	s, rounds := selected(t, files)
	if diff := cmp.Diff([]string{"far/of/all/something.go", "near/code/b.go"}, rounds[1][:2]); diff != "" || len(rounds[1]) != proseFiles || s.Partial {
		t.Errorf("%d files, partial %t (-want +got):\n%s", len(rounds[1]), s.Partial, diff)
	}
}

func TestSelect_ShowsFunctionsWithoutANameWhole(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		path, text string
		want       []string
	}{
		"a test of Mocha": {
			"a.spec.js", "describe('a', function () {\n  it('b', () => {\n    const x = 1\n    expect(x)+\n  })\n})\n", []string{" a.spec.js:1-6"},
		},
		"of a suite that is too long, the test": {
			"a.spec.js", "describe('a', function () {\n  it('b', () => {\n    const x = 1\n\n    expect(x)+\n  })\n" + lines(maxWhole, "  run()") + "})\n", []string{" a.spec.js:2-6"},
		},
		"a test of RSpec":       {"a_spec.rb", "describe A do\n  it \"b\" do |c|\n    expect(c)+\n  end\nend\n", []string{" a_spec.rb:1-5"}},
		"a head that changed":   {"a.spec.js", "it('b', () => {+\n  run()\n})\nit('c', () => {\n  run()\n})\n", []string{" a.spec.js:1-3"}},
		"twice in one function": {"a.spec.js", "it('b', () => {\n  run()+\n  stop()+\n})\n", []string{" a.spec.js:1-4"}},
		"its end":               {"a.spec.js", "it('b', () => {\n  run()\n})+\n", []string{" a.spec.js:1-3"}},
		"around one with a name": {
			"a.spec.js", "it('b', () => {\n  const c = {\n    run: function () {\n      stop()+\n    },\n  }\n})\n",
			[]string{"run a.spec.js:3-5", " a.spec.js:1-7"},
		},
		"none around a method": {"a.kt", "companion {\n  fun run() {\n    stop()+\n  }\n}\n", []string{"run a.kt:2-4"}},
		"of a Go function that is too long, the subtest": {
			"a_test.go", "package a\n\nfunc TestA(t *testing.T) {\n\tt.Run(\"b\", func(t *testing.T) {\n\t\trun()+\n\t})\n" + lines(maxWhole, "\trun()") + "}\n",
			[]string{" a_test.go:4-6"},
		},
		"of a C++ function that is too long, the lambda": {
			"a.cc", "void a() {\n  const auto b = [&](int c) -> void {\n    run(c);+\n  };\n" + lines(maxWhole, "  run(1);") + "}\n", []string{" a.cc:2-4"},
		},
		"of a C++ function that is too long, the lambda with long parameters": {
			"a.cc", "void a() {\n  run([](const void* b,\n         int c) {\n    stop(c);+\n  });\n" + lines(maxWhole, "  run(1);") + "}\n", []string{" a.cc:2-5"},
		},
		"of a C# function that is too long, the lambda": {
			"A.cs", "class A\n{\n  void B()\n  {\n    Run(c =>\n    {\n      Stop();+\n    });\n" + lines(maxWhole, "    Stop();") + "  }\n}\n", []string{" A.cs:5-8"},
		},
		"of a Java function that is too long, the lambda and no block": {
			"A.java", "class A {\n  void b() {\n    if (c) {\n      run(() -> {\n        stop();+\n      });\n    }\n" + lines(maxWhole, "    stop();") + "  }\n}\n",
			[]string{" A.java:4-6"},
		},
		"an arrow without braces is none": {"a.ts", "run(b =>\n  stop(b),+\n)\n", nil},
		"an array is none":                {"a.c", "void a() {\n  int b[] = {\n    1,+\n  };\n" + lines(maxWhole, "  run(1);") + "}\n", nil},
		"an object is none":               {"a.config.js", "export default {\n  name: 'a',+\n}\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := selected(t, map[string]string{c.path: c.text})
			if diff := cmp.Diff(c.want, describe(s, Changed)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A changed field affects the constructor after it, so the excerpt must show that.
func TestSelect_ShowsTheFunctionAfterAChangedField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		path, text string
		want       []string
	}{
		"after its type":  {"a.go", "package a\n\ntype A struct {\n\tb int+\n\tc int\n}\n\nfunc newA() A {\n\treturn A{}\n}\n", []string{"newA a.go:4-10"}},
		"within its type": {"A.java", "class A {\n  int b;+\n  int c;\n  A() {\n    b = 1;\n  }\n}\n", []string{"A A.java:2-6"}},
		"after a declared method": {
			"a.ts", "interface A {\n  b(): void+\n  c: number\n" + lines(maxWholeType, "  d: number") + "}\nfunction e() {\n  run()\n}\n",
			[]string{"e a.ts:2-" + fmt.Sprint(maxWholeType+7)},
		},
		"once for two fields": {
			"a.go", "package a\n\ntype A struct {\n\tb int+\n\tc int+\n}\n\nfunc newA() A {\n\treturn A{}\n}\n", []string{"newA a.go:4-10"},
		},
		"too far":          {"a.go", "package a\n\ntype A struct {\n\tb int+\n}\n\n" + lines(maxFollowing, "// text") + "func newA() A {\n\treturn A{}\n}\n", nil},
		"in a function":    {"a.go", "package a\n\nfunc a() {\n\ttype A struct {\n\t\tb int+\n\t}\n}\n\nfunc b() {\n\trun()\n}\n", nil},
		"none is after it": {"a.go", "package a\n\nfunc a() {\n}\n\ntype A struct {\n\tb int+\n}\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := selected(t, map[string]string{c.path: c.text})
			if diff := cmp.Diff(c.want, describe(s, Following)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func lines(n int, line string) string { return strings.Repeat(line+"\n", n) }

// A name that thousands have, or a suite of thousands of tests, must not hold a review up.
func TestSelect_OfHugeSuitesAndDocumentsEnds(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"all.spec.js": "describe('a', () => {\n" + strings.Repeat("  it('b', () => {+\n    expect(many())+\n  })+\n\n", 5000) + "})\n",
		"page.md":     lines(5000, "many words of many documents+"),
	}
	for n := range 250 {
		files[fmt.Sprintf("f%d.go", n)] = "package f\n\nfunc many() {}\n"
	}
	s, _ := selected(t, files)
	if n := s.Count(Changed); n != 5000 {
		t.Errorf("%d of 5,000 tests are shown whole", n)
	}
	if got := describe(s, Definition); got != nil {
		t.Errorf("one of 250 is meant: %v", got[:min(len(got), 3)])
	}
}

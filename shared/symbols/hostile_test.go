package symbols

import (
	"strings"
	"testing"
	"time"
)

// TestDefinitions_OfHostileTextsTakeBoundedTime feeds each language texts that open what they never close, or repeat one head.
func TestDefinitions_OfHostileTextsTakeBoundedTime(t *testing.T) {
	t.Parallel()
	for _, ext := range strings.Fields("go py ts java kt scala cpp cs rs rb php swift sh sql tf proto txt") {
		name := "a." + ext
		for what, text := range map[string]string{
			"heads":          strings.Repeat("class A fun f fn g func h def i const j = struct k ", 1250),
			"braces":         strings.Repeat("{", 62500),
			"parentheses":    strings.Repeat("f(", 31250),
			"closed":         strings.Repeat("})]", 20000),
			"quotes":         strings.Repeat("\"'`", 20000),
			"interpolations": strings.Repeat("`${\"#{f\"{$", 6250),
			"heredocs":       strings.Repeat("<<A <<<B <<-C\n", 3750),
			"comments":       strings.Repeat("/* <!-- ", 7500),
			"angles":         strings.Repeat("a<", 31250),
			"directives":     strings.Repeat("#if A\n{\n#else\n", 3750),
			"one name":       strings.Repeat("def f():\n  pass\nfunction f() {}\nvoid f() {}\n", 1000),
			"no text":        "",
			"not UTF-8":      "\xff\xfe\x00func \xc3() {}",
		} {
			began := time.Now()
			definitions := Definitions(name, text)
			References(name, text, func(int, string) bool { return true })
			Imports(name, text)
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("%s of %s took %s", what, name, took)
			}
			if len(definitions) > MaxDefinitions {
				t.Errorf("%s of %s: %d definitions", what, name, len(definitions))
			}
			lines := 1 + strings.Count(text, "\n")
			for _, d := range definitions {
				if d.First < 1 || d.Line < d.First || d.Last < d.Line || d.Last > lines || d.Head < d.Line || d.Head > d.Last {
					t.Fatalf("%s of %s: %+v in %d lines", what, name, d, lines)
				}
			}
		}
	}
}

// TestDefinitions_OfLargeFilesTakeBoundedTime feeds texts of the size up to which files are read: reading in which each mark or name has the
// rest of the text to search takes minutes, and holds up the review of everybody's changes.
func TestDefinitions_OfLargeFilesTakeBoundedTime(t *testing.T) {
	t.Parallel()
	const size = 512_000
	long := func(s string) string { return strings.Repeat(s, size/len(s)) }
	for name, text := range map[string]string{
		"brackets.ts":  strings.Repeat("(", size/2) + strings.Repeat("]", size/2),
		"block.py":     "({" + strings.Repeat("[", size/2) + strings.Repeat(")", size/2),
		"quotes.go":    long(`\"`),
		"quotes.rs":    long("\\\"\n"),
		"regexps.ts":   long("/["),
		"modifiers.ts": "class A {" + long("static static < "),
		"imports.py":   long("from a import (b\n"),
		"imports.java": long("import a.{b\n"),
		"heads.rb":     long("  def a("),
		"heads.rs":     long("struct A:\n"),
	} {
		began := time.Now()
		Definitions(name, text)
		References(name, text, func(int, string) bool { return true })
		Imports(name, text)
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s took %s", name, took)
		}
	}
}

func TestReferences_NameWhatCodeUsesNotWhatTextSays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"a.go":  {"a.Read(\"no\") // no\nreturn b", "Read/a() b a"},
		"a.py":  {"x = f\"{call(a)} no\"  # no\nself.read(if_)", "x call() a read/self() if_"},
		"a.ts":  {"const s = `${f(`${g}`)} no`; a?.b.c", "s f() g a b/a c/b"},
		"a.kt":  {"val s = \"$name ${it.size}\"", "s name it size/it"},
		"a.php": {"$s = \"{$this->name} no\"; A::b();", "$s $this name/$this A b/A()"},
		"a.cpp": {"p->next = A::of(1);", "p next/p A of/A()"},
		"a.txt": {"a", ""},
	} {
		var got []string
		for _, r := range References(name, c.text, func(int, string) bool { return true }) {
			word := r.Name
			if r.Qualifier != "" {
				word += "/" + r.Qualifier
			}
			if r.Called {
				word += "()"
			}
			got = append(got, word)
		}
		want := strings.Fields(c.want)
		for _, w := range want {
			if !contains(got, w) {
				t.Errorf("%s: %q misses %s", name, got, w)
			}
		}
		if contains(got, "no") {
			t.Errorf("%s: %q has a word of a comment or string", name, got)
		}
	}
}

func contains(list []string, word string) bool {
	for _, w := range list {
		if w == word {
			return true
		}
	}
	return false
}

func TestImports_NamePathsAndNames(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"a.go":    {"import (\n\tx \"a/b\"\n\t\"c\" // d\n)\nimport \"e\"\n", "2 import a/b []\n3 import c []\n5 import e []\n"},
		"a.py":    {"from .a import (b as c,\n  d)\nimport e.f\n", "1 import .a [b d]\n3 import e.f []\n"},
		"a.ts":    {"import type { A, B as C } from './a'\nexport * from \"b\"\nconst d = require('e')\nimport f, * as g from 'h'\n", "1 import ./a [A B]\n2 import b []\n4 import h [f g]\n3 import e []\n"},
		"A.java":  {"import static a.B.*;\n", "1 import a.B []\n"},
		"a.rs":    {"use a::b::{C, d::E};\nmod f;\n", "1 import a::b [C d]\n2 import f []\n"},
		"A.php":   {"use A\\{B, C};\nrequire 'd.php';\n", "1 import A [B C]\n2 import d.php []\n"},
		"A.scala": {"import a.b.{C, D}\n", "1 import a.b [C D]\n"},
	} {
		if got := describe(name, c.text); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

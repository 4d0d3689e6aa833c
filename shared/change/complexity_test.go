package change

import (
	"strings"
	"testing"
)

// Complexity must not depend on line breaks, and neither strings nor comments are code.
func TestComplexity_CountsTokensAndWhatIsAroundThem(t *testing.T) {
	t.Parallel()
	of := func(path, text string) Complexity { return ComplexityOf(path, text) }
	nested := of("a.js", "function f(a) {\n  if (a) {\n    g(a);\n  }\n}\n")
	flat := of("a.js", "function f(a) {\n  g(a);\n}\nh(a);\n")
	if nested.Tokens == 0 || nested.Nested*flat.Tokens <= flat.Nested*nested.Tokens {
		t.Errorf("nested %+v, flat %+v", nested, flat)
	}
	for name, same := range map[string][2]Complexity{
		"comments":             {of("a.go", "var a = 1\n"), of("a.go", "/* several\nlines */\n// more\nvar a = 1\n")},
		"a long text":          {of("a.py", "a = 'x'\n"), of("a.py", "a = '"+strings.Repeat("x ", 5000)+"'\n")},
		"indentation":          {of("a.ts", "if (a) {\n  b()\n}\n"), of("a.ts", "if (a) {\n\t\t\tb()\n}\n")},
		"tests of Rust":        {of("a.rs", "fn a() {}\n"), of("a.rs", "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() { a() }\n}\n")},
		"nothing":              {{}, of("a.rb", "# only a comment\n\n")},
		"what is never closed": {of("a.php", strings.Repeat("$a = 1;\n", 100)), {Tokens: 200}},
	} {
		if same[0] != same[1] {
			t.Errorf("%s: %+v, %+v", name, same[0], same[1])
		}
	}
	if lost := of("a.php", "f((((((\n"+strings.Repeat("$a = 1;\n", 100)); lost.Nested > 2*lost.Tokens {
		t.Errorf("brackets that are never closed make all after them %d deep of %d tokens", lost.Nested, lost.Tokens)
	}
}

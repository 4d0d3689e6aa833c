package change_test

import (
	"strings"
	"testing"
)

// A string, a character or a comment must end where its language ends it: code behind it on the line would be hidden otherwise.
func TestCode_BehindWhatOtherLanguagesWouldNotEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ path, line string }{
		{"a.cs", `var a = @"c:\"; hide(seek(1)); var b = "x";`},
		{"a.go", "a := `c:\\`; hide(seek(1)); b := `x`"},
		{"a.sh", `a='\'; hide(seek(1)); b='x'`},
		{"a.sh", `a=$'\''; hide(seek(1)); b=$'\''`},
		{"a.sh", `echo \'; hide(seek(1)); echo \'`},
		{"a.ps1", `$a = "c:\"; hide(seek(1)); $b = "x"`},
		{"a.ps1", "$a = \"`\"\"; hide(seek(1)); $b = \"x\""},
		{"a.rs", `let a = r"c:\"; hide(seek(1)); let b = "x";`},
		{"a.rs", `let a = r#"""#; hide(seek(1)); let b = "x";`},
		{"a.swift", `let a = #"""#; hide(seek(1)); let b = #"""#`},
		{"a.dart", `var a = r'c:\'; hide(seek(1)); var b = 'x';`},
		{"a.cpp", `auto a = R"(")"; hide(seek(1)); auto b = R"x(")x";`},
		{"a.py", `a = """'"""; hide(seek(1)); b = '''"'''`},
		{"a.rb", `a = ?"; hide(seek(1)); b = ?"`},
		{"a.erl", `A = $", hide(seek(1)), B = $".`},
		{"a.el", `(setq a ?") (hide(seek(1))) (setq b ?")`},
		{"a.clj", `(def a \") (hide(seek(1))) (def b \")`},
		{"a.jl", `#= x =# hide(seek(1))`},
		{"a.twig", `{# x #} {{ hide(seek(1)) }}`},
		{"a.hbs", `{{!-- x --}} {{ hide(seek(1)) }}`},
		{"a.pay", `<!-- x --> hide(seek(1))`},
		{"a.pay", `i--; hide(seek(1))`},
		{"a.pay", `get http://x; hide(seek(1))`},
		{"a.js", `a = b++ / hide(seek(1)) / 2`},
		{"a.js", `a = {} / hide(seek(1)) / 2`},
		{"a.jsx", `<a b={c} />; hide(seek(1)); <d e={f} />`},
		{"a.jsx", `a; </b>; hide(seek(1)); </b>`},
		{"a.jsx", `<a href="x">don't</a>; hide(seek(1)); <b>don't</b>`},
	} {
		if got := codeOf(c.path, c.line).Calls; got != 2 {
			t.Errorf("%s: %s: %d calls, want 2", c.path, c.line, got)
		}
	}
	for _, c := range []struct{ path, line string }{
		{"a.rb", `a = b ?"hide(seek(1))":""`},
		{"a.js", `case's':a = 'hide(seek(1))'`},
		{"a.js", `a = b ?"":'hide(seek(1))'`},
		{"a.cs", `a = @"b "" hide(seek(1))";`},
		{"a.cpp", `a = R"hide(seek(1))hide";`},
		{"a.rs", `a = br"hide(seek(1))";`},
		{"a.pay", `-- hide(seek(1))`},
		{"a.pay", `// hide(seek(1))`},
	} {
		if got := codeOf(c.path, c.line).Calls; got != 0 {
			t.Errorf("%s: %s: %d calls, want none", c.path, c.line, got)
		}
	}
}

// A hostile line must not be searched to its end at each mark: these took 23 s.
func TestCode_StringsThatDoNotEndAreReadOnce(t *testing.T) {
	t.Parallel()
	for path, text := range map[string]string{"a.rs": `#"a`, "a.cpp": `R"x(y`, "a.py": `"""'"""`} {
		if got := codeOf(path, strings.Repeat(text, 200_000)+"; hide(seek(1))").ReadAdditions; got != 1 {
			t.Errorf("%s: %d lines", path, got)
		}
	}
}

package pagetest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/checkout"
)

// hostile has texts with which a model or a pull request might act on GitHub in DevPlus's name.
var hostile = []string{
	"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- devplus:pull_request -->", "a <!-- hidden\n-->b",
	"<details><summary>x</summary>", "&lt;b&gt;&#60;i&#62;&#x3c;u&#x3e;", "<a href=\"https://evil.example\">x</a>", "<https://evil.example>",
	"![x](https://evil.example/p.png)", "![x][r]\n\n[r]: https://evil.example/p.png", "!\\[x](y)", "![![a](b)](c)", "!\n[a](https://github.com/o/r)",
	"@octocat", "x@octocat", "\\@octocat", "&#64;octocat", "@&#111;ctocat", "@\u200boctocat", "@*octocat*", "@[octocat](x)", "*@*octocat", "@github/security.",
	"(@a)", "<@a>", "`x`@a", "``a`b``@octocat", "`@a", "@`a`", "[@a](https://github.com/o)", "@![octocat](x)",
	"fixes #1", "Closes owner/repo#12", "GH-7", "resolves: https://github.com/o/r/issues/1", "[x](https://github.com/o/r/pull/2)", "#*1*", "&#35;1", "o/r@0123456789abcdef0123456789abcdef01234567",
	"[x](https://evil.example)", "[x](javascript:alert(1))", "[x](//evil.example)", "[x](https://github.com@evil.example)", "[x](https://github.com.evil.example)",
	"[x](https://github.com:443/o)", "[x](http://github.com/o)", "[x](https://GitHub.Com#0)", "HTTPS://GITHUB.COM/o", "[x](https://github.com\\@evil.example)", "[x](https://github.com/o/r/blob/main/a(b).go 'title')", "https://github.com/o/r/blob/main/a.go",
	"https://evil.example/a_b_c", "(https://evil.example)", "www.evil.example", "_www.evil.example_", "mailto:a@b.example", "a@b.example", "https:*//evil.example*", "xmpp:a@b.example/c", "ftp://evil.example", "https&#58;//evil.example",
	"# Heading", "Heading\n===", "Heading\n---", "---", "***", "| a | b |\n| - | - |\n| 1 | 2 |", "a\n:-", "> quote\n> > deep", "> [!WARNING]\n> x",
	"```\nnever closed", "~~~go\nx\n", "```mermaid\ngraph TD\n```", "```suggestion\nevil\n```", "````\n```\n@a\n````", "    indented <b>", "- ```\n  x\n- y", "``` `a ```", "`````",
	"- [ ] task\n- [x] done", "/devplus review", "/close", "\\/close", "1. a\n2. b", "- a\n  - b\n    - c\n      - d\n        - e", "1) x\n\n7) y", "- \n- ", "+", "1.", "-",
	"a\u202eb\u2066c\u200dd\ufeffe\u0000f\x1bg", "\u2028@a", "&#8238;x", "&#10;# x", "&Tab;x", "\xff\xfe", ":octocat: :shipit:", "$`x`$ $$y$$", "a\\", "a\\`", "`a\\`", "~~x~~", "[^1]\n\n[^1]: note",
	"[x]: https://evil.example\n[x]", "**bold** __init__ snake_case *em*", "*", "**", "***a**b*", "[[a]](b)", "]](https://evil.example)", "<p\n>", "a  \nb", "\t\ttab", "<b>`</b>`", "\\<b>", "\\\\<b>", "`<b>`", "`a` `b`", "[`](https://github.com/o)`",
	"x@-evil.example", "x@_evil.example", "x@--.a", "\u00a0# Heading", "\u2003> quote", "&nbsp;/close", "&#8195;- item", "a\n\u00a0# Heading", "\u3000---",
	"https://github.com/o/r/pull&sol;4", "[x](https://github.com/o/r/blob/main/a&sol;..&sol;..&sol;..&sol;x)", "[x](https://github.com/o/r/blob/main/%2e%2e/%2e%2e/x)",
	"[x](https://github.com/login/oauth/authorize?client_id=1)", "[x](https://github.com/evil/evil/raw/main/x.exe)", "[x](https://github.com/o/r/new/main?filename=x)",
	"[x](https://github.com/o/r/blob/main/a.go?plain=1)", "[x](https://github.com/o/r/blob/main/a.go#readme)", "[x](https://github.com/o/r/releases/download/v1/x.exe)",
	"x|<img src=https:&sol;&sol;evil.example&sol;p.png>|y.go", "x|0.0|y.go", "a`|@octocat|`b.go", "a\\|b|c", "`a\\|b`|c", "|", "\\|", "||", "a|![x](https:evil.example)|b",
	"deadbee", "0123456789abcdef0123456789abcdef01234567", "CVE-2024-12345", "GHSA-xxxx-yyyy-zzzz", "$x$", "$x$ and $y$", "é;x<!--$", "$`x`$", "[ ](https://github.com/o/r/pull/1)",
	"[X](https://github.com/o/r/pull/1) t", "[![[a](https://github.com/o/r/pull/1)](u)](https://github.com/o/r/pull/2)", "> [!NOTE]", "[!NOTE]", "[!WARNING]\nx",
	"**Verdict of the model:** no concerns.", "**Risk 0 (low)**, measured", "\u2800# x", "\uff20octocat", "@\u00adoctocat", "%s %d %!s(MISSING)", "<!--", "-->", "x -- y",
}

// Strings are texts that anybody might write where DevPlus shows others' words: ours, and those of the corpora of the project's data where
// the checkout has them beside it.
func Strings(t testing.TB) []string {
	t.Helper()
	all := hostile
	for _, name := range []string{"hostile-strings.json", "hostile-paths.json"} {
		files, err := filepath.Glob(filepath.Join(checkout.Root(), "../shared/data/security", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			var more []string
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(data, &more); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			all = append(all[:len(all):len(all)], more...)
		}
	}
	return all
}

package filekind

import "testing"

// A picture that can run code is code: whoever hides some in one must not escape the review.
func TestDrawsOnly_NoCodeInAnyForm(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"<svg><path d=\"M0 0\"/></svg>":                                   true,
		"\ufeff\n<?xml version=\"1.0\"?>\n<SVG/>":                         true,
		"<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\"><svg/>":         true,
		"<svg><stop offset=\"1\"/><use href=\"#a\"/><g id=\"on\"/></svg>": true,
		"alert(1) //<svg>":                                     false,
		"<?xml version=\"1.0\"?><html/>":                       false,
		"<sv":                                                  false,
		"":                                                     false,
		"<svg><SCRIPT>x()</SCRIPT></svg>":                      false,
		"<svg><a:script/></svg>":                               false,
		"<svg><foreignObject/></svg>":                          false,
		"<svg>< iframe/></svg>":                                false,
		"<svg><handler/></svg>":                                false,
		"<svg><set to=\"x\"/></svg>":                           false,
		"<svg><s:set to=\"x\"/></svg>":                         false,
		"<svg><\nset to=\"x\"/></svg>":                         false,
		"<svg><animate to=\"x\"/></svg>":                       false,
		"<svg onload=\"x()\"/>":                                false,
		"<svg\nonload = \"x()\"/>":                             false,
		"<svg\tonload=\"x()\"/>":                               false,
		"<svg\ronload=\"x()\"/>":                               false,
		"<svg\fonload=\"x()\"/>":                               false,
		"<svg><a b=\"JavaScript:x\"/></svg>":                   false,
		"<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>":             false,
		"<?xml-stylesheet src=\"a\"?><svg/>":                   false,
		"<svg><style>@import 'a'</style></svg>":                false,
		"<svg><image xlink:href=\"https://a.example\"/></svg>": false,
		"<svg><image href='data:x'/></svg>":                    false,
		"<svg><image href = \" http://a.example\"/></svg>":     false,
		"<svg><image href=\"//a.example\"/></svg>":             false,
		"<svg><a href=\"java&#115;cript:x()\"/></svg>":         false,
		"<svg><a href=\"java\nscript:x()\"/></svg>":            false,
		"<svg><use href='#a'\n x='1'/></svg>":                  true,
		"<svg><set0/><set9/></svg>":                            true,
		"<svg><a:settings/><b on=\"1\"/></svg>":                true,
	} {
		if got := DrawsOnly(text); got != want {
			t.Errorf("%q draws only: %t, want %t", text, got, want)
		}
	}
}

// Formatters put a long name on a line of its own: such tests must not count as code that runs in production.
func TestFollows_ATestWhoseNameIsOnTheNextLine(t *testing.T) {
	t.Parallel()
	for path, text := range map[string]string{
		"test/form.dart": "void main() {\n  test(\n    'keeps what is typed',\n    () {},\n  );\n}\n",
		"tests/form.js":  "import { form } from './form';\n\ntest(\n  'keeps what is typed',\n  () => {},\n);\n",
	} {
		if !Follows(path, Test, func() string { return text }) {
			t.Errorf("%s is no test", path)
		}
	}
	if Follows("tests/form.js", Test, func() string { return "export const test = (\n  name,\n) => name;\n" }) {
		t.Error("code in a folder of tests is a test")
	}
}

// Rust keeps tests in the code: such code must not escape the score below a folder called tests.
func TestFollows_CodeWithItsOwnTestsIsNoTest(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"#[test]\nfn reads() {}\n":                                                           true,
		"#![cfg(test)]\npub fn expected() {}\n":                                              true,
		"pub fn read() {}\n\n#[cfg(test)]\nfn expected() {}\n":                               false,
		"impl File {\n    #[cfg(test)]\n    fn reads() {}\n}\n":                              false,
		"#![cfg(test)]\n#[test]\nfn reads() {}\n":                                            true,
		"pub fn read() {}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn reads() {}\n}\n": false,
	} {
		if got := Follows("tests/read.rs", Test, func() string { return text }); got != want {
			t.Errorf("%q: a test %t, want %t", text, got, want)
		}
	}
}

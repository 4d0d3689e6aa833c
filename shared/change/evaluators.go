package change

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// evaluator describes how programs in a language run text as code.
type evaluator struct {
	languages string
	calls     []evaluatorCall
}

// evaluatorCall is an expression of such calls, and the texts of which a line with one has one. Each is small, so that a long line costs
// little.
type evaluatorCall struct{ texts, expression string }

// evaluators are the calls of the languages' references, and of the libraries that embed one language in another. What is not text, such as
// a block, a function or a regular expression, is none.
var evaluators = []evaluator{
	{"Python,Cython,Starlark", []evaluatorCall{
		{"exec( eval(", `(?:^|[^.\w]|\bbuiltins\.|\b__builtins__\.)(?:exec|eval)\(\s*[^)\s]`},
		{"compile(", `(?:^|[^.\w])compile\(.*["'](?:exec|eval|single)["']`},
		{"__builtins__", `\b__builtins__\b.*["'](?:exec|eval)["']`},
		{"InteractiveInterpreter", `\bcode\.InteractiveInterpreter\b`},
	}},
	{"Ruby,Crystal", []evaluatorCall{
		{"eval", `(?:^|[^.\w:]|\b(?:binding|Kernel|TOPLEVEL_BINDING)\.)eval[\s(]+(?:["'%:@]|<<|[a-z_])`},
		{"_eval", `\b(?:instance|class|module)_eval(?:\s*\(\s*|\s+)(?:["'%@]|<<|(?:[a-ce-z_]\w*|d(?:[a-np-z_]\w*|o\w+)?)(?:[\s,.)]|$))`},
		{"send(", `\bsend\(\s*:(?:instance_|class_|module_)?eval\b`},
	}},
	{"JavaScript,TypeScript,TSX,Vue,Svelte,CoffeeScript,HTML", []evaluatorCall{
		{"eval(", `(?:^|[^.\w$]|\b(?:window|global|globalThis|self)\.)eval\(\s*[^)\s]`},
		{"eval)", `\(0,\s*eval\)\(`},
		{"eval", "\\b(?:window|global|globalThis|self)\\[[\"'`]eval[\"'`]\\]"},
		{"Function(", "\\bnew\\s+(?:Async)?(?:Generator)?Function\\(\\s*[^)\\s]|(?:^|[^.\\w$])Function\\(\\s*[\"'`]"},
		{"Timeout( Interval(", "\\bset(?:Timeout|Interval)\\(\\s*[\"'`]"},
		{"Context(", `\.runIn(?:New|This)?Context\(`},
		{"Script(", `\bnew\s+(?:vm\.)?Script\(|\bexecScript\(`},
		{".constructor(", "\\.constructor\\(\\s*[\"'`]"},
		{"data:", "\\bimport\\(\\s*[\"'`]data:"},
	}},
	{"PHP", []evaluatorCall{
		{"eval", `(?:^|[^>:\w$])eval\s*\(`},
		{"create_function", `\bcreate_function\s*\(`},
		{"assert", `(?:^|[^>:\w$])assert\s*\(\s*["']`},
	}},
	{"Perl", []evaluatorCall{
		{"eval", `(?:^|[^>:\w$])eval\s*\(?\s*["'$]|(?:^|[^>:\w$])eval\s+q[qw]?\b`},
		{"ee", `\bs[/{|].*[/}|]\w*ee\w*\s*;`},
	}},
	{"Lua", []evaluatorCall{
		{"load dostring", `(?:^|[^.:\w])(?:loadstring|load|dostring)\s*\(\s*["'\[\w]`},
		{"string.dump", `\bstring\.dump\b`},
	}},
	{"Java,Kotlin,Groovy,Gradle,Scala", []evaluatorCall{
		{"GroovyShell", `\bGroovyShell\b.*\bevaluate\b`},
		{"Eval.", `\bEval\.(?:me|x)\(`},
		{".eval(", `\b(?i:\w*engine)\w*(?:\(\))?\.eval\(`},
		{"getEngineByName(", `\bgetEngineByName\(`},
		{"ToolBox", `\bToolBox\b.*\beval\b`},
	}},
	{"C#", []evaluatorCall{
		{"CSharpScript.", `\bCSharpScript\.(?:EvaluateAsync|RunAsync|Create)\b`},
		{"CompileAssembly", `\bCompileAssemblyFromSource\(`},
	}},
	{"Elixir", []evaluatorCall{{"Code.", `\bCode\.(?:eval_string|eval_quoted|compile_string)\b`}}},
	{"Clojure,Scheme,Common Lisp,Emacs Lisp,Racket", []evaluatorCall{{"eval load-string", `\((?:eval\s+\(read(?:-from)?-string|load-string)\b`}}},
	{"R", []evaluatorCall{{"eval(", `\beval\(\s*(?:parse|str2lang|str2expression)\(`}}},
	{"PowerShell", []evaluatorCall{{"", `(?i)\bInvoke-Expression\b|(?:^|[|;]\s*)iex\b|\[scriptblock\]::Create\(`}}},
	{"SQL,PLSQL,PLpgSQL,TSQL", []evaluatorCall{
		{"", `(?i)\bexecute\s+(?:immediate\s+)?(?:n?'|\$\w*\$|format\(|\w+\s*(?:;|using|\|\|))|\bsp_executesql\b|\bprepare\s+\w+\s+from\b|\bdo\s+\$\w*\$`},
	}},
	{"C,C++,Objective-C,Rust,Go,Swift", []evaluatorCall{
		{"PyRun_", `\bPyRun_(?:SimpleString|String)\(`},
		{"luaL_do", `\bluaL_do(?:string|buffer)\(`},
		{"val", `\b(?:JS_Eval|duk_p?eval\w*|rb_eval_string\w*|Tcl_Eval\w*|g_js_eval)\(|\bevaluateJavaScript\(|\bjs\.Global\(\)\.Call\(\s*"eval"`},
		{"mrb_load_string", `\bmrb_load_string\(`},
		{"EM_ASM", `\bEM_ASM\w*\(`},
	}},
}

// runsText is a call of a program that is given text to run, in any language.
var runsText = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(?:(?:ba|z|da|k)?sh|python[23]?|perl|ruby|node|deno|bun|php|lua|psql|mysql|sqlite3|powershell|pwsh)\b(?:["',\s\]]+-[\w-]+(?:[=\s"',]+[\w./:@=-]+)?)*["',\s]+--?(?:l?c|e|r|p|eval|[cC]ommand)["']?[\s,=]+("(?:[^"\\]|\\.)*|'(?:[^'\\]|\\.)*|\x60[^\x60]*)`)
})

// evaluatorOf returns the calls by language. Their expressions are compiled at first use, which most never see.
var evaluatorOf = sync.OnceValue(func() map[string]languageEvaluator {
	of := map[string]languageEvaluator{}
	for _, e := range evaluators {
		var calls languageEvaluator
		for _, c := range e.calls {
			compiled := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(c.expression) })
			calls = append(calls, languageCall{strings.Fields(c.texts), compiled})
		}
		for language := range strings.SplitSeq(e.languages, ",") {
			of[language] = calls
		}
	}
	return of
})

type languageEvaluator []languageCall

type languageCall struct {
	texts    []string
	compiled func() *regexp.Regexp
}

// in reports whether the line has such a call.
func (e languageEvaluator) in(text string) bool {
	return slices.ContainsFunc(e, func(c languageCall) bool {
		return (len(c.texts) == 0 || containsAny(text, c.texts)) && c.compiled().MatchString(text)
	}) && !declaresCode.MatchString(text)
}

// maxRunText bounds the words of a text that runs in place and is no program of its own.
const maxRunText = 12

// mayEvaluate reports whether an added line of code may run text as code.
func mayEvaluate(f *shownFile) bool { return f.evaluates }

// evaluatesText finds new lines that run text as code.
func evaluatesText(f *shownFile) (found []line) {
	lines := f.allLines()
	for _, l := range lines {
		if l.kind == '+' && names(l.text, evaluation|running) && isCode(l.text) && runsCode(f.Language, l.text) && isNew(lines, l) {
			found = append(found, l)
		}
	}
	return found
}

// runsCode reports whether the line calls an evaluator of the language, or a program with more text to run than a command.
func runsCode(language, text string) bool {
	text = text[:min(len(text), maxChecked)]
	return evaluatorOf()[language].in(text) || runsLong(text)
}

// names reports whether the line has a word of one of the kinds, in its code or in its strings.
func names(text string, kinds wordKind) bool {
	for i := 0; i < len(text); i++ {
		if roles[text[i]] < letterByte {
			continue
		}
		start := i
		i = wordEnd(text, i)
		if exactKinds(text[start:i])&kinds != 0 {
			return true
		}
	}
	return false
}

// runsLong reports whether a line gives a program more text to run than a command.
func runsLong(text string) bool {
	if !containsAny(text, []string{"-c", "-e", "-r", "-p", "-E", "-lc", "ommand"}) || !names(text, running) {
		return false
	}
	m := runsText().FindStringSubmatch(text)
	return m != nil && len(strings.FieldsFunc(m[1], func(r rune) bool { return r < 0x80 && roles[r] < letterByte })) > maxRunText
}

package change

import (
	"regexp"
	"strings"
	"sync"
)

// evaluator is how programs in a language run text as code.
type evaluator struct {
	languages string
	texts     string // one of which a line must have that makes such a call; empty: any line
	call      string // an expression
}

// evaluators are the calls of the languages' references, and of the libraries that embed one language in another. What is not text, such as
// a block, a function or a regular expression, is none.
var evaluators = []evaluator{
	{"Python,Cython,Starlark", "exec( eval( __builtins__ compile( Interpreter", `(?:^|[^.\w]|\bbuiltins\.|\b__builtins__\.)(?:exec|eval)\(\s*[^)\s]|(?:^|[^.\w])compile\(.*["'](?:exec|eval|single)["']|\b__builtins__\b.*["'](?:exec|eval)["']|\bcode\.InteractiveInterpreter\b`},
	{"Ruby,Crystal", "eval", `(?:^|[^.\w:]|\b(?:binding|Kernel|TOPLEVEL_BINDING)\.)eval[\s(]+(?:["'%:@]|<<|[a-z_])|\b(?:instance|class|module)_eval(?:\s*\(\s*|\s+)(?:["'%@]|<<|(?:[a-ce-z_]\w*|d(?:[a-np-z_]\w*|o\w+)?)(?:[\s,.)]|$))|\bsend\(\s*:(?:instance_|class_|module_)?eval\b`},
	{"JavaScript,TypeScript,TSX,Vue,Svelte,CoffeeScript,HTML", "eval Function( Timeout( Interval( Context( Script( .constructor( data:", "(?:^|[^.\\w$]|\\b(?:window|global|globalThis|self)\\.)eval\\(\\s*[^)\\s]|\\(0,\\s*eval\\)\\(|\\b(?:window|global|globalThis|self)\\[[\"'`]eval[\"'`]\\]|\\bnew\\s+(?:Async)?(?:Generator)?Function\\(\\s*[^)\\s]|(?:^|[^.\\w$])Function\\(\\s*[\"'`]|\\bset(?:Timeout|Interval)\\(\\s*[\"'`]|\\.runIn(?:New|This)?Context\\(|\\bnew\\s+(?:vm\\.)?Script\\(|\\bexecScript\\(|\\.constructor\\(\\s*[\"'`]|\\bimport\\(\\s*[\"'`]data:"},
	{"PHP", "eval create_function assert", `(?:^|[^>:\w$])eval\s*\(|\bcreate_function\s*\(|(?:^|[^>:\w$])assert\s*\(\s*["']`},
	{"Perl", "eval ee", `(?:^|[^>:\w$])eval\s*\(?\s*["'$]|(?:^|[^>:\w$])eval\s+q[qw]?\b|\bs[/{|].*[/}|]\w*ee\w*\s*;`},
	{"Lua", "load dostring string.dump", `(?:^|[^.:\w])(?:loadstring|load|dostring)\s*\(\s*["'\[\w]|\bstring\.dump\b`},
	{"Java,Kotlin,Groovy,Gradle,Scala", "eval Eval getEngineByName", `\bGroovyShell\b.*\bevaluate\b|\bEval\.(?:me|x)\(|\b(?i:\w*engine)\w*(?:\(\))?\.eval\(|\bgetEngineByName\(|\bToolBox\b.*\beval\b`},
	{"C#", "CSharpScript CompileAssembly", `\bCSharpScript\.(?:EvaluateAsync|RunAsync|Create)\b|\bCompileAssemblyFromSource\(`},
	{"Elixir", "Code.", `\bCode\.(?:eval_string|eval_quoted|compile_string)\b`},
	{"Clojure,Scheme,Common Lisp,Emacs Lisp,Racket", "eval load-string", `\((?:eval\s+\(read(?:-from)?-string|load-string)\b`},
	{"R", "eval", `\beval\(\s*(?:parse|str2lang|str2expression)\(`},
	{"PowerShell", "", `(?i)\bInvoke-Expression\b|(?:^|[|;]\s*)iex\b|\[scriptblock\]::Create\(`},
	{"SQL,PLSQL,PLpgSQL,TSQL", "", `(?i)\bexecute\s+(?:immediate\s+)?(?:n?'|\$\w*\$|format\(|\w+\s*(?:;|using|\|\|))|\bsp_executesql\b|\bprepare\s+\w+\s+from\b|\bdo\s+\$\w*\$`},
	{"C,C++,Objective-C,Rust,Go,Swift", "PyRun_ luaL_do eval Eval mrb_load_string EM_ASM", `\bPyRun_(?:SimpleString|String)\(|\bluaL_do(?:string|buffer)\(|\b(?:JS_Eval|duk_p?eval\w*|rb_eval_string\w*|mrb_load_string|Tcl_Eval\w*|g_js_eval)\(|\bEM_ASM\w*\(|\bevaluateJavaScript\(|\bjs\.Global\(\)\.Call\(\s*"eval"`},
}

// runsText is a call of a program that is given text to run, in any language.
var runsText = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(?:(?:ba|z|da|k)?sh|python[23]?|perl|ruby|node|deno|bun|php|lua|psql|mysql|sqlite3|powershell|pwsh)\b(?:["',\s\]]+-[\w-]+(?:[=\s"',]+[\w./:@=-]+)?)*["',\s]+--?(?:l?c|e|r|p|eval|[cC]ommand)["']?[\s,=]+("(?:[^"\\]|\\.)*|'(?:[^'\\]|\\.)*|\x60[^\x60]*)`)
})

// evaluatorOf returns the evaluators by language, each with its texts. Their expressions are compiled at first use, which most never see.
var evaluatorOf = sync.OnceValue(func() map[string]languageEvaluator {
	of := map[string]languageEvaluator{}
	for _, e := range evaluators {
		call := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(e.call) })
		for language := range strings.SplitSeq(e.languages, ",") {
			of[language] = languageEvaluator{strings.Fields(e.texts), call}
		}
	}
	return of
})

type languageEvaluator struct {
	texts []string
	call  func() *regexp.Regexp
}

// in reports whether the line has such a call.
func (e languageEvaluator) in(text string) bool {
	return e.call != nil && (len(e.texts) == 0 || containsAny(text, e.texts)) && e.call().MatchString(text) && !declaresCode.MatchString(text)
}

// maxRunText is how many words a program may be given in place that is no program of its own.
const maxRunText = 12

// mayEvaluate reports whether an added line of code may run text as code.
func mayEvaluate(f *shownFile) bool { return f.evaluates }

// evaluatesText finds new lines that run text as code.
func evaluatesText(f File, lines []line) (found []line) {
	for _, l := range lines {
		if l.kind == '+' && namesEvaluator(l.text) && isCode(l.text) && runsCode(f.Language, l.text) && isNew(lines, l) {
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

// namesEvaluator reports whether the line has a word that can run text as code, in its code or in its strings.
func namesEvaluator(text string) bool {
	for i := 0; i < len(text); i++ {
		if roles[text[i]] < letterByte {
			continue
		}
		start := i
		i = wordEnd(text, i)
		if exactKinds(text[start:i])&(evaluation|running) != 0 {
			return true
		}
	}
	return false
}

// runsLong reports whether a line gives a program more text to run than a command.
func runsLong(text string) bool {
	if !containsAny(text, []string{"-c", "-e", "-r", "-p", "-E", "-lc", "ommand"}) {
		return false
	}
	m := runsText().FindStringSubmatch(text)
	return m != nil && len(strings.FieldsFunc(m[1], func(r rune) bool { return r < 0x80 && roles[r] < letterByte })) > maxRunText
}

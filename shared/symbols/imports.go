package symbols

import (
	"regexp"
	"strings"
)

// importForm finds imports: the path is in the group "path", the names in "names".
type importForm struct{ *regexp.Regexp }

func form(expression string) []importForm { return []importForm{{regexp.MustCompile(expression)}} }

var (
	goImports     = form(`(?m)^(?:import[ \t]+|[ \t]+)(?:[\w.]+[ \t]+)?"(?P<path>[^"\n]+)"[ \t]*(?://.*)?\r?$`)
	pythonImports = append(
		form(`(?m)^[ \t]*from[ \t]+(?P<path>[\w.]+)[ \t]+import[ \t]+(?:\((?P<names>[^()]*)\)|(?P<names>.+))`),
		form(`(?m)^[ \t]*import[ \t]+(?P<path>[\w.]+)`)...)
	jsImports = append(
		form(`(?m)(?:^|[;}\s])(?:import|export)\b(?P<names>[^;'"\x60()]{0,1000})\bfrom[ \t]*['"](?P<path>[^'"\n]+)['"]`),
		form(`(?m)\b(?:import|require)[ \t]*\(?[ \t]*['"](?P<path>[^'"\n]+)['"]`)...)
	dottedImports = form(`(?m)^[ \t]*import[ \t]+(?:static[ \t]+)?(?P<path>\w+(?:\.\w+)*)(?:\.\{(?P<names>[^{}]*)\}|\.[*_])?`)
	cImports      = form(`(?m)^[ \t]*#[ \t]*(?:include|import)[ \t]*["<](?P<path>[^">\n]+)[">]`)
	csharpImports = form(`(?m)^[ \t]*(?:global[ \t]+)?using[ \t]+(?:static[ \t]+)?(?:\w+[ \t]*=[ \t]*)?(?P<path>[\w.]+)[ \t]*;`)
	rustImports   = append(
		form(`(?m)^[ \t]*(?:pub(?:\([^)]*\))?[ \t]+)?use[ \t]+(?P<path>[\w:]+?)(?:::\{(?P<names>[^;]*)\}|::\*)?(?:[ \t]+as[ \t]+\w+)?[ \t]*;`),
		form(`(?m)^[ \t]*(?:pub(?:\([^)]*\))?[ \t]+)?mod[ \t]+(?P<path>\w+)[ \t]*;`)...)
	rubyImports = append(
		form(`(?m)^[ \t]*require(?:_relative)?[ \t(]+['"](?P<path>[^'"\n]+)['"]`),
		form(`(?m)^[ \t]*(?:include|extend|prepend)[ \t]+(?P<path>[\w:]+)`)...)
	phpImports = append(
		form(`(?m)^[ \t]*use[ \t]+(?:function[ \t]+|const[ \t]+)?\\?(?P<path>[\w\\]+?)(?:\\?\{(?P<names>[^}]*)\})?(?:[ \t]+as[ \t]+\w+)?[ \t]*;`),
		form(`(?m)\b(?:require|include)(?:_once)?[ \t(]+[^;'"\n]*['"](?P<path>[^'"\n]+)['"]`)...)
	swiftImports = form(`(?m)^[ \t]*(?:@\w+[ \t]+)?import[ \t]+(?:\w+[ \t]+)?(?P<path>[\w.]+)`)
	shellImports = form(`(?m)^[ \t]*(?:source|\.)[ \t]+["']?(?P<path>[^"'\s;]+)`)
	hclImports   = form(`(?m)^[ \t]*source[ \t]*=[ \t]*"(?P<path>\.[^"\n]*)"`)
	protoImports = form(`(?m)^[ \t]*import[ \t]+(?:public[ \t]+|weak[ \t]+)?"(?P<path>[^"\n]+)"`)
)

// maxImports bounds the imports of one file.
const maxImports = 1000

var names = regexp.MustCompile(`[\p{L}_$][\p{L}\p{N}_$]*`)

// Imports returns the imports of the file, in order.
func Imports(path, text string) []Import {
	l := languageOf(path)
	if l == nil {
		return nil
	}
	var found []Import
	for _, f := range l.imports {
		line, at := 1, 0
		for _, m := range f.FindAllStringSubmatchIndex(text, maxImports) {
			i := Import{}
			for group, name := range f.SubexpNames() {
				if name == "" || m[2*group] < 0 {
					continue
				}
				part := text[m[2*group]:m[2*group+1]]
				if name == "path" {
					line += strings.Count(text[at:m[2*group]], "\n")
					at = m[2*group]
					i.Path, i.Line = part, line
				} else if i.Names == nil {
					i.Names = importNames(part)
				}
			}
			found = append(found, i)
		}
	}
	return found
}

// importNames returns the names of a list, in their own words: "a as b" is a, but "* as b" is b.
func importNames(list string) (found []string) {
	list, _, _ = strings.Cut(list, "#")
	for _, part := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == '{' || r == '}' }) {
		if _, all, ok := strings.Cut(part, "* as "); ok {
			part = all
		}
		for _, name := range names.FindAllString(part, 8) {
			if name != "type" && name != "self" {
				found = append(found, name)
				break
			}
		}
	}
	return found
}

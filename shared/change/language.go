package change

import "strings"

// nature is what kind of text a language is.
type nature int

const (
	unknown nature = iota
	code
	data  // read by programs, seldom run
	prose // read by people
)

type language struct {
	name   string
	nature nature
}

// language is that of the file's name alone. Where several languages share an extension it is the commonest.
func (p place) language() language {
	if l, ok := languagesByName[p.base]; ok {
		return l
	}
	return languagesByExtension[p.extension]
}

// extension is what follows the last dot, without it, in the case given. A leading dot starts no extension.
func extension(base string) string {
	if i := strings.LastIndexByte(base, '.'); i > 0 {
		return base[i+1:]
	}
	return ""
}

var languagesByName = byKey([]keyed{
	{"Makefile", code, "makefile gnumakefile"},
	{"CMake", code, "cmakelists.txt"},
	{"Dockerfile", code, "dockerfile containerfile"},
	{"Ruby", code, "gemfile rakefile vagrantfile podfile fastfile brewfile"},
	{"Groovy", code, "jenkinsfile"},
	{"Starlark", code, "build workspace tiltfile"},
	{"Go Module", data, "go.mod"},
	{"Go Workspace", data, "go.work"},
	{"Go Checksums", data, "go.sum go.work.sum"},
	{"Text", prose, "license licence copying notice authors contributors changelog changes history readme maintainers"},
	{"Ignore List", data, ".gitignore .dockerignore .npmignore .gcloudignore .eslintignore .prettierignore"},
	{"Just", code, "justfile"},
	{"Shell", code, "gradlew mvnw configure .bashrc .profile"},
})

var languagesByExtension = byKey([]keyed{
	{"Ada", code, "adb ads"},
	{"Assembly", code, "asm s"},
	{"Astro", code, "astro"},
	{"Batchfile", code, "bat cmd"},
	{"Bicep", code, "bicep"},
	{"C", code, "c h"},
	{"C#", code, "cs csx"},
	{"C++", code, "cc cpp cxx c++ hh hpp hxx h++ ipp inl tpp"},
	{"Clojure", code, "clj cljs cljc"},
	{"CMake", code, "cmake"},
	{"COBOL", code, "cob cbl cpy"},
	{"CoffeeScript", code, "coffee"},
	{"Common Lisp", code, "lisp"},
	{"Crystal", code, "cr"},
	{"CSS", code, "css"},
	{"Cuda", code, "cu cuh"},
	{"Cython", code, "pyx pxd"},
	{"D", code, "d"},
	{"Dart", code, "dart"},
	{"Dockerfile", code, "dockerfile"},
	{"edn", code, "edn"},
	{"Elixir", code, "ex exs"},
	{"Elm", code, "elm"},
	{"Emacs Lisp", code, "el"},
	{"Erlang", code, "erl hrl"},
	{"F#", code, "fs fsi fsx"},
	{"fish", code, "fish"},
	{"Fortran", code, "f for"},
	{"Fortran Free Form", code, "f90 f95 f03"},
	{"Gleam", code, "gleam"},
	{"GLSL", code, "glsl vert frag"},
	{"Go", code, "go"},
	{"Go Template", code, "tmpl gotmpl gohtml tpl"},
	{"Gradle", code, "gradle"},
	{"GraphQL", code, "graphql gql"},
	{"Groovy", code, "groovy"},
	{"Handlebars", code, "hbs handlebars"},
	{"Haskell", code, "hs"},
	{"HCL", code, "hcl tf nomad"},
	{"HTML", code, "html htm xhtml"},
	{"HTML+EEX", code, "eex heex leex"},
	{"HTML+ERB", code, "erb"},
	{"HTML+PHP", code, "phtml"},
	{"HTML+Razor", code, "cshtml razor"},
	{"Java", code, "java"},
	{"Java Server Pages", code, "jsp"},
	{"JavaScript", code, "js mjs cjs jsx"},
	{"Jinja", code, "j2 jinja jinja2"},
	{"Jsonnet", code, "jsonnet libsonnet"},
	{"Julia", code, "jl"},
	{"Jupyter Notebook", code, "ipynb"},
	{"Kotlin", code, "kt kts"},
	{"Less", code, "less"},
	{"Liquid", code, "liquid"},
	{"Literate Haskell", code, "lhs"},
	{"Lua", code, "lua"},
	{"Makefile", code, "mk mak"},
	{"MATLAB", code, "matlab"},
	{"Mustache", code, "mustache"},
	{"Nim", code, "nim"},
	{"Nix", code, "nix"},
	{"Objective-C", code, "m"},
	{"Objective-C++", code, "mm"},
	{"OCaml", code, "ml mli"},
	{"Open Policy Agent", code, "rego"},
	{"Pascal", code, "pas dpr"},
	{"Perl", code, "pl pm"},
	{"PHP", code, "php"},
	{"PLSQL", code, "pls plsql pkb pks"},
	{"PowerShell", code, "ps1 psm1 psd1"},
	{"Prisma", code, "prisma"},
	{"Protocol Buffer", code, "proto"},
	{"Pug", code, "pug jade"},
	{"PureScript", code, "purs"},
	{"Python", code, "py pyi pyw"},
	{"R", code, "r"},
	{"Racket", code, "rkt"},
	{"RMarkdown", code, "rmd"},
	{"Ruby", code, "rb rake gemspec ru"},
	{"Rust", code, "rs"},
	{"Sass", code, "sass"},
	{"Scala", code, "scala sc sbt"},
	{"Scheme", code, "scm"},
	{"SCSS", code, "scss"},
	{"Shell", code, "sh bash zsh ksh"},
	{"Solidity", code, "sol"},
	{"SQL", code, "sql"},
	{"Starlark", code, "bzl bazel star"},
	{"Stylus", code, "styl"},
	{"Svelte", code, "svelte"},
	{"Swift", code, "swift"},
	{"SystemVerilog", code, "sv svh"},
	{"Tcl", code, "tcl"},
	{"Thrift", code, "thrift"},
	{"TSX", code, "tsx"},
	{"TypeScript", code, "ts mts cts"},
	{"VBA", code, "bas"},
	{"VHDL", code, "vhd vhdl"},
	{"Vim Script", code, "vim"},
	{"Visual Basic .NET", code, "vb"},
	{"Vue", code, "vue"},
	{"WebAssembly", code, "wat"},
	{"Zig", code, "zig"},

	{"CSV", data, "csv dat"},
	{"Dotenv", data, "env"},
	{"Gettext Catalog", data, "po pot"},
	{"HCL", data, "tfvars"},
	{"INI", data, "ini cfg conf cnf"},
	{"Java Properties", data, "properties"},
	{"JSON", data, "json jsonl ndjson geojson webmanifest"},
	{"JSON with Comments", data, "jsonc"},
	{"JSON5", data, "json5"},
	{"TOML", data, "toml"},
	{"TSV", data, "tsv"},
	{"XML", data, "xml xsd resx wsdl csproj fsproj vbproj vcxproj props targets"},
	{"XML Property List", data, "plist"},
	{"XSLT", data, "xsl xslt"},
	{"YAML", data, "yaml yml"},

	{"AsciiDoc", prose, "adoc asciidoc"},
	{"BibTeX", prose, "bib"},
	{"Markdown", prose, "md markdown"},
	{"MDX", prose, "mdx"},
	{"Org", prose, "org"},
	{"RDoc", prose, "rdoc"},
	{"reStructuredText", prose, "rst"},
	{"TeX", prose, "tex"},
	{"Text", prose, "txt"},
})

// keyed is a language with the extensions or names that mean it, parted by blanks.
type keyed struct {
	name   string
	nature nature
	keys   string
}

// byKey indexes languages by their keys.
func byKey(list []keyed) map[string]language {
	languages := make(map[string]language, 4*len(list))
	for _, l := range list {
		for key := range strings.FieldsSeq(l.keys) {
			languages[key] = language{name: l.name, nature: l.nature}
		}
	}
	return languages
}

package change

import (
	"path"
	"strings"
)

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

// languageOf names the language by the file's name alone. Where several languages share an extension it is the commonest.
func languageOf(filePath string) language {
	base := strings.ToLower(path.Base(filePath))
	if l, ok := languagesByName[base]; ok {
		return l
	}
	return languagesByExtension[extension(base)]
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
	{"Go Module", data, "go.mod go.work"},
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
	{"CMake", code, "cmake"},
	{"COBOL", code, "cob cbl cpy"},
	{"CSS", code, "css"},
	{"CUDA", code, "cu cuh"},
	{"Clojure", code, "clj cljs cljc edn"},
	{"CoffeeScript", code, "coffee"},
	{"Common Lisp", code, "lisp"},
	{"Crystal", code, "cr"},
	{"D", code, "d"},
	{"Dart", code, "dart"},
	{"Dockerfile", code, "dockerfile"},
	{"ERB", code, "erb"},
	{"Elixir", code, "ex exs eex heex leex"},
	{"Elm", code, "elm"},
	{"Emacs Lisp", code, "el"},
	{"Erlang", code, "erl hrl"},
	{"F#", code, "fs fsi fsx"},
	{"Fortran", code, "f f90 f95 f03 for"},
	{"GLSL", code, "glsl vert frag"},
	{"Gleam", code, "gleam"},
	{"Go", code, "go"},
	{"Go Template", code, "tmpl gotmpl gohtml tpl"},
	{"GraphQL", code, "graphql gql"},
	{"Groovy", code, "groovy gradle"},
	{"HCL", code, "hcl tf nomad"},
	{"HTML", code, "html htm xhtml"},
	{"Handlebars", code, "hbs handlebars mustache"},
	{"Haskell", code, "hs lhs"},
	{"JSP", code, "jsp"},
	{"Java", code, "java"},
	{"JavaScript", code, "js mjs cjs jsx"},
	{"Jinja", code, "j2 jinja jinja2"},
	{"Jsonnet", code, "jsonnet libsonnet"},
	{"Julia", code, "jl"},
	{"Jupyter Notebook", code, "ipynb"},
	{"Kotlin", code, "kt kts"},
	{"Less", code, "less"},
	{"Liquid", code, "liquid"},
	{"Lua", code, "lua"},
	{"MATLAB", code, "matlab"},
	{"Makefile", code, "mk mak"},
	{"Nim", code, "nim"},
	{"Nix", code, "nix"},
	{"OCaml", code, "ml mli"},
	{"Objective-C", code, "m"},
	{"Objective-C++", code, "mm"},
	{"PHP", code, "php phtml"},
	{"PL/SQL", code, "pls plsql pkb pks"},
	{"Pascal", code, "pas dpr"},
	{"Perl", code, "pl pm"},
	{"PowerShell", code, "ps1 psm1 psd1"},
	{"Prisma", code, "prisma"},
	{"Protocol Buffer", code, "proto"},
	{"Pug", code, "pug jade"},
	{"PureScript", code, "purs"},
	{"Python", code, "py pyi pyx pxd pyw"},
	{"R", code, "r rmd"},
	{"Racket", code, "rkt"},
	{"Razor", code, "cshtml razor"},
	{"Rego", code, "rego"},
	{"Ruby", code, "rb rake gemspec ru"},
	{"Rust", code, "rs"},
	{"SCSS", code, "scss sass"},
	{"SQL", code, "sql"},
	{"Scala", code, "scala sc sbt"},
	{"Scheme", code, "scm"},
	{"Shell", code, "sh bash zsh fish ksh"},
	{"Solidity", code, "sol"},
	{"Starlark", code, "bzl bazel star"},
	{"Stylus", code, "styl"},
	{"Svelte", code, "svelte"},
	{"Swift", code, "swift"},
	{"SystemVerilog", code, "sv svh"},
	{"Tcl", code, "tcl"},
	{"Thrift", code, "thrift"},
	{"TypeScript", code, "ts tsx mts cts"},
	{"VHDL", code, "vhd vhdl"},
	{"Vim Script", code, "vim"},
	{"Visual Basic", code, "vb bas"},
	{"Vue", code, "vue"},
	{"WebAssembly", code, "wat"},
	{"Zig", code, "zig"},

	{"CSV", data, "csv tsv dat"},
	{"HCL Variables", data, "tfvars"},
	{"INI", data, "ini cfg conf cnf env"},
	{"JSON", data, "json json5 jsonc jsonl ndjson geojson webmanifest"},
	{"Java Properties", data, "properties"},
	{"TOML", data, "toml"},
	{"XML", data, "xml xsd xsl xslt plist resx wsdl csproj fsproj vbproj vcxproj props targets"},
	{"YAML", data, "yaml yml"},
	{"gettext", data, "po pot"},

	{"AsciiDoc", prose, "adoc asciidoc"},
	{"Markdown", prose, "md markdown mdx"},
	{"Org", prose, "org"},
	{"RDoc", prose, "rdoc"},
	{"TeX", prose, "tex bib"},
	{"Text", prose, "txt"},
	{"reStructuredText", prose, "rst"},
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

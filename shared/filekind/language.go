package filekind

import (
	_ "embed"
	"strings"
)

// nature is what a language is for.
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

// language returns the language by the file's name alone.
func (p pathParts) language() language {
	if l, ok := languagesByName.get(p.base); ok {
		return l
	}
	return languagesByExtension[p.extension]
}

// extension returns what follows the last dot. A leading dot starts no extension.
func extension(base string) string {
	if i := strings.LastIndexByte(base, '.'); i > 0 {
		return base[i+1:]
	}
	return ""
}

// languagesByName and languagesByExtension are keyed in lower case.
var languagesByName, languagesByExtension = indexLanguages()

// listed is a language with its extensions and file names, separated by blanks.
type listed struct {
	name              string
	nature            nature
	extensions, names string
}

// unlisted are languages of names that Linguist, which also reads the file, does not know.
var unlisted = []listed{
	{"CSV", data, "dat", ""},
	{"HTML+EEX", code, "eex", ""},
	{"Ignore List", data, "ignore", ".gcloudignore"},
	{"INI", data, "conf", ""},
	{"JSON", data, "ndjson", ""},
	{"Shell", code, "", "configure"},
	{"Starlark", code, "bazel", ""},
	{"Text", prose, "", "authors changelog changes contributors history licence maintainers notice readme"},
}

// preferred are languages of extensions that another one has in Linguist's table, and hardly a file in use.
var preferred = []listed{{"Perl", code, "t", ""}}

// natures overrides Linguist's types: some data and prose is reviewed as code, some markup is written for people.
var natures = map[string]nature{
	"edn": code, "Gradle": code, "GraphQL": code, "Prisma": code, "Protocol Buffer": code, "SQL": code,
	"BibTeX": prose, "MDX": prose, "Roff": prose, "Roff Manpage": prose, "TeX": prose,
}

//go:embed linguist.tsv
var linguistTable string

// linguist returns the languages of Linguist's table, which command linguist writes.
func linguist() []listed {
	languages := make([]listed, 0, 1024)
	for line := range strings.Lines(linguistTable) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		languages = append(languages, listed{fields[0], natureNames[fields[1]], fields[2], fields[3]})
	}
	return languages
}

var natureNames = map[string]nature{"code": code, "data": data, "prose": prose}

func indexLanguages() (byName lookup[language], byExtension map[string]language) {
	byName.of, byExtension = make(map[string]language, 512), make(map[string]language, 2048)
	for _, list := range [][]listed{unlisted, linguist(), preferred} {
		for _, l := range list {
			of := language{l.name, l.nature}
			if n, ok := natures[l.name]; ok {
				of.nature = n
			}
			for extension := range strings.FieldsSeq(l.extensions) {
				byExtension[extension] = of
			}
			for name := range strings.FieldsSeq(l.names) {
				byName.set(name, of)
			}
		}
	}
	return byName, byExtension
}

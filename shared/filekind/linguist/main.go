// Command linguist writes the languages of GitHub's Linguist, with their extensions and file names, from the tables of go-enry. The tables
// themselves would add 35 ms and 16 MB to every start of a process.
//
//	go run ./shared/filekind/linguist    # rewrite shared/filekind/linguist.tsv, after an upgrade of go-enry
package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/go-enry/go-enry/v2/data"
)

func main() {
	path := flag.String("out", "shared/filekind/linguist.tsv", "file to write")
	flag.Parse()
	text, err := table()
	if err == nil {
		err = os.WriteFile(*path, text, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "linguist:", err)
		os.Exit(1)
	}
}

// preferred are the languages of extensions for which commonest is a poor guess.
var preferred = map[string]string{
	".bas": "VBA", ".cfg": "INI", ".for": "Fortran", ".frag": "GLSL", ".s": "Assembly", ".sc": "Scala", ".scm": "Scheme", ".star": "Starlark",
	".tpl": "Go Template", ".yaml": "YAML",
}

// natures are filekind's names for Linguist's types.
var natures = map[data.Type]string{data.TypeProgramming: "code", data.TypeMarkup: "code", data.TypeData: "data", data.TypeProse: "prose"}

// table returns a line for each language: its name, its nature, and its extensions and file names in lower case.
func table() ([]byte, error) {
	extensions, names := map[string][]string{}, map[string][]string{}
	for extension, languages := range data.LanguagesByExtension {
		if strings.Contains(extension[1:], ".") {
			continue // filekind looks at what follows the last dot
		}
		language := cmp.Or(preferred[extension], commonest(languages, extension))
		if !slices.Contains(languages, language) {
			return nil, fmt.Errorf("%s is not %s to Linguist, but one of %q", extension, language, languages)
		}
		extensions[language] = append(extensions[language], strings.ToLower(extension[1:]))
	}
	byName := map[string][]string{}
	for name, languages := range data.LanguagesByFilename {
		byName[strings.ToLower(name)] = append(byName[strings.ToLower(name)], languages...)
	}
	for name, languages := range byName {
		language := commonest(languages, "")
		names[language] = append(names[language], name)
	}
	var out bytes.Buffer
	for _, language := range slices.Sorted(maps.Keys(data.LanguagesType)) {
		keys := slices.Concat(extensions[language], names[language])
		if len(keys) == 0 {
			continue
		}
		if i := slices.IndexFunc(keys, func(key string) bool { return len(strings.Fields(key)) != 1 }); i >= 0 {
			return nil, fmt.Errorf("%q of %s has a blank in it", keys[i], language)
		}
		fmt.Fprintf(&out, "%s\t%s\t%s\t%s\n", language, natures[data.Type(data.LanguagesType[language])], list(extensions[language]), list(names[language]))
	}
	return out.Bytes(), nil
}

func list(words []string) string {
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}

// commonest returns the language whose main extension this is, and of several the one with the most samples.
func commonest(languages []string, extension string) string {
	return slices.MinFunc(languages, func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a, extension), rank(b, extension)), cmp.Compare(samples(b), samples(a)), cmp.Compare(a, b))
	})
}

// rank is 0 if the extension is the main one of the language.
func rank(language, extension string) int {
	if all := data.ExtensionsByLanguage[language]; len(all) > 0 && all[0] == extension {
		return 0
	}
	return 1
}

// samples returns the logarithm of a language's share of Linguist's samples.
func samples(language string) float64 {
	if share, ok := data.LanguagesLogProbabilities[language]; ok {
		return share
	}
	return -100
}

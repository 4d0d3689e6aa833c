package filekind

import "strings"

// proseExtensions are those of texts for people, whatever folder they are in.
const proseExtensions = "md markdown rst adoc asciidoc po pot"

// NeverRun returns patterns, as in .gitattributes, of files that run nowhere and whose class does not depend on their content: to score a
// change, they need not be read. They are not all such files.
func NeverRun() (patterns []string) {
	for _, e := range ecosystems {
		patterns = append(patterns, e.Locks...)
	}
	for extension := range strings.FieldsSeq(proseExtensions) {
		patterns = append(patterns, "*."+extension)
	}
	return patterns
}

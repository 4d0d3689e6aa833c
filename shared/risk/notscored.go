package risk

import (
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/filekind"
)

// classWords names, for people, what a change without production lines consists of.
var classWords = map[filekind.Class]string{
	filekind.Test: "tests", filekind.Docs: "documentation", filekind.Configuration: "configuration", filekind.Build: "build files", filekind.CI: "CI",
	filekind.LockFile: "lock files", filekind.Generated: "generated code", filekind.Vendored: "vendored code", filekind.Binary: "binary files",
}

// notScored returns why a change has no score, such as "tests and documentation only"; empty if it has changed production lines.
func notScored(f change.Facts) string {
	if f.Source.Additions > 0 || f.Source.Deletions > 0 {
		return ""
	}
	var parts []string
	for _, c := range f.Classes {
		word, known := classWords[c.Class]
		if !known {
			return "no changed lines of production code"
		}
		parts = append(parts, word)
	}
	switch n := len(parts); n {
	case 0:
		return "nothing changed"
	case 1:
		return parts[0] + " only"
	case 2, 3:
		return strings.Join(parts[:n-1], ", ") + " and " + parts[n-1] + " only"
	}
	return "no production code changed"
}

package change

import (
	"slices"
	"testing"

	"github.com/go-enry/go-enry/v2"
)

// What people see beside a file is what GitHub shows: Linguist's names, which go-enry carries. Where Linguist has several for an extension, ours is
// one of them; where it knows none, ours is a guess.
func TestLanguagesAreNamedAsOnGitHub(t *testing.T) {
	t.Parallel()
	for extension, l := range languagesByExtension {
		if theirs := enry.GetLanguagesByExtension("x."+extension, nil, nil); len(theirs) > 0 && !slices.Contains(theirs, l.name) {
			t.Errorf(".%s is %s here, and %q to Linguist", extension, l.name, theirs)
		}
	}
	for name, l := range languagesByName { // in lower case, where Linguist's are as they are written
		if theirs := enry.GetLanguagesByFilename(name, nil, nil); len(theirs) > 0 && !slices.Contains(theirs, l.name) {
			t.Errorf("%s is %s here, and %q to Linguist", name, l.name, theirs)
		}
	}
}

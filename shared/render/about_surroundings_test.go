package render

import (
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
)

func TestAbout_CountsWhatWasShownBesideTheDiff(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]*analysis.Surroundings{
		"": nil,
		"; 2 of 3 changed functions; 41 of 44 definitions; 3 callers; 1 test": {
			Functions: 2, FunctionsFound: 3, Definitions: 41, DefinitionsFound: 44, Callers: 3, Tests: 1,
		},
		"; 0 of 1 definition; 2 issues; 3 reports of failed checks": {DefinitionsFound: 1, Issues: 2, Checks: 3},
	} {
		if got := surroundingWords(s); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

package page_test

import (
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/page"
)

// What a click commits is what stands in the fence: lines with backticks must not end it.
func TestSuggested_StandsInAFenceThatItsLinesDoNotEnd(t *testing.T) {
	t.Parallel()
	for lines, fence := range map[string]string{
		"return n":              "```",
		"s := `a` + \"``\"":     "```",
		"```":                   "````",
		"x\n````\n\ty // ```go": "`````",
	} {
		got := page.Compose(1000, []page.Section{page.Headed(page.Head{}, page.Suggested(lines))}).String()
		if want := fence + "suggestion\n" + lines + "\n" + fence; strings.TrimSpace(got) != want {
			t.Errorf("%q:\n%s", lines, got)
		}
	}
}

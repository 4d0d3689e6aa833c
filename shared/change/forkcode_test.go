package change

import (
	"strings"
	"testing"
)

// A step that had a fork's ref for another action, and now checks it out, must not pass because the ref was there; a new version of a checkout must.
func TestGuards_CheckoutInThePlaceOfAnotherAction(t *testing.T) {
	t.Parallel()
	const workflow = "@@ -1,9 +1,9 @@\n on: pull_request_target\n jobs:\n   a:\n     runs-on: ubuntu-latest\n     steps:\n" +
		"-      - uses: BEFORE\n+      - uses: actions/checkout@v4\n         with:\n           ref: ${{ github.event.pull_request.head.sha }}\n       - run: make"
	for before, want := range map[string]int{"corp/lint@v1": 1, "actions/checkout@v3": 0} {
		c := guardCase{path: ".github/workflows/a.yml", body: strings.Replace(workflow, "BEFORE", before, 1)}
		if got := c.guards(); len(got) != want {
			t.Errorf("%s becomes a checkout: guards %v, want %d", before, got, want)
		}
	}
}

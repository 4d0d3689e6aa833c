package event

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Events that GitHub always sends have no subscription ("Webhook events and payloads").
func alwaysSent(name string) bool { return strings.HasPrefix(name, "installation") }

// An event that is not subscribed to never comes; one that is not read costs a call of the webhook each time.
func TestManifest_SubscribesToTheEventsThatAreRead(t *testing.T) {
	t.Parallel()
	var want []string
	for name := range events {
		if !alwaysSent(name) {
			want = append(want, name)
		}
	}
	slices.Sort(want)
	for _, file := range []string{"github-app.json", "github-app-write.json"} {
		text, err := os.ReadFile("../../terraform/" + file)
		if err != nil {
			t.Fatal(err)
		}
		var manifest struct {
			Events []string `json:"default_events"`
		}
		if err := json.Unmarshal(text, &manifest); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, manifest.Events); diff != "" {
			t.Errorf("%s (-read +subscribed to):\n%s", file, diff)
		}
	}
}

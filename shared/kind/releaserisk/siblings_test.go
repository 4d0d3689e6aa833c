package releaserisk

import (
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/kind/release"
)

// A part's release ships what its siblings changed, too.
func TestFactors_CountTheSiblingsThatMove(t *testing.T) {
	t.Parallel()
	found := &release.Evidence{Siblings: []release.Sibling{{Name: "api", From: "v0.20.1", To: "v0.21.0", Changes: 17}, {Name: "kyaml", From: "v0.20.0", To: "v0.20.1"}}}
	for _, f := range factors(nil, found, time.Time{}, false) {
		if f.Name == "siblings" {
			if f.Value != 18 || f.Hazard != 18*perSibling || !strings.Contains(f.Reason, "api v0.20.1 → v0.21.0, kyaml") {
				t.Errorf("%+v", f)
			}
			return
		}
	}
	t.Error("siblings do not count")
}

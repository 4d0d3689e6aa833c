package release

import (
	"testing"

	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

// A patch among major releases would look harmless, whatever it brings.
func TestStepOf_IsThatOfTheVersions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		tag, before, line string
		step              yardstick.Step
	}{
		{"v1.2.4", "v1.2.3", "", yardstick.Patch}, {"v1.3.0", "v1.2.3", "", yardstick.Feature}, {"v2.0.0", "v1.2.3", "", yardstick.Feature},
		{"api/v1.2.4", "api/v1.2.3", "api/", yardstick.Patch}, {"1.4.1.Final", "1.4.0.Final", "", yardstick.Patch},
		{"v1.3.0-rc1", "v1.2.3", "", ""}, {"v1.2.3", "v1.2.4", "", ""}, {"api/v1.2.4", "v1.2.3", "", ""}, {"HEAD", "v1.2.3", "", ""}, {"v1.0.0", "", "", ""},
	} {
		line, step, ok := StepOf(test.tag, test.before)
		if line != test.line || step != test.step || ok != (test.step != "") {
			t.Errorf("%s after %s: %q, %q, %v", test.tag, test.before, line, step, ok)
		}
	}
}

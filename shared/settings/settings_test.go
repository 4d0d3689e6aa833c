package settings_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/settings"
)

// Two defaults would judge a deployment otherwise after an update of DevPlus than before.
func TestSettings_DefaultIsThatOfAnEmptyEnvironment(t *testing.T) {
	t.Parallel()
	loaded, err := config.Load[settings.Settings](func(string) (string, bool) { return "", false })
	if diff := cmp.Diff(settings.Default(), loaded); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if diff := cmp.Diff(settings.Default(), settings.Of(nil)); diff != "" {
		t.Errorf("of an analysis that an earlier version stored:\n%s", diff)
	}
	stored := settings.Settings{ReleaseNotes: settings.Draft}
	if diff := cmp.Diff(stored, settings.Of(&stored)); diff != "" {
		t.Errorf("of an analysis with settings:\n%s", diff)
	}
}

func TestSettings_AreReadFromTheEnvironment(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env  map[string]string
		want func(settings.Settings) bool
		err  string
	}{
		{map[string]string{"GATE_MAX_SCORE": "100"}, func(s settings.Settings) bool { return s.MaxScore == 100 }, ""},
		{map[string]string{"GATE_MAX_SCORE": "100.1"}, nil, "scores end at 100"},
		{map[string]string{"GATE_ON_ERROR": "approve"}, func(s settings.Settings) bool { return s.OnError == settings.Approve }, ""},
		{map[string]string{"CHECK_REQUIRED": "true"}, func(s settings.Settings) bool { return s.Required }, ""},
		{map[string]string{"CHECK_REQUIRED": "yes"}, nil, "CHECK_REQUIRED"},
		{map[string]string{"CHECK_BLOCK_RISK": "high"}, func(s settings.Settings) bool { return s.Blocks(change.High) && !s.Blocks(change.Medium) }, ""},
		{map[string]string{"CHECK_BLOCK_RISK": "low"}, nil, "CHECK_BLOCK_RISK"},
		{map[string]string{"RELEASE_NOTES": "write"}, func(s settings.Settings) bool { return s.ReleaseNotes.Written() }, ""},
		{nil, func(s settings.Settings) bool { return !s.ReleaseNotes.Written() && !s.Judges() }, ""},
	} {
		got, err := config.Load[settings.Settings](func(name string) (string, bool) { v, ok := c.env[name]; return v, ok })
		switch {
		case c.err != "":
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%v: error %v, want one with %q", c.env, err, c.err)
			}
		case err != nil || !c.want(got):
			t.Errorf("%v: %+v, %v", c.env, got, err)
		}
	}
}

// A level that a later version knows must not pass where this one blocks.
func TestCheck_BlocksLevels(t *testing.T) {
	t.Parallel()
	levels := []change.Level{change.Low, change.Medium, change.High, change.Critical, "catastrophic"}
	for block, want := range map[change.Level][]bool{
		"":               {false, false, false, false, false},
		settings.NoLevel: {false, false, false, false, false},
		change.Medium:    {false, true, true, true, true},
		change.High:      {false, false, true, true, true},
		change.Critical:  {false, false, false, true, true},
	} {
		for i, level := range levels {
			if got := (settings.Check{BlockRisk: block}).Blocks(level); got != want[i] {
				t.Errorf("blocking from %q: %s blocks %t, want %t", block, level, got, want[i])
			}
		}
	}
}

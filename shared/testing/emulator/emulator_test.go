package emulator_test

import (
	"net/http"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/emulator"
)

func TestEmulators_StartOnce(t *testing.T) {
	t.Parallel()
	for name, host := range map[string]func(testing.TB) string{"Firestore": emulator.Firestore, "PubSub": emulator.PubSub} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first := host(t)
			answer, err := http.Get("http://" + first)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				t.Errorf("status %d, want 200", answer.StatusCode)
			}
			if second := host(t); second != first {
				t.Errorf("a second test got %s, the first %s", second, first)
			}
		})
	}
}

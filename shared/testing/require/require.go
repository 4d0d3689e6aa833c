// Package require skips or fails tests whose real parts (Java, an emulator, npm) are absent.
package require

import (
	"os"
	"os/exec"
	"testing"
)

// All reports whether every real part is required: DEVPLUS_REQUIRE=all.
func All() bool { return os.Getenv("DEVPLUS_REQUIRE") == "all" }

// Part returns if err is nil. Otherwise the part is absent: the test is skipped with howTo, or fails if every part is required.
func Part(t testing.TB, part string, err error, howTo string) {
	t.Helper()
	if err == nil {
		return
	}
	if All() {
		t.Fatalf("%s is required (DEVPLUS_REQUIRE=all): %v; %s", part, err, howTo)
	}
	t.Skipf("%s is absent: %v; %s", part, err, howTo)
}

// Tools is Part for programs in the PATH.
func Tools(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		_, err := exec.LookPath(name)
		Part(t, name, err, "install it")
	}
}

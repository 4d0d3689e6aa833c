// Package emulator gives tests Google's own emulators: one of each per test process, or the one that the environment names.
package emulator

import (
	"os"
	"sync"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/require"
)

const howTo = "install the Google Cloud CLI with its emulators (gcloud components install beta cloud-firestore-emulator pubsub-emulator) and a JDK 21 or newer"

var (
	startFirestore = sync.OnceValues(func() (string, error) { return start("emulators", "firestore", "start") })
	startPubSub    = sync.OnceValues(func() (string, error) {
		return start("beta", "emulators", "pubsub", "start", "--project=devplus-test")
	})
)

// Firestore returns the host:port of a Firestore emulator: FIRESTORE_EMULATOR_HOST's when set, else one that ends with the
// test process. Tests share it; a project ID separates them. Without gcloud or Java the test is skipped.
func Firestore(t testing.TB) (host string) {
	t.Helper()
	return hostOf(t, "the Firestore emulator", "FIRESTORE_EMULATOR_HOST", startFirestore)
}

// PubSub returns the host:port of a Pub/Sub emulator: PUBSUB_EMULATOR_HOST's when set, else one that ends with the test
// process. Tests share it; a project ID separates them. Without gcloud or Java the test is skipped.
func PubSub(t testing.TB) (host string) {
	t.Helper()
	return hostOf(t, "the Pub/Sub emulator", "PUBSUB_EMULATOR_HOST", startPubSub)
}

func hostOf(t testing.TB, part, variable string, start func() (string, error)) string {
	t.Helper()
	if host := os.Getenv(variable); host != "" {
		return host
	}
	host, err := start()
	require.Part(t, part, err, howTo)
	return host
}

package firestore_test

import (
	"testing"

	"github.com/devplus-app/devplus/shared/store/firestore"
	"github.com/devplus-app/devplus/shared/store/storetest"
	"github.com/devplus-app/devplus/shared/testing/emulator"
)

func open(t testing.TB) storetest.Store { return firestore.New(emulator.FirestoreClient(t)) }

func TestStore_Contract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, open)
}

func BenchmarkStore(b *testing.B) { storetest.Benchmark(b, open) }

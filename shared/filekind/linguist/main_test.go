package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// People see beside a file the name that GitHub shows, and an upgrade of go-enry must not go by without its tables.
func TestTable_IsThatOfLinguist(t *testing.T) {
	t.Parallel()
	want, err := table()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../linguist.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("run `go run ./shared/filekind/linguist` (-want +got):\n%s", diff)
	}
}

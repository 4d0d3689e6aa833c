package store_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/store"
)

// Legal teams decide by the table: a collection that it does not list, or keeps longer than it says, makes it a lie.
func TestReadme_ListsEachCollectionWithItsTime(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for _, line := range strings.Split(string(text), "\n") {
		cells := strings.Split(line, " | ")
		if name, ok := strings.CutPrefix(cells[0], "| `"); ok && len(cells) == 3 {
			listed[strings.TrimSuffix(name, "`")] = strings.TrimSuffix(cells[2], " |")
		}
	}
	declared := map[string]string{}
	for _, c := range store.Collections() {
		declared[c.CollectionName()] = inWords(c.Kept(), listed[c.CollectionName()])
	}
	if diff := cmp.Diff(declared, listed); diff != "" {
		t.Errorf("README.md (-declared +listed):\n%s", diff)
	}
}

// inWords says how long a document is kept; of one that is kept for good, whatever the table says.
func inWords(k store.Kept, said string) string {
	const retention = 1234 * time.Hour
	switch d := k.AtMost(retention); {
	case d == retention:
		return "`retention_days`"
	case d == 24*time.Hour:
		return "1 day"
	case d != 0:
		return strings.TrimSuffix(time.Duration(d/24).String(), "h0m0s") + " days"
	case strings.HasPrefix(said, "until "):
		return said
	}
	return "until …"
}

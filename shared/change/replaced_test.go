package change

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
)

// An author who only reuses the names of the replaced lines must not have another program scored as nothing new.
func TestReplaced_AnotherOrderIsNew(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, deleted, added string
		want                 int
	}{
		{"shorter", "pay(order, user)", "pay(order)", 0},
		{"wrapped", "pay(order, user)", "pay(\norder,\nuser)", 0},
		{"exchanged", "pay(order, user)", "pay(user, order)", 1},
		{"exchanged on two lines", "pay(order, user)\nsend(order, user)", "pay(user, order)\nsend(user, order)", 1},
		{"moved on the lines", "pay(order)\nsend(user)", "send(user)\npay(order)", 0},
		{"moved, and exchanged", "pay(order)\nsend(user, cart)", "send(cart, user)\npay(order)", 1},
		{"exchanged beside a new one", "pay(order, user)", "pay(user, order, cart)", 1},
		{"a new one before the exchanged", "pay(order, user)", "cart(user, order)", 1},
		{"used twice", "pay(order)", "pay(order, order)", 1},
	} {
		gone, new := strings.Split(tt.deleted, "\n"), strings.Split(tt.added, "\n")
		text := fmt.Sprintf("@@ -1,%d +1,%d @@\n-%s\n+%s", len(gone), len(new), strings.Join(gone, "\n-"), strings.Join(new, "\n+"))
		apart := fmt.Sprintf("\n@@ -51,%d +51,%d @@\n-%s\n+%s", len(gone), len(new), strings.Join(gone, "\n-"), strings.Join(new, "\n+"))
		if got := Measure([]diff.Patch{{Path: "a.go", Text: text}}).Code.NewWords; got != tt.want {
			t.Errorf("%s: %d new words, want %d", tt.name, got, tt.want)
		}
		if got := Measure([]diff.Patch{{Path: "a.go", Text: text + strings.ReplaceAll(strings.ReplaceAll(apart, "pay", "pay2"), "send", "send2")}}).Code.NewWords; got != 2*tt.want {
			t.Errorf("%s, twice: %d new words, want %d", tt.name, got, 2*tt.want)
		}
	}
}

package prompt

import "testing"

// A translation's key would be hidden from the reviewer, or a password shown.
func TestRedaction_OddSpellingIsAPassword(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{
		"Golden.Retriever":        true,
		"Summer/Rain19":           true,
		"w1nter.coat":             true,
		"Account.Required":        false, // of a message
		"account.billing":         false, // not a capital each
		"Users/Edit":              false,
		"a/b/w1nter":              false, // a path
		"Gate.One":                true,
		"G.One":                   false,
		"one.two.three.f0ur.five": false,
	} {
		if got := oddlySpelled(value); got != want {
			t.Errorf("%q: got %v, want %v", value, got, want)
		}
	}
}

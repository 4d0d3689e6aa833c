package outcome_test

import (
	"testing"

	"github.com/devplus-app/devplus/shared/risk/outcome"
)

// A count of named causes must have no report in it, no date and no word, or it says that more broke than did.
func TestNamedCause_IsWhatTheMessageBlames(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{
		"Revert \"Limit it\"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.": "0123456789abcdef0123456789abcdef01234567",
		"Revert \"Limit it (#12)\"\n\nReverts octo/project#12":                                 "#12",
		"Revert \"Limit it (#12)\" (#15)":                                                      "Limit it",
		"net: fix a leak\n\nFixes: 1a2b3c4d5e6f (\"net: limit it\")":                           "1a2b3c4d5e6f",
		"Fix the limit\n\nThis was introduced in #12.":                                         "#12",
		"Fix regression from 1a2b3c4":                                                          "1a2b3c4",
		"fix: nil limit, broken since octo/project#12 (#15)":                                   "#12",
		"Fix a regression (#15)":                                                               "",
		"Fix a panic (#15)\n\nFixes #12":                                                       "",
		"Fix a panic\n\nCaused by the change of 20240101.":                                     "",
		"Fix a panic\n\nIntroduced by a defaced page.":                                         "",
		"Add a page\n\nIntroduced in #12.":                                                     "",
		"Revert to the old limit":                                                              "",
		"":                                                                                     "",
	} {
		if cause, ok := outcome.NamedCause(message); cause != want || ok != (want != "") {
			t.Errorf("%q: %q, %v; want %q", message, cause, ok, want)
		}
	}
}

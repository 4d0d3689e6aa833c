package releasenotes

import "testing"

// Repositories without types or labels would get one flat list, and a patch version for new features.
func TestWorded_ReadsTitlesWithoutATypeByTheirFirstWord(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"Fix login loop": fixes, "Fixes #15": fixes, "fixed: crash on resize": fixes, "net/http: fix a leak": fixes, "[13.x] Fix casts": fixes,
		"Add popups": features, "Implement sixel": features, "Supports IPv6": features, "Deprecate Foo": deprecations, "Optimize lookups": performance,
		"Improve lookup performance": performance, "Fix CVE-2026-1234 in the parser": security, "Add CVE-2026-12345 notes": security,
		"Fix typo in error": documentation, "Add docs for retries": documentation, "Update README.md": documentation, "Document retries": documentation,
		"Fix flaky tests": maintenance, "Add CI for arm": maintenance, "Refactor the parser": maintenance, "Add unit tests": maintenance,
		"Fixture of a shop": others, "Address leaks": others, "Addition of rows": others, "Drop support for IE": others, "Speak faster": others, "": others,
		"Test the water": others, "Circular imports": others, "CIDR ranges": others, "Documents are kept in order": others, "Fix: ": fixes,
		"Supported by all: widgets": others,
	} {
		if got := parseTitle(title).section(nil); got != want {
			t.Errorf("%q is in %q, want %q", title, got, want)
		}
	}
}

package change

import "testing"

func TestSaysFix_ReadsTitles(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]bool{
		"Fix crash when the list is empty": true, "fix: nil deref (#12)": true, "caddyhttp: Fixed a race": true, "Bugfix: overflow": true,
		"Fix typo in README": false, "docs: fix link": false, "Add prefix option": false, "feat: crash reports": false, "": false, "Fix flaky tests": false,
	} {
		if got := SaysFix(title); got != want {
			t.Errorf("%q: %v", title, got)
		}
	}
}

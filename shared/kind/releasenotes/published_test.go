package releasenotes

import "testing"

func TestPublishedSection_IsThatOfTheVersion(t *testing.T) {
	t.Parallel()
	markdown := "# Changelog\n\n## [1.10.0] - 2024\n### Added\n- ten (#3)\n\n### [1.1.0](https://x.example) (2023)\n\n### Fixes\n- one (#1)\n```\n## 1.0.9\n```\n## 1.0.0\n- none"
	underlined := "Notes\n=====\n\nVersion 2.1.0\n-------------\n\n* two (#2)\n\nVersion 2.0.0\n-------------\n\n* start\n"
	for _, test := range []struct{ file, version, want string }{
		{markdown, "1.10.0", "### Added\n- ten (#3)"},
		{markdown, "1.1.0", "### Fixes\n- one (#1)\n```\n## 1.0.9\n```"},
		{markdown, "1.0.0", "- none"}, {markdown, "1.0.9", ""}, {markdown, "1.1", ""},
		{underlined, "2.1.0", "* two (#2)"}, {underlined, "2.0.0", "* start"},
	} {
		if got := PublishedSection(test.file, test.version); got != test.want {
			t.Errorf("%s: %q, want %q", test.version, got, test.want)
		}
	}
}

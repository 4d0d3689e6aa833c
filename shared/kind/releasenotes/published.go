package releasenotes

import (
	"regexp"
	"strings"
)

var (
	hashHeading = regexp.MustCompile(`^(#{1,5})\s+(.*)$`)
	underline   = regexp.MustCompile(`^(?:={3,}|-{3,})\s*$`)
	// versionFirst matches headings of patch versions, which some tools put a level lower.
	versionFirst = regexp.MustCompile(`^\[?v?[0-9]+\.[0-9]+\.[0-9]+`)
	versionLike  = regexp.MustCompile(`[0-9]+\.[0-9]+`)
)

// fileHeading is a heading of a file of release notes.
type fileHeading struct {
	line, end, level int
	text             string
}

// PublishedSection returns a version's section of a release notes file in Markdown or reStructuredText; "" if no heading has that
// version.
func PublishedSection(file, version string) string {
	lines := strings.Split(strings.ReplaceAll(file, "\r\n", "\n"), "\n")
	of := regexp.MustCompile(`(?:^|[^0-9A-Za-z.])v?` + regexp.QuoteMeta(version) + `(?:[^0-9A-Za-z.-]|\.?$)`)
	var begin *fileHeading
	for _, h := range fileHeadings(lines) {
		switch {
		case begin == nil && of.MatchString(h.text):
			begin = &h
		case begin != nil && (h.level < begin.level || h.level == begin.level && versionLike.MatchString(h.text) || versionFirst.MatchString(h.text)):
			return strings.TrimSpace(strings.Join(lines[begin.end:h.line], "\n"))
		}
	}
	if begin == nil {
		return ""
	}
	return strings.TrimSpace(strings.Join(lines[begin.end:], "\n"))
}

// fileHeadings returns the headings of a file: with number signs, or underlined.
func fileHeadings(lines []string) (all []fileHeading) {
	fence := false
	for i, l := range lines {
		if strings.HasPrefix(strings.TrimSpace(l), "```") {
			fence = !fence
		}
		switch m := hashHeading.FindStringSubmatch(l); {
		case fence:
		case m != nil:
			all = append(all, fileHeading{i, i + 1, len(m[1]), m[2]})
		case i+1 < len(lines) && strings.TrimSpace(l) != "" && underline.MatchString(lines[i+1]) && !underline.MatchString(l):
			level := 1
			if lines[i+1][0] == '-' {
				level = 2
			}
			all = append(all, fileHeading{i, i + 2, level, l})
		}
	}
	return all
}

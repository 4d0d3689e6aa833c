package release

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// version is a tag's name read as a version. Lines keeps apart what is released apart: the parts of a monorepo.
type version struct {
	line     string // what stands before the number: "", "api/", "cli-"
	number   *semver.Version
	revision uint64 // the fourth number, or that of a post-release
	parts    int    // how many numbers were written
}

var (
	// dotted finds the numbers of a version with two at least, single those of "v3"; both stand at a name's end but for what
	// follows a version.
	dotted = regexp.MustCompile(`^(|.*?[^0-9.])([0-9]+(?:\.[0-9]+){1,3})([^0-9].*)?$`)
	single = regexp.MustCompile(`^([^0-9]*)([0-9]+)([^0-9].*)?$`)
	// suffix is a pre-release as Semantic Versioning writes it, with a hyphen, or as others do, without.
	suffix = regexp.MustCompile(`(?i)^(?:-([0-9a-z.-]+)|[._]?((?:a|alpha|b|beta|c|rc|cr|m|milestone|pre|preview|dev|snapshot|post|final|release|ga)(?:[._-]?[0-9]+)*))(?:\+[0-9a-z.-]+)?$`)
	word   = regexp.MustCompile(`^([a-z]+)([0-9]+)$`)
)

// parseVersion reads versions as they are tagged: v1.2.3, api/v1.2.3, cli-1.2, go1.21rc2, 2.0.0a1, 1.4.0.Final, 2024.01.02.
// Days written with hyphens and moving names such as 2.1.x are none.
func parseVersion(name string) (v version, ok bool) {
	name, _, _ = strings.Cut(name, "+")
	head := ""
	if i := strings.LastIndexAny(name, "/@"); i >= 0 {
		head, name = name[:i+1], name[i+1:]
	}
	m := dotted.FindStringSubmatch(name)
	if m == nil {
		m = single.FindStringSubmatch(name)
	}
	if m == nil {
		return version{}, false
	}
	v.line = head + line(m[1])
	numbers := [4]uint64{}
	written := strings.Split(m[2], ".")
	v.parts = len(written)
	for i, s := range written {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			return version{}, false
		}
		numbers[i] = n
	}
	v.revision = numbers[3]
	pre := ""
	if rest := m[3]; rest != "" {
		s := suffix.FindStringSubmatch(rest)
		if s == nil || v.parts == 1 && s[1] != "" { // 2024-01-02 is a day
			return version{}, false
		}
		pre = identifiers(strings.ToLower(s[1] + s[2]))
		switch first, number, _ := strings.Cut(pre, "."); first {
		case "final", "release", "ga":
			pre = ""
		case "post":
			pre = ""
			v.revision, _ = strconv.ParseUint(number, 10, 64) // without a number it is the first
			v.revision++
		}
	}
	v.number = semver.New(numbers[0], numbers[1], numbers[2], pre, "")
	return v, true
}

// line drops the "v" before a number: whether it is written changes in the life of many repositories.
func line(prefix string) string {
	short := strings.TrimSuffix(strings.TrimSuffix(prefix, "v"), "V")
	if short == "" || strings.HasSuffix(short, "-") || strings.HasSuffix(short, "_") {
		return short
	}
	return prefix
}

// identifiers splits a pre-release so that rc10 comes after rc9, and spells Python's letters out.
func identifiers(pre string) string {
	parts := strings.FieldsFunc(pre, func(r rune) bool { return r == '.' || r == '-' || r == '_' })
	for i, p := range parts {
		name, number := p, ""
		if m := word.FindStringSubmatch(p); m != nil {
			name, number = m[1], "."+m[2]
		}
		switch name {
		case "a":
			name = "alpha"
		case "b":
			name = "beta"
		case "c", "cr":
			name = "rc"
		}
		parts[i] = name + number
	}
	return strings.Join(parts, ".")
}

// compare orders versions of one line.
func (v version) compare(o version) int {
	if c := v.number.Compare(o.number); c != 0 {
		return c
	}
	switch {
	case v.revision < o.revision:
		return -1
	case v.revision > o.revision:
		return 1
	}
	return 0
}

func (v version) prerelease() bool { return v.number.Prerelease() != "" }

// same reports whether two are of one version but for the pre-release.
func (v version) same(o version) bool {
	return v.minor(o) && v.number.Patch() == o.number.Patch() && v.revision == o.revision
}

// minor reports whether two are patches of one minor version.
func (v version) minor(o version) bool {
	return v.number.Major() == o.number.Major() && v.number.Minor() == o.number.Minor()
}

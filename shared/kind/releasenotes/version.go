package releasenotes

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// IsVersion reports whether a tag names a version, and not what moves with the versions of its line.
func IsVersion(tag string) bool { return numbers(tag) != nil }

// Next is the version that the content of a range asks for. It is shown and applied nowhere.
type Next struct {
	Version string `json:"version"` // as the repository writes its tags; empty where none can be told
	Why     string `json:"why"`     // in a sentence
}

// version takes a tag apart: what stands before the numbers, the numbers, what stands behind.
var version = regexp.MustCompile(`^((?:.*[^0-9.])?)([0-9]{1,9})\.([0-9]{1,9})(?:\.([0-9]{1,9}))?((?:[-._+]?[A-Za-z+-].*)?)$`)

// numbers takes a tag apart; nil when it is no version, or moves with the versions of its line, as 2.1.x does.
func numbers(tag string) []string {
	if strings.HasSuffix(strings.ToLower(tag), ".x") {
		return nil
	}
	return version.FindStringSubmatch(tag)
}

// next proposes by Semantic Versioning 2.0.0: breaking changes make a major version, features a minor one, all else a patch.
// Below 1.0.0, where anything may change (its item 4), both breaking changes and features make a minor version: that it is time
// for 1.0.0 is not in the commits. A pre-release is followed by what it is a pre-release of.
func next(previous, tag string, broken, added, unknown, changes int) Next {
	if changes == 0 {
		return Next{Why: "nothing has changed"}
	}
	if previous == "" {
		prefix := "v"
		if m := numbers(tag); m != nil {
			prefix = m[1]
		}
		return Next{Version: prefix + "0.1.0", Why: "nothing was released before, and development begins with 0.1.0"}
	}
	m := numbers(previous)
	if m == nil {
		return Next{Why: fmt.Sprintf("%q is not a semantic version", previous)}
	}
	major, minor, patch := number(m[2]), number(m[3]), number(m[4])
	if major >= 1900 {
		return Next{Why: fmt.Sprintf("%q is a date", previous)}
	}
	write := func(major, minor, patch int) string {
		if m[4] == "" && patch == 0 { // the repository writes two numbers where two are enough
			return fmt.Sprintf("%s%d.%d", m[1], major, minor)
		}
		return fmt.Sprintf("%s%d.%d.%d", m[1], major, minor, patch)
	}
	switch {
	case m[5] != "" && m[5][0] != '+':
		return Next{write(major, minor, patch), previous + " is a pre-release of it"}
	case broken > 0 && major > 0:
		return Next{write(major+1, 0, 0), counted(broken, "breaking change")}
	case broken > 0:
		return Next{write(major, minor+1, 0), counted(broken, "breaking change") + ", which before 1.0.0 make a minor version"}
	case added > 0:
		return Next{write(major, minor+1, 0), counted(added, "feature") + " and no breaking change"}
	}
	why := "neither a breaking change nor a feature"
	if unknown > 0 {
		why += fmt.Sprintf(", as far as titles and labels say; %s without a kind", counted(unknown, "change"))
	}
	return Next{write(major, minor, patch+1), why}
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // "" is 0; the pattern holds nothing else that fails
	return n
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

package releasenotes

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// Agreement is how the notes compare with those that people published of the same release.
type Agreement struct {
	Both        int      // pull requests that both name
	SameSection int      // of those in a section that theirs has too
	Sections    int      // of those that theirs has in a section of a known kind
	OnlyTheirs  []string // "#12: reason"
	OnlyOurs    []string // "#12: section"
}

var (
	theirHeading = regexp.MustCompile(`^(?:#{1,6}\s+|\*\*)([^*\n]+?)(?:\*\*)?:?\s*$`)
	theirNumber  = regexp.MustCompile("(?:(?:^|[^\\w/])#|/pull/|[:{]pr[:}]`)([0-9]{1,9})\\b")
)

// Agree compares the notes with a text that people published. why says why the range has no pull request that theirs names.
func (o Outline) Agree(theirs string, why func(number int) string) Agreement {
	their := map[int]string{} // number → section of ours that their heading means, or ""
	section := ""
	for line := range strings.Lines(theirs) {
		if m := theirHeading.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			section = meant(m[1])
			continue
		}
		for _, m := range theirNumber.FindAllStringSubmatch(line, -1) {
			if n, _ := strconv.Atoi(m[1]); n > 0 && their[n] == "" {
				their[n] = section
			}
		}
	}
	ours, reasons := map[int]string{}, map[int]string{}
	for _, s := range o.Sections {
		for _, e := range s.Entries {
			for _, l := range e.Links {
				ours[l.Pull] = e.Section
			}
		}
	}
	for _, l := range o.LeftOut {
		reasons[l.Ref.Pull] = l.Reason
	}
	delete(ours, 0) // commits
	return agree(their, ours, reasons, why)
}

// Named returns how often the notes name each pull request, or leave it out with a reason.
func (o Outline) Named() map[int]int {
	named := map[int]int{}
	for _, s := range o.Sections {
		for _, e := range s.Entries {
			for _, l := range e.Links {
				named[l.Pull]++
			}
		}
	}
	for _, l := range o.LeftOut {
		named[l.Ref.Pull]++
	}
	return named
}

func agree(their, ours, reasons map[int]string, why func(int) string) (a Agreement) {
	for _, n := range sorted(their) {
		our, ok := ours[n]
		switch {
		case !ok:
			a.OnlyTheirs = append(a.OnlyTheirs, fmt.Sprintf("#%d: %s", n, cmp.Or(reasons[n], why(n))))
			continue
		case their[n] != "":
			a.Sections++
			if their[n] == our {
				a.SameSection++
			}
		}
		a.Both++
	}
	for _, n := range sorted(ours) {
		if _, ok := their[n]; !ok {
			a.OnlyOurs = append(a.OnlyOurs, fmt.Sprintf("#%d: %s", n, ours[n]))
		}
	}
	return a
}

func sorted(numbers map[int]string) []int {
	var all []int
	for n := range numbers {
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}

// meant returns our section for a heading of other notes: "Fixes" for "🐛 Bug Fixes"; "" if it means none.
func meant(heading string) string {
	name := strings.ToLower(trimSymbols(heading))
	if strings.Contains(name, "breaking") {
		return breaking
	}
	if s := sectionOf[name]; s != "" {
		return s
	}
	if s := sectionOf[strings.TrimSuffix(name, "s")]; s != "" {
		return s
	}
	for _, s := range order {
		if strings.HasPrefix(name, strings.ToLower(s)) || strings.HasSuffix(name, strings.ToLower(s)) {
			return s
		}
	}
	return map[string]string{"added": features, "new features": features, "fixed": fixes, "performance improvements": performance, "deprecated": deprecations, "chore": maintenance,
		"miscellaneous chores": maintenance, "code refactoring": maintenance, "tests": maintenance, "continuous integration": maintenance, "build system": maintenance}[name]
}

// String returns the agreement as a report.
func (a Agreement) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Both name %s; %d of %d in the same section.\n", text.Count(a.Both, "pull request"), a.SameSection, a.Sections)
	for _, list := range []struct {
		title string
		lines []string
	}{{"Only theirs", a.OnlyTheirs}, {"Only ours", a.OnlyOurs}} {
		fmt.Fprintf(&b, "%s: %d\n", list.title, len(list.lines))
		for _, line := range list.lines {
			b.WriteString("  " + line + "\n")
		}
	}
	return b.String()
}

package releasenotes

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// Agreement compares the notes with those that people published for the same release.
type Agreement struct {
	Both        int      // pull requests that both name
	SameSection int      // of those in a section of the same meaning
	Sections    int      // of those in a section of a known meaning in theirs
	Elsewhere   []string // of those in a section of another meaning, "#12: Fixed there, Features here"
	OnlyTheirs  []string // "#12: reason"
	OnlyOurs    []string // "#12: section"
}

var (
	theirHeading = regexp.MustCompile(`^(?:#{1,6}\s+|\*\*)([^*\n]+?)(?:\*\*)?:?\s*$`)
	theirNumber  = regexp.MustCompile("(?:(?:^|[^\\w/])#|/pull/|[:{]pr[:}]`)([0-9]{1,9})\\b")
)

// Agree compares the notes with published ones. why returns the reason why a pull request that theirs names is not in the
// range.
func (o Outline) Agree(theirs string, why func(number int) string) Agreement {
	their := map[int][]string{} // number → headings of a known meaning
	section := ""
	for line := range strings.Lines(theirs) {
		if m := theirHeading.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			section = trimSymbols(m[1])
			continue
		}
		for _, m := range theirNumber.FindAllStringSubmatch(line, -1) {
			n, _ := strconv.Atoi(m[1])
			if n == 0 {
				continue
			}
			if their[n] == nil {
				their[n] = []string{}
			}
			if len(sectionsOf(section)) > 0 {
				their[n] = append(their[n], section)
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

// Named returns how often the notes name each pull request or list it as left out.
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

func agree(their map[int][]string, ours, reasons map[int]string, why func(int) string) (a Agreement) {
	for _, n := range slices.Sorted(maps.Keys(their)) {
		our, ok := ours[n]
		switch {
		case !ok:
			a.OnlyTheirs = append(a.OnlyTheirs, fmt.Sprintf("#%d: %s", n, cmp.Or(reasons[n], why(n))))
			continue
		case len(their[n]) == 0:
		case slices.ContainsFunc(their[n], func(heading string) bool { return slices.Contains(sectionsOf(heading), our) }):
			a.Sections, a.SameSection = a.Sections+1, a.SameSection+1
		default:
			a.Sections++
			a.Elsewhere = append(a.Elsewhere, fmt.Sprintf("#%d: %s there, %s here", n, their[n][0], our))
		}
		a.Both++
	}
	for _, n := range slices.Sorted(maps.Keys(ours)) {
		if _, ok := their[n]; !ok {
			a.OnlyOurs = append(a.OnlyOurs, fmt.Sprintf("#%d: %s", n, ours[n]))
		}
	}
	return a
}

// String returns the agreement as a report.
func (a Agreement) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Both name %s; %d of %d in the same section.\n", text.Count(a.Both, "pull request"), a.SameSection, a.Sections)
	for _, list := range []struct {
		title string
		lines []string
	}{{"In another section", a.Elsewhere}, {"Only theirs", a.OnlyTheirs}, {"Only ours", a.OnlyOurs}} {
		fmt.Fprintf(&b, "%s: %d\n", list.title, len(list.lines))
		for _, line := range list.lines {
			b.WriteString("  " + line + "\n")
		}
	}
	return b.String()
}

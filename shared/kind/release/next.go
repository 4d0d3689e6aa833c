package release

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Level is the kind of a step between two versions.
type Level int

// The levels.
const (
	Patch Level = iota
	Minor
	Major
)

// String returns the name of the level.
func (l Level) String() string { return [...]string{"patch", "minor", "major"}[l] }

// Next returns the version that follows by Semantic Versioning, written as the line writes its versions. line has earlier versions of
// the line, the oldest first. A pre-release is followed by its release.
func (v Version) Next(level Level, line []Version) string {
	next, suffix := v.numbers, v.suffix
	parts := v.Parts
	form := countedForm(append(slices.Clone(line), v))
	switch {
	case form != "" && level == Patch:
		return v.write(next, parts, fmt.Sprintf("%s%d", form, v.suffixCounts[0]), line)
	case v.Prerelease():
		if next[2] == 0 {
			parts = max(parts, v.firstParts(line))
		}
		return v.write(next, parts, releasedSuffix(v, line), line)
	case v.numericSuffix && level == Patch && v.suffixCounts[0] < dateLike:
		return v.write(next, parts, fmt.Sprintf("-%d", v.suffixCounts[0]), line)
	case level == Patch && v.lettered():
		return v.write(next, parts, nextLetters(v.suffix), line)
	case level == Patch && v.suffix == "" && v.Parts == 2 && slices.ContainsFunc(line, Version.lettered):
		return v.write(next, parts, "a", line)
	case level == Patch && v.Parts == 4 && (next[3] > 0 || slices.ContainsFunc(line, Version.counts4)):
		next[3]++
	case level == Patch && v.Parts == 2 && inTwo(line):
		next[1]++
	case level == Patch:
		next[2]++
		next[3] = 0
		parts = max(parts, 3)
	case level == Minor:
		next, parts = [4]uint64{next[0], next[1] + 1}, v.firstParts(line)
	default:
		next, parts = [4]uint64{next[0] + 1}, v.firstParts(line)
	}
	switch {
	case form != "":
		suffix = form + "1"
	case v.numericSuffix && v.suffixCounts[0] < dateLike:
		suffix = "-" + strconv.FormatUint(firstBare(line), 10)
	case v.form == "", v.numericSuffix:
		suffix = ""
	case strings.HasPrefix(suffix, "+"), rebuild.MatchString(suffix): // a rebuild counts from 1 again
		suffix = strings.TrimRight(suffix, "0123456789") + "1"
	}
	return v.write(next, parts, suffix, line)
}

// dateLike is the least number behind a hyphen that is a date, such as 20240131.
const dateLike = 1900_00

// write writes numbers with the prefix and the padding of the line.
func (v Version) write(numbers [4]uint64, parts int, suffix string, line []Version) string {
	texts := make([]string, parts)
	line = append(slices.Clone(line), v)
	for i := range texts {
		width := padding(line, i)
		if width == 0 && i == 2 && days(line) { // the days were all of two digits
			width = padding(line, 1)
		}
		texts[i] = fmt.Sprintf("%0*d", width, numbers[i])
	}
	return v.prefix + strings.Join(texts, v.separator) + suffix
}

// padding returns the width to which the line pads a number, as its newest version with a one-digit number shows; 0 for none.
func padding(line []Version, i int) int {
	for _, o := range slices.Backward(line) {
		if i < o.Parts && o.numbers[i] < 10 {
			return len(o.numberTexts[i])
		}
	}
	return 0
}

// releasedSuffix returns the suffix of the line's releases, such as ".Final"; "" if they have none.
func releasedSuffix(v Version, line []Version) string {
	if strings.Contains(v.suffix, "+") && v.form != "" {
		return "+" + strings.SplitN(v.suffix, "+", 2)[1]
	}
	for i := len(line) - 1; i >= 0; i-- {
		if o := line[i]; !o.Prerelease() && o.form != "" && len(o.suffixCounts) == 0 {
			return o.suffix
		}
	}
	return ""
}

var countedSuffix = regexp.MustCompile(`^([-._]?[A-Za-z]+\.?)[0-9]+$`)

// countedForm returns the text that every release of a line has before the count at its end: "p" of 9.6p1 and 9.7p1; "" if they have
// none, or the line is of one release.
func countedForm(line []Version) string {
	form, stable := "", map[string]bool{}
	for _, v := range line {
		if v.Prerelease() {
			continue
		}
		m := countedSuffix.FindStringSubmatch(v.suffix)
		if m == nil || v.form != "" || len(v.suffixCounts) != 1 || form != "" && form != m[1] {
			return ""
		}
		form = m[1]
		stable[v.key()] = true
	}
	if len(stable) < 2 {
		return ""
	}
	return form
}

// rebuild matches a suffix with its own count, such as .windows.2.
var rebuild = regexp.MustCompile(`[A-Za-z]\.[0-9]{1,4}$`)

// lettered reports whether letters stand alone behind the numbers, as the a of 3.3a.
func (v Version) lettered() bool {
	return !v.Prerelease() && len(v.suffixCounts) == 1 && letters(strings.ToLower(v.suffix)) == v.suffixCounts[0]
}

// nextLetters returns the letters after others: "b" after "a", and "za" after "z".
func nextLetters(suffix string) string {
	last := len(suffix) - 1
	if suffix[last]|0x20 == 'z' {
		return suffix + string(suffix[last]-25)
	}
	return suffix[:last] + string(suffix[last]+1)
}

// counts4 reports whether a version counts in its fourth number.
func (v Version) counts4() bool { return v.Parts == 4 && v.numbers[3] > 0 }

// inTwo reports whether a line of three versions or more has two numbers in each, so that the second counts fixes, too.
func inTwo(line []Version) bool {
	stable := 0
	for _, v := range line {
		switch {
		case v.Prerelease():
		case v.Parts > 2 || v.suffix != "":
			return false
		default:
			stable++
		}
	}
	return stable >= 3
}

// firstParts returns how many numbers the line writes of the first version of a minor one: two where 26.2 comes before 26.2.1.
func (v Version) firstParts(line []Version) int {
	for _, o := range slices.Backward(append(slices.Clone(line), v)) {
		if !o.Prerelease() && o.numbers[2] == 0 && o.numbers[3] == 0 && o.Parts > 1 {
			return o.Parts
		}
	}
	return v.Parts
}

// firstBare returns the lowest number that the line writes behind a hyphen.
func firstBare(line []Version) uint64 {
	first := uint64(1)
	for _, v := range line {
		if v.numericSuffix {
			first = min(first, v.suffixCounts[0]-1)
		}
	}
	if len(line) == 0 {
		return 0
	}
	return first
}

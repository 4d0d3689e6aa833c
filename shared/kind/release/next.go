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
		return v.write(next, parts, fmt.Sprintf("%s%d", form, v.after[0]), line)
	case v.Prerelease():
		return v.write(next, parts, releasedSuffix(v, line), line)
	case v.bare && level == Patch && v.after[0] < dateLike:
		return v.write(next, parts, fmt.Sprintf("-%d", v.after[0]), line)
	case level == Patch && letter(v) != 0 && letter(v) < 'z':
		return v.write(next, parts, string(letter(v)+1), line)
	case level == Patch && v.suffix == "" && v.Parts == 2 && letters(line):
		return v.write(next, parts, "a", line)
	case level == Patch && v.Parts == 4 && next[3] > 0:
		next[3]++
	case level == Patch:
		next[2]++
		next[3] = 0
		parts = max(parts, 3)
	case level == Minor:
		next = [4]uint64{next[0], next[1] + 1}
	default:
		next = [4]uint64{next[0] + 1}
	}
	switch {
	case form != "":
		suffix = form + "1"
	case v.bare && v.after[0] < dateLike:
		suffix = "-" + strconv.FormatUint(firstBare(line), 10)
	case v.form == "", v.bare:
		suffix = ""
	case strings.HasPrefix(suffix, "+"): // a rebuild counts from 1 again
		suffix = strings.TrimRight(suffix, "0123456789") + "1"
	}
	return v.write(next, parts, suffix, line)
}

// dateLike is the least number behind a hyphen that is a date, such as 20240131.
const dateLike = 1900_00

// write writes numbers with the prefix and the padding of the line.
func (v Version) write(numbers [4]uint64, parts int, suffix string, line []Version) string {
	texts := make([]string, parts)
	for i := range texts {
		texts[i] = strconv.FormatUint(numbers[i], 10)
		for _, o := range slices.Backward(append(slices.Clone(line), v)) {
			if i < o.Parts && o.numbers[i] < 10 { // the newest that shows whether numbers are padded
				if len(o.written[i]) > 1 {
					texts[i] = fmt.Sprintf("%0*d", len(o.written[i]), numbers[i])
				}
				break
			}
		}
	}
	return v.prefix + strings.Join(texts, v.separator) + suffix
}

// releasedSuffix returns the suffix of the line's releases, such as ".Final"; "" if they have none.
func releasedSuffix(v Version, line []Version) string {
	if strings.Contains(v.suffix, "+") && v.form != "" {
		return "+" + strings.SplitN(v.suffix, "+", 2)[1]
	}
	for i := len(line) - 1; i >= 0; i-- {
		if o := line[i]; !o.Prerelease() && o.form != "" && len(o.after) == 0 {
			return o.suffix
		}
	}
	return ""
}

var countedSuffix = regexp.MustCompile(`^([-._]?[A-Za-z]+\.?)[0-9]+$`)

// countedForm returns what every release of a line has before the count at its end: "p" of 9.6p1 and 9.7p1; "" if they have none, or
// the line is of one release.
func countedForm(line []Version) string {
	form, stable := "", map[string]bool{}
	for _, v := range line {
		if v.Prerelease() {
			continue
		}
		m := countedSuffix.FindStringSubmatch(v.suffix)
		if m == nil || v.form != "" || len(v.after) != 1 || form != "" && form != m[1] {
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

// letter returns the lone letter behind the numbers, such as the a of 3.3a; 0 for none.
func letter(v Version) rune {
	if len(v.suffix) != 1 || v.Prerelease() {
		return 0
	}
	return rune(strings.ToLower(v.suffix)[0])
}

func letters(line []Version) bool {
	for _, v := range line {
		if letter(v) != 0 {
			return true
		}
	}
	return false
}

// firstBare returns the lowest number that the line writes behind a hyphen.
func firstBare(line []Version) uint64 {
	first := uint64(1)
	for _, v := range line {
		if v.bare {
			first = min(first, v.after[0]-1)
		}
	}
	if len(line) == 0 {
		return 0
	}
	return first
}

package release

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// compact reports whether the first number is a day, as in 20240131 and 20240131.1.
func (v Version) compact() bool {
	n := v.numbers[0]
	return n >= 1900_01_01 && n < 2200_00_00 && n/100%100 >= 1 && n/100%100 <= 12 && n%100 >= 1 && n%100 <= 31
}

// unfinished reports whether the prefix marks a pre-release, as in nightly-20240131.
func (v Version) unfinished() bool { return beforeWords[lineName(v.Line)] }

// nextDay returns the version of the day of at, or the next version of v's day if the line counts those; "" for an earlier
// day.
func (v Version) nextDay(line []Version, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	year, month, day := at.UTC().Date()
	next := [4]uint64{uint64(year), uint64(month), uint64(day)}
	switch {
	case v.compact():
		next = [4]uint64{uint64(year*10000 + int(month)*100 + day)}
		if v.Parts > 1 {
			next[1] = slices.MinFunc(append(line, v), func(a, b Version) int { return int(a.numbers[1]) - int(b.numbers[1]) }).numbers[1]
		}
	case v.numbers[0] < 100:
		next[0] %= 100
	}
	days := v.Parts
	if v.compact() {
		days = 1
	}
	switch slices.Compare(next[:min(days, 3)], v.numbers[:min(days, 3)]) {
	case 1:
		return v.write(next, v.Parts, "", line)
	case 0:
		return v.nextOfDay(line)
	}
	return ""
}

var dayCount = regexp.MustCompile(`^[-._][0-9]+$`)

// nextOfDay returns the next version of the same day in the line's notation; "" if the line has none.
func (v Version) nextOfDay(line []Version) string {
	next := v.numbers
	switch {
	case v.compact() && v.Parts > 1:
		next[1]++
		return v.write(next, v.Parts, "", line)
	case v.lettered():
		return v.write(next, v.Parts, nextLetters(v.suffix), line)
	case dayCount.MatchString(v.suffix):
		return v.write(next, v.Parts, v.suffix[:1]+strconv.FormatUint(v.suffixCounts[0], 10), line)
	}
	for _, o := range slices.Backward(line) {
		switch {
		case o.lettered():
			return v.write(next, v.Parts, "a", line)
		case dayCount.MatchString(o.suffix):
			return v.write(next, v.Parts, o.suffix[:1]+"1", line)
		}
	}
	return ""
}

var suffixDay = regexp.MustCompile(`\b(v?)(?:19|2[01])[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$`)

// OnDay returns the version with the day of at in place of the one at its end, such as that of 9.4.52.v20230823.
func OnDay(version string, at time.Time) string {
	m := suffixDay.FindStringSubmatchIndex(version)
	if m == nil || at.IsZero() || !strings.ContainsAny(version[:m[0]], "0123456789") {
		return version
	}
	return fmt.Sprint(version[:m[3]], at.UTC().Format("20060102"))
}

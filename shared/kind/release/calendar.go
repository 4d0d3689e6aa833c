package release

import (
	"slices"
	"time"
)

// Calendar reports whether the version starts with a year: 2024.11.3, or 24.04 in a line that pads its months, or 24.5 if its release at
// the time at, unless that is zero, was in that month.
func (v Version) Calendar(line []Version, at time.Time) bool {
	year := v.numbers[0]
	switch {
	case v.compact():
		return true
	case v.Parts < 2:
		return false
	case year >= 1900 && year < 2200:
		return true
	case year < 10 || year > 60:
		return false
	case !at.IsZero() && len(line) >= 2 && v.numbers[0] == uint64(at.UTC().Year())%100 && v.numbers[1] == uint64(at.UTC().Month()) && !slices.ContainsFunc(line, func(o Version) bool { return o.numbers[1] > 12 || o.numbers[0] > year }):
		return true
	}
	for _, o := range append(line, v) {
		if o.Parts >= 2 && len(o.numberTexts[1]) == 2 && o.numberTexts[1][0] == '0' {
			return true
		}
	}
	return false
}

// NextCalendar returns the next calendar version by the pattern of line, which has the oldest version first and v last; "" if there is no
// pattern. It counts patches if the line does. After a single release it returns the version of the month. v was released at was, and the
// next release's commit was made at at.
func (v Version) NextCalendar(level Level, line []Version, was, at time.Time) string {
	line = slices.DeleteFunc(slices.Clone(line), Version.Prerelease)
	if v.compact() || days(line) || v.dayOf(was) {
		return v.nextDay(line, at)
	}
	if len(line) < 2 {
		return v.inMonthAfter(line, at)
	}
	if v.Parts == 3 && monthly(line) && !at.IsZero() {
		if next := v.inMonthOf(at, firstOfMonth(line)); next.Compare(v) > 0 && next.numbers[1] != v.numbers[1] {
			return v.write(next.numbers, 3, "", line)
		}
		level = Patch
	}
	if level == Patch && (v.Parts == 3 || patched(line)) {
		next := v.numbers
		next[2]++
		return v.write(next, 3, "", line)
	}
	months := distinctMonths(line)
	if len(months) < 2 {
		return v.inMonthAfter(line, at)
	}
	step, steady := months[1]-months[0], true
	for i := 1; i < len(months); i++ {
		steady = steady && months[i]-months[i-1] == step
	}
	last := months[len(months)-1]
	switch {
	case !was.IsZero() && !at.IsZero() && v.numbers[1] != uint64(was.UTC().Month()) && counter(months) && v.inMonthOf(at, 0).numbers[0] > v.numbers[0]:
		last = v.inMonthOf(at, 0).numbers[0] * 12 // the first of its year
	case steady:
		last += step
	case counter(months):
		last++
	default:
		last = monthOf(at)
		if v.numbers[0] < 100 {
			last %= 1200
		}
		if last <= months[len(months)-1] {
			return ""
		}
	}
	next := [4]uint64{last / 12, last%12 + 1}
	if v.Parts > 2 {
		next[2] = firstOfMonth(line)
	}
	return v.write(next, v.Parts, "", line)
}

// dayOf reports whether the version is the day of its release in any time zone.
func (v Version) dayOf(was time.Time) bool {
	if v.Parts < 3 || was.IsZero() {
		return false
	}
	for _, hours := range []time.Duration{-12, 0, 12} {
		y, m, d := was.UTC().Add(hours * time.Hour).Date()
		if v.numbers[0]%100 == uint64(y)%100 && v.numbers[1] == uint64(m) && v.numbers[2] == uint64(d) {
			return true
		}
	}
	return false
}

// inMonthAfter returns the version of the month of at, or the next count in v's month if at is not in a later one; "" if v has no month.
func (v Version) inMonthAfter(line []Version, at time.Time) string {
	if at.IsZero() || v.numbers[1] < 1 || v.numbers[1] > 12 {
		return ""
	}
	line = append(line, v)
	next, parts := v.inMonthOf(at, 0), v.Parts
	if v.Parts > 2 {
		next.numbers[2] = firstOfMonth(line)
	}
	if next.numbers[0]*12+next.numbers[1] <= v.numbers[0]*12+v.numbers[1] {
		next.numbers = v.numbers
		next.numbers[2], parts = v.numbers[2]+1, max(parts, 3)
	}
	return v.write(next.numbers, parts, "", line)
}

// inMonthOf returns the version of a month with a third number.
func (v Version) inMonthOf(at time.Time, third uint64) Version {
	year := uint64(at.UTC().Year())
	if v.numbers[0] < 100 {
		year %= 100
	}
	return Version{numbers: [4]uint64{year, uint64(at.UTC().Month()), third}}
}

// monthly reports whether most releases of a line are the first of their month, so that its months follow the calendar.
func monthly(line []Version) bool {
	first, firsts, all := firstOfMonth(line), 0, 0
	for _, v := range line {
		if v.Parts == 3 {
			all++
		}
		if v.Parts == 3 && v.numbers[2] == first {
			firsts++
		}
	}
	return all >= 4 && 2*firsts > all
}

func monthOf(at time.Time) uint64 { return uint64(at.UTC().Year()*12 + int(at.UTC().Month()) - 1) }

// days reports whether the third numbers of a line are days.
func days(line []Version) bool {
	for _, v := range line {
		if v.Parts >= 3 && (len(v.numberTexts[2]) == 2 && v.numberTexts[2][0] == '0' || v.numbers[2] > 12 && v.numbers[2] <= 31 && v.numbers[1] <= 12) {
			return true
		}
	}
	return false
}

// patched reports whether a line counts patches behind year and month.
func patched(line []Version) bool {
	for _, v := range line {
		if v.Parts == 3 {
			return true
		}
	}
	return false
}

// distinctMonths returns year and month of the line as counts of months, in ascending order.
func distinctMonths(line []Version) []uint64 {
	var months []uint64
	for _, v := range line {
		if v.Parts < 2 || v.numbers[1] < 1 || v.numbers[1] > 12 {
			continue
		}
		if m := v.numbers[0]*12 + v.numbers[1] - 1; len(months) == 0 || m > months[len(months)-1] {
			months = append(months, m)
		}
	}
	return months
}

// counter reports whether the second number counts releases of a year, from 1 on.
func counter(months []uint64) bool {
	for i := 1; i < len(months); i++ {
		if months[i]/12 == months[i-1]/12 && months[i] != months[i-1]+1 || months[i]/12 != months[i-1]/12 && months[i]%12 != 0 {
			return false
		}
	}
	return true
}

// firstOfMonth returns the third number that the months of a line begin with.
func firstOfMonth(line []Version) uint64 {
	for _, v := range line {
		if v.Parts >= 3 && v.numbers[2] == 0 {
			return 0
		}
	}
	return 1
}

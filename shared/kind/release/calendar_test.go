package release

import (
	"strings"
	"testing"
	"time"
)

func parsed(t *testing.T, names string) []Version {
	t.Helper()
	var line []Version
	for name := range strings.FieldsSeq(names) {
		v, ok := ParseVersion(name)
		if !ok {
			t.Fatalf("%q is not read as a version", name)
		}
		line = append(line, v)
	}
	return line
}

func TestCalendar_TellsYearsFromCounts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		version, line string
		want          bool
	}{
		{"2024.11.3", "", true}, {"1900.1", "", true}, {"1899.1", "", false}, {"2199.1", "", true}, {"2200.1", "", false},
		{"24.04", "", true}, {"24.4", "", false}, {"24.10", "24.04", true}, {"24.10", "24.4 24.100", false},
		{"10.04", "", true}, {"9.04", "", false}, {"60.04", "", true}, {"61.04", "", false}, {"2024", "", false},
		{"20240131", "", true}, {"v20240131.1", "", true}, {"20241331", "", false}, {"2024-01-31", "", true},
	} {
		if got := parsed(t, test.version)[0].Calendar(parsed(t, test.line), time.Time{}); got != test.want {
			t.Errorf("%s in the line %q is a calendar version: %v", test.version, test.line, got)
		}
	}
}

func TestNextCalendar_KeepsTheRhythmOfTheLine(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		line  string // the last is the one before
		level Level
		at    string
		want  string
	}{
		{"one release, and its month is over", "py-24.04", Minor, "2024-09-05", "py-24.09"},
		{"one release, in its month", "24.04", Minor, "2024-04-30", "24.04.1"},
		{"one release, with a count of its month", "2024.11.3", Patch, "2024-11-20", "2024.11.4"},
		{"one release, with a count, and its month is over", "2024.11.0", Patch, "2025-01-20", "2025.1.0"},
		{"one release of a later month", "24.04", Minor, "2024-03-05", "24.04.1"},
		{"one release without a month", "2024.13", Minor, "2024-09-05", ""},
		{"one release, and no time", "24.04", Minor, "", ""},
		{"one release of a day", "2024.01.05", Patch, "2024-02-03", "2024.02.03"},
		{"half-years", "23.04 23.10 24.04", Minor, "", "24.10"},
		{"half-years, over the year's end", "23.10 24.04 24.10", Major, "", "25.04"},
		{"months", "24.02 24.03 24.04", Minor, "", "24.05"},
		{"no rhythm: the month of the commit", "23.04 23.10 24.03", Minor, "2024-09-05", "24.09"},
		{"no rhythm, in whole years", "2023.1 2023.4 2023.5", Minor, "2024-02-05", "2024.2"},
		{"no rhythm, and the month has its release", "23.04 23.10 24.03", Minor, "2024-03-30", ""},
		{"no rhythm, and no time", "23.04 23.10 24.03", Minor, "", ""},
		{"counts of a year", "2023.1 2023.2 2023.3 2024.1", Minor, "", "2024.2"},
		{"a month counted again is no count of a year", "2023.1 2023.2 2023.4", Minor, "2023-09-05", "2023.9"},
		{"a year that does not begin with 1 is none either", "2023.1 2023.2 2024.2", Minor, "2024-09-05", "2024.9"},
		{"no months", "2024.13 2024.14", Minor, "2024-09-05", ""},
		{"one month", "2024.3.0 2024.3.1", Minor, "2024-09-05", "2024.9.0"},
		{"a patch of a line that counts them", "22.04 22.04.1 22.10 23.04", Patch, "", "23.04.1"},
		{"a patch of a line that does not", "22.10 23.04 23.10", Patch, "", "24.04"},
		{"a patch", "2024.3.1 2024.4.1", Patch, "", "2024.4.2"},
		{"patches from 0", "2024.3.0 2024.3.1 2024.4.0", Minor, "", "2024.5.0"},
		{"patches from 1", "2024.3.1 2024.4.1", Minor, "", "2024.5.1"},
		{"the next month of a line that follows the calendar", "2026.3.0 2026.3.1 2026.4.0 2026.6.0", Patch, "2026-07-20", "2026.7.0"},
		{"the next year of a line that follows the calendar", "25.10.0 25.11.0 25.12.0 25.12.1", Minor, "2026-01-20", "26.1.0"},
		{"a second one in the month", "2026.3.0 2026.3.1 2026.4.0 2026.6.0", Minor, "2026-06-20", "2026.6.1"},
		{"patches of old months", "24.4.0 24.4.1 24.4.2 24.4.3 24.8.0", Patch, "2024-12-02", "24.8.1"},
		{"padding that the line gave up", "2023.01.0 2023.02.0 2026.4.0 2026.6.0", Patch, "2026-07-20", "2026.7.0"},
		{"pre-releases in a line that follows the calendar", "18.3a0 18.3a1 18.4a0 18.5b0 24.3.0 24.4.0 24.8.0 25.1.0 26.1a1 26.1.0 26.3.0 26.3.1", Patch, "2026-05-16", "26.5.0"},
		{"days", "2024.01.05 2024.01.12", Patch, "2024-02-03", "2024.02.03"},
		{"days of short years", "24.1.25 24.2.13", Minor, "2024-03-14", "24.3.14"},
		{"the day has its release", "2024.01.05 2024.01.12", Patch, "2024-01-12", ""},
		{"the next day", "2024.01.05 2024.01.12", Patch, "2024-01-13", "2024.01.13"},
		{"a commit before the last day", "2024.01.05 2024.01.12", Patch, "2024-01-11", ""},
		{"days, the first of one digit", "2024.01.17 2024.01.24", Patch, "2024-02-03", "2024.02.03"},
		{"the day has its release, in a line with letters", "2024.01.05 2024.01.05a 2024.01.12", Patch, "2024-01-12", "2024.01.12a"},
		{"a day with hyphens", "release-2024-01-24", Patch, "2024-02-03", "release-2024-02-03"},
		{"a day with hyphens, again", "2024-01-24.1", Patch, "2024-01-24", "2024-01-24.2"},
		{"a day with hyphens, again for the first time", "2024-01-23-1 2024-01-24", Patch, "2024-01-24", "2024-01-24-1"},
		{"a day without separators", "v20240117", Patch, "2024-02-03", "v20240203"},
		{"a day without separators has its release", "v20240117", Patch, "2024-01-17", ""},
		{"a day with a count", "release-20240115.0 release-20240115.1", Minor, "2024-02-03", "release-20240203.0"},
		{"a day with a count, again", "20240114.1 20240115.1", Minor, "2024-01-15", "20240115.2"},
		{"days without a time", "2024.01.05 2024.01.12", Patch, "", ""},
	} {
		var at time.Time
		if test.at != "" {
			var err error
			if at, err = time.Parse(time.DateOnly, test.at); err != nil {
				t.Fatal(err)
			}
		}
		line := parsed(t, test.line)
		if got := line[len(line)-1].NextCalendar(test.level, line, time.Time{}, at); got != test.want {
			t.Errorf("%s: after %q follows %q, want %q", test.name, test.line, got, test.want)
		}
	}
}

// The day in a name is that of its release, not that of the one before.
func TestOnDay_RenewsTheDayAtTheEnd(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 2, 3, 9, 0, 0, 0, time.UTC)
	for version, want := range map[string]string{
		"jetty-9.4.53.v20230823": "jetty-9.4.53.v20240203", "1.2.4-20230823": "1.2.4-20240203", "v1.2.4": "v1.2.4", "nightly-20230823": "nightly-20230823",
	} {
		if got := OnDay(version, at); got != want {
			t.Errorf("%s becomes %s, want %s", version, got, want)
		}
	}
}

package release_test

import (
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/kind/release"
)

// A wrong number is what people type into the tag.
func TestNext_CountsAsTheLineDoes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		line  []string // the last is followed
		level release.Level
		want  string
	}{
		"three numbers":                   {[]string{"v1.2.3"}, release.Patch, "v1.2.4"},
		"three numbers, a feature":        {[]string{"v1.2.3"}, release.Minor, "v1.3.0"},
		"three numbers, a breaking one":   {[]string{"v1.2.3"}, release.Major, "v2.0.0"},
		"four numbers":                    {[]string{"1.2.3.4"}, release.Patch, "1.2.3.5"},
		"four numbers, a feature":         {[]string{"1.2.3.4"}, release.Minor, "1.3.0.0"},
		"four numbers that count at last": {[]string{"1.2.3.1", "1.2.4.0"}, release.Patch, "1.2.4.1"},
		"four numbers that don't":         {[]string{"1.2.3.0", "1.2.4.0"}, release.Patch, "1.2.5.0"},
		"two numbers":                     {[]string{"v1.2"}, release.Patch, "v1.2.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var versions []release.Version
			for _, tag := range c.line {
				v, ok := release.ParseVersion(tag)
				if !ok {
					t.Fatalf("%s is no version", tag)
				}
				versions = append(versions, v)
			}
			last := len(versions) - 1
			if got := versions[last].Next(c.level, versions[:last]); got != c.want {
				t.Errorf("%v is followed by %s, want %s", c.line, got, c.want)
			}
		})
	}
}

// A number that only looks like a day counts on by one; a day is followed by that of the commit.
func TestCalendar_KnowsDaysInOneNumber(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]bool{
		"20240131": true, "19000101": true, "21991231": true, "18991231": false, "22000101": false,
		"20241231": true, "20241331": false, "20240031": false, "20240101": true, "20240100": false, "20240132": false,
	} {
		v, ok := release.ParseVersion("v" + number)
		if got := ok && v.Calendar(nil, time.Time{}); got != want {
			t.Errorf("%s is a day: %t, want %t", number, got, want)
		}
	}
}

// Whatever the order of the tags, the next release must not be compared with an old release or a nightly build.
func TestLines_LastIsTheLatestRelease(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2024, 1, n, 0, 0, 0, 0, time.UTC) }
	older, newer, same := release.Tag{Name: "v1.0.0", At: day(1)}, release.Tag{Name: "v1.1.0", At: day(2)}, release.Tag{Name: "v1.1.1", At: day(2)}
	nightly := release.Tag{Name: "nightly-20240103", At: day(3)}
	for name, c := range map[string]struct {
		tags []release.Tag
		want string
	}{
		"oldest first":        {[]release.Tag{older, newer}, "v1.1.0"},
		"newest first":        {[]release.Tag{newer, older}, "v1.1.0"},
		"two of one time":     {[]release.Tag{newer, same, older}, "v1.1.1"},
		"two, the other way":  {[]release.Tag{older, same, newer}, "v1.1.1"},
		"after a nightly one": {[]release.Tag{nightly, newer, older}, "v1.1.0"},
	} {
		lines, err := release.Lines(t.Context(), nil, c.tags, nil) // no tag names a part: the tree is not read
		if err != nil || len(lines) != 1 || lines[0].Last.Name != c.want {
			t.Errorf("%s: %+v, %v, want %s", name, lines, err, c.want)
		}
	}
}

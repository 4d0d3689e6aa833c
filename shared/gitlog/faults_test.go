package gitlog

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// A scale of a history that could not be read must not look like that of an empty one.
func TestLanded_WrongRevisionIsAnError(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	for _, n := range []int{0, 2} {
		failed := 0
		for _, err := range (Log{Dir: dir}).Landed(t.Context(), &Tracker{}, n, "nowhere") {
			if err != nil {
				failed++
			}
		}
		for _, err := range (Log{Dir: dir}).NewestWithHistory(t.Context(), &Tracker{}, n, "nowhere") {
			if err != nil {
				failed++
			}
		}
		if failed != 2 {
			t.Errorf("newest %d: %d errors, want one each", n, failed)
		}
	}
}

// Where Git can't be started, a history is not empty: an author would pass as new, and a scale as young.
func TestLog_GitThatDoesNotStartIsAnError(t *testing.T) {
	t.Parallel()
	ended, stop := context.WithCancel(t.Context())
	stop()
	log := Log{Dir: repository(t)}
	if _, err := log.chain(ended, []string{"HEAD"}); err == nil {
		t.Error("the graph was read without Git")
	}
	if err := log.learnOlder(ended, &Tracker{}, 1, []string{"HEAD"}); err == nil {
		t.Error("the past was learned without Git")
	}
}

// Whoever has read enough stops, and the reader with it.
func TestParse_StopsWhenAsked(t *testing.T) {
	t.Parallel()
	header := "\x01" + strings.Repeat("a", 40) + "\x00mona@example.com\x001\x00Begin\n"
	read := 0
	for _, err := range parse(strings.NewReader(header + header)) {
		if err != nil {
			t.Fatal(err)
		}
		read++
		break
	}
	if read != 1 {
		t.Errorf("%d commits were read", read)
	}
}

// What stands between the entries of a raw log names no blob.
func TestEachBlob_SkipsWhatIsNoEntry(t *testing.T) {
	t.Parallel()
	raw := "\x00:100644 100644\x00a b c d e\x00:100644 000000 old new D\x00a.go\x00:160000 120000 module link T\x00b\x00"
	var got []string
	err := eachBlob(strings.NewReader(raw), func(blob, path string) error {
		got = append(got, blob+" "+path)
		return nil
	})
	if want := []string{"old a.go", "link b"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}

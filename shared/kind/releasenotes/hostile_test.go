package releasenotes

import (
	"encoding/json"
	"testing"

	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/testing/pagetest"
)

// Notes become a release's body, which GitHub shows to everybody: no field of theirs may act there.
func TestNotes_NoFieldActsInARelease(t *testing.T) {
	t.Parallel()
	o := pagetest.Oracle{Repository: "o/r", Subjects: true, Accounts: true}
	w := page.Writer{Repository: "o/r", HeadSHA: "abc1234567890abc1234567890abc1234567890a", References: true}
	for _, text := range pagetest.Strings(t) {
		var s Set
		var answer Result
		pagetest.Fill(&s, text)
		pagetest.Fill(&answer, text)
		for i := range s.Entries {
			s.Entries[i].Ref.Pull = 3 + i
		}
		for _, n := range []Notes{Plain(&s), Word(&s, answer)} {
			body, err := write("", &s, n, w)
			if err != nil {
				t.Fatal(err)
			}
			b, err := parseBody(body)
			if err != nil {
				t.Fatalf("%q breaks the marks: %v\n%s", text, err, body)
			}
			o.Check(t, text, b.inside)
		}
		evidence, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		outline, err := NewOutline(evidence, nil, w)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range outline.Sections {
			for _, e := range section.Entries {
				o.Check(t, text, e.changelogLine())
			}
		}
	}
}

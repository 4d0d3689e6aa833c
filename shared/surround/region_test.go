package surround

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Where there is no room for all, one large function must not cost the reviewer several small ones.
func TestSelect_ShowsSmallFunctionsBeforeLargeOnes(t *testing.T) {
	t.Parallel()
	s, _ := selected(t, map[string]string{
		"a/a.go": "package a\n\nfunc large() {\n\tfirst()+\n" + strings.Repeat("\tnext()\n", 9) + "}\n\nfunc small() {\n\tlast()+\n}\n",
	})
	if diff := cmp.Diff([]string{"small a/a.go:16-18", "large a/a.go:3-14"}, describe(s, Changed)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Of what an import may name, the file of that name is read before the many of a folder of another word.
func TestNext_ReadsTheNamedFileBeforeFolders(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"src/a/a.rs":                "use crate::near::PollSource;\n\nfn run(s: Source) {\n    s.poll_all();+\n}\n",
		"src/far/of/poll_source.rs": "impl PollSource {\n    fn poll_all(&self) {\n    }\n}\n",
	}
	for n := range 2 * MaxFiles {
		files[fmt.Sprintf("src/a/near/f%d.rs", n)] = "\n"
	}
	s, _ := selected(t, files)
	if diff := cmp.Diff([]string{"poll_all? src/far/of/poll_source.rs:2-2"}, describe(s, Definition)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A folder may have more files than the first round reads.
func TestNext_ReadsNeighborsThatTheFirstRoundHadNoRoomFor(t *testing.T) {
	t.Parallel()
	files := map[string]string{"a/a.go": "package a\n\nfunc run() {\n\tremote()+\n}\n", "a/z.go": "package a\n\nfunc remote() {\n" + strings.Repeat("\tnext()\n", 9) + "}\n"}
	for n := range MaxFiles + 20 {
		files["a/f"+strings.Repeat("x", n)+".go"] = "package a\n"
	}
	s, rounds := selected(t, files)
	if diff := cmp.Diff([]string{"remote a/z.go:3-3"}, describe(s, Definition)); diff != "" || len(rounds[0]) != MaxFiles {
		t.Errorf("%d files first (-want +got):\n%s", len(rounds[0]), diff)
	}
}

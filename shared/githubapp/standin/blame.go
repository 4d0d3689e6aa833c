package standin

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// blamed is how far back the stand-in looks for the author of a line. An older line has a commit of its file from before then: in a long
// history, git needs seconds to find the right one.
const blamed = 400 * 24 * time.Hour

// graphBlame returns who wrote the lines of a file as of a commit.
func (s *Server) graphBlame(h *history, c *gitCommit, path string) (object, error) {
	out, err := s.git("blame", "--porcelain", fmt.Sprint("--since=", c.at.Add(-blamed).Unix()), c.sha, "--", path)
	if err != nil {
		return nil, &graphError{"", "Something went wrong while executing your query."}
	}
	ranges := []object{}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line) // of a group's first line: commit, line there, line here, lines of the group
		if strings.HasPrefix(line, "\t") || len(f) != 4 || h.commits[f[0]] == nil {
			continue
		}
		first, _ := strconv.Atoi(f[2])
		lines, _ := strconv.Atoi(f[3])
		ranges = append(ranges, object{
			"__typename": "BlameRange", "startingLine": first, "endingLine": first + lines - 1, "commit": s.graphCommit(h, h.commits[f[0]], nil),
		})
	}
	return object{"__typename": "Blame", "ranges": ranges}, nil
}

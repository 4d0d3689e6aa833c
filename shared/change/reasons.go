package change

import "fmt"

func addedReason(s Source) string {
	if s.Additions <= 0 {
		return "no lines added in production files"
	}
	return fmt.Sprintf("%s added in %s", count(s.Additions, "line"), count(s.Files, "production file"))
}

func deletedReason(s Source) string {
	if s.Deletions <= 0 {
		return "no lines deleted in production files"
	}
	return fmt.Sprintf("%s deleted in production files", count(s.Deletions, "line"))
}

func spreadReason(s Source) string {
	switch {
	case s.Files <= 0:
		return "no production files changed"
	case s.Files == 1:
		return "all changed production lines are in one file"
	}
	return fmt.Sprintf("changed production lines spread over %d files (entropy %.1f bits)", s.Files, s.Entropy)
}

// testSignal says how much of the change is tests. The fitted changes say nothing of tests, so it has no points.
func testSignal(f Facts) Signal {
	s := Signal{Name: "tests", Reason: "no tests changed (for information)"}
	lines := f.Total.Additions + f.Total.Deletions
	for _, c := range f.Classes {
		if tested := c.Additions + c.Deletions; c.Class == Test && tested > 0 && lines > 0 {
			s.Value = float64(tested) / float64(lines)
			s.Reason = fmt.Sprintf("%d of %s are in tests (for information)", tested, count(lines, "changed line"))
		}
	}
	return s
}

// count says a number with its noun, in the plural but for one.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

package change

import (
	"fmt"
	"strconv"
)

func addedReason(s Source) string {
	if s.Additions <= 0 {
		return "none in files that run in production"
	}
	return fmt.Sprintf("%s in %s", count(s.Additions, "line"), running(s.Files))
}

func deletedReason(s Source) string {
	if s.Deletions <= 0 {
		return "none in files that run in production"
	}
	return count(s.Deletions, "line") + " in files that run in production"
}

func spreadReason(s Source) string {
	switch {
	case s.Files <= 0:
		return "no files that run in production changed"
	case s.Files == 1:
		return "all in one file"
	}
	return fmt.Sprintf("over %s (entropy %.1f bits)", count(s.Files, "file"), s.Entropy)
}

// testSignal says how much of the change is tests. The fitted changes say nothing of tests, so it has no points.
func testSignal(f Facts) Signal {
	s := Signal{Name: "tests", Reason: "none changed (for information)"}
	lines := f.Total.Additions + f.Total.Deletions
	for _, c := range f.Classes {
		if tested := c.Additions + c.Deletions; c.Class == Test && tested > 0 && lines > 0 {
			s.Value = float64(tested) / float64(lines)
			s.Reason = fmt.Sprintf("%s of %s (for information)", grouped(tested), count(lines, "changed line"))
		}
	}
	return s
}

// count says a number with its noun, in the plural but for one.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return grouped(n) + " " + noun + "s"
}

// running says files of the classes that Source sums, which are more than those called production.
func running(files int) string {
	if files == 1 {
		return "1 file that runs in production"
	}
	return count(files, "file") + " that run in production"
}

// grouped groups the digits of n, which is not negative: 1,204.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

package webhook

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/require"
)

// cgroup makes a control group in which processes have so much memory, page cache included, and are killed beyond it. Without the
// right to make one the test is skipped. `ulimit -v` is no way: Go reserves far more addresses than it uses.
func cgroup(t *testing.T, memory int) (dir string) {
	t.Helper()
	dir, err := makeCgroup(fmt.Sprintf("devplus-webhook-%d", os.Getpid()), memory)
	require.Part(t, "a control group", err, "run as root on Linux, with a writable /sys/fs/cgroup")
	t.Cleanup(func() {
		if err := os.Remove(dir); err != nil { // not RemoveAll: its files can't be removed
			t.Errorf("removing the control group: %v", err)
		}
	})
	return dir
}

// makeCgroup makes one below this process's own, or below the root where that may have no children: of version 1, or of version 2.
func makeCgroup(name string, memory int) (string, error) {
	own, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return "", err
	}
	var faults []error
	for line := range strings.Lines(string(own)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) < 3 {
			continue
		}
		root, limit := "/sys/fs/cgroup", "memory.max"
		switch parts[1] {
		case "memory":
			root, limit = "/sys/fs/cgroup/memory", "memory.limit_in_bytes"
		case "":
		default:
			continue
		}
		for _, parent := range []string{filepath.Join(root, parts[2]), root} {
			dir := filepath.Join(parent, name)
			if err := os.Mkdir(dir, 0o755); err != nil {
				faults = append(faults, err)
				continue
			}
			err := os.WriteFile(filepath.Join(dir, limit), []byte(strconv.Itoa(memory)), 0)
			if err == nil {
				return dir, nil
			}
			faults = append(faults, err, os.Remove(dir))
		}
	}
	return "", errors.Join(append(faults, errors.New("no memory controller"))...)
}

// Package program writes programs for tests to run.
package program

import (
	"os"
	"syscall"
)

// Write writes an executable file. No process of this one starts meanwhile: it would inherit the open file, and the kernel refuses
// to run a file that is open for writing.
func Write(path, text string) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return os.WriteFile(path, []byte(text), 0o755)
}

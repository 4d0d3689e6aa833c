// Package engine runs Kestra's real engine as a child process, for the local command and for tests. It runs kestra-image/engine: the image's
// own flows and configuration on an in-memory database. It needs a JDK and Maven; the first start builds it.
package engine

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Versions lists the lines of Kestra that an engine can be of, the default first.
func Versions() []string { return []string{"1.3", "2.0"} }

// Available returns an error if something is missing to run the engine of an image's folder; it says in one line what to install. The
// version is a line, or one of its versions; "" means the default.
func Available(imageDir, version string) error {
	if !supported(version) {
		return fmt.Errorf("kestra-image/engine: Kestra '%s' is not supported; use %s", version, strings.Join(Versions(), " or "))
	}
	check := exec.Command(script(imageDir), "--check")
	check.Env = append(os.Environ(), versionVariable+"="+version)
	out, err := check.CombinedOutput()
	if err == nil {
		return nil
	}
	if said := strings.TrimSpace(string(out)); said != "" {
		return errors.New(said)
	}
	return fmt.Errorf("looking for the engine's requirements: %w", err)
}

// supported reports whether a version is a line of Versions, or of one.
func supported(version string) bool {
	return version == "" || slices.ContainsFunc(Versions(), func(line string) bool {
		return version == line || strings.HasPrefix(version, line+".")
	})
}

// versionVariable names the version for run.sh.
const versionVariable = "ENGINE_KESTRA_VERSION"

// Options selects the engine to start.
type Options struct {
	ImageDir string            // the folder kestra-image
	Version  string            // a line of Kestra or one of its versions; "" means the default
	Data     string            // the folder that keeps executions for the next start; "" keeps none
	Env      map[string]string // on top of this process's: MODEL_BASE_URL and the others of environment.sh
	Log      io.Writer         // gets what Maven and Kestra say; nil drops it
}

// Engine is a running Kestra.
type Engine struct {
	URL, Username, Password string
	Management              string // base URL of /health

	cmd   *exec.Cmd
	stdin io.Closer
	ended chan struct{}
	close sync.Once
}

// Start builds the engine where it is not built yet, starts it on a free port and returns when it answers. It ends by Close, or with
// this process however that ends. ctx bounds the start alone: half a minute is plenty for a built one, five for a first build.
func Start(ctx context.Context, options Options) (*Engine, error) {
	e := &Engine{Username: "engine@devplus.local", Password: "E1" + rand.Text(), ended: make(chan struct{})}

	e.cmd = exec.Command(script(options.ImageDir))
	e.cmd.Env = append(os.Environ(), "ENGINE_FOLLOW_STDIN=1", versionVariable+"="+options.Version, "ENGINE_DATA="+options.Data, "KESTRA_USERNAME="+e.Username, "KESTRA_PASSWORD="+e.Password)
	for name, value := range options.Env {
		e.cmd.Env = append(e.cmd.Env, name+"="+value)
	}
	e.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that Maven's children end with it
	said := &tail{also: options.Log}
	e.cmd.Stderr = said
	stdin, err := e.cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("starting Kestra's engine: %w", err)
	}
	e.stdin = stdin
	stdout, err := e.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("starting Kestra's engine: %w", err)
	}
	if err := e.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting Kestra's engine: %w", err)
	}

	ready := make(chan error, 1)
	go func() {
		ready <- e.readReady(stdout)
		_, _ = io.Copy(io.Discard, stdout) // nothing more is expected; a full pipe would stop the engine
		_ = e.cmd.Wait()
		close(e.ended)
	}()
	select {
	case err = <-ready:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		e.Close()
		return nil, fmt.Errorf("starting Kestra's engine: %w%s", err, said)
	}
	return e, nil
}

// Close ends the engine and all its processes.
func (e *Engine) Close() {
	e.close.Do(func() {
		defer e.stdin.Close()
		group := -e.cmd.Process.Pid
		_ = syscall.Kill(group, syscall.SIGTERM)
		select {
		case <-e.ended:
		case <-time.After(grace):
		}
		_ = syscall.Kill(group, syscall.SIGKILL) // including what is left of Maven
		<-e.ended
	})
}

// grace is the time for removing its files; the database ends with the process.
const grace = 3 * time.Second

// readReady waits for the line with which the engine says where it is.
func (e *Engine) readReady(stdout io.Reader) error {
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		where, ok := strings.CutPrefix(lines.Text(), "ready ")
		if !ok {
			continue
		}
		var at struct{ URL, Management string }
		if err := json.Unmarshal([]byte(where), &at); err != nil {
			return fmt.Errorf("reading where it is: %w", err)
		}
		e.URL, e.Management = at.URL, at.Management
		return nil
	}
	return errors.New("it ended before it was ready")
}

func script(imageDir string) string { return filepath.Join(imageDir, "engine", "run.sh") }

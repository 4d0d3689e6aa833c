package terraform

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/devplus-app/devplus/shared/testing/checkout"
)

// deployer runs Terraform in a copy of the repository.
//
// Terraform hashes the files of an archive with their contents many times: with those, a plan takes most of a minute. So packed has
// Terraform choose the files and adds the contents itself; elsewhere an archive has a few small files.
type deployer struct {
	dir string
	env []string   // of each command
	mu  sync.Mutex // one command at a time
}

// copied initializes Terraform in a copy of the repository.
func copied(name string) (*deployer, error) {
	c := &deployer{dir: filepath.Join(scratch, name)}
	if err := checkout.Copy(c.dir); err != nil {
		return nil, err
	}
	backend := filepath.Join(c.dir, "terraform", "backend_override.tf")
	if err := os.WriteFile(backend, []byte("terraform {\n  backend \"http\" {}\n}\n"), 0o644); err != nil {
		return nil, err
	}
	c.env = []string{
		"TF_CLI_CONFIG_FILE=" + filepath.Join(scratch, "providers", "terraform.rc"), "TF_IN_AUTOMATION=1", "TF_CLI_ARGS=-no-color",
		"TF_HTTP_ADDRESS=" + stateServer().URL,
		"GOGC=off", "GOMEMLIMIT=1GiB", // collecting is a tenth of its time
	}
	_, err := c.terraform("init", "-input=false")
	return c, err
}

// stateServer keeps a state until the process ends. A state on disk is written after each resource, which is half the time of a destroy.
func stateServer() *httptest.Server {
	var mu sync.Mutex
	var state []byte
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case r.Method == http.MethodPost:
			state, _ = io.ReadAll(r.Body)
		case state == nil:
			w.WriteHeader(http.StatusNotFound)
		default:
			_, _ = w.Write(state)
		}
	}))
}

func (c *deployer) command(args ...string) *exec.Cmd {
	cmd := exec.Command("terraform", args...)
	cmd.Dir = filepath.Join(c.dir, "terraform")
	cmd.Env = append(os.Environ(), c.env...)
	return cmd
}

// terraform runs a command. The error contains its output.
func (c *deployer) terraform(args ...string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	cmd := c.command(args...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("terraform %s: %w\n%s%s", args[0], err, out.String(), said.String())
	}
	return out.String(), nil
}

// interrupt starts an apply and ends it after a few resources, as Ctrl-C does.
func (c *deployer) interrupt(args ...string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	cmd := c.command(append([]string{"apply", "-auto-approve", "-input=false"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	made := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.Contains(lines.Text(), "Creation complete") {
			if made++; made == 30 {
				_ = cmd.Process.Signal(syscall.SIGINT)
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		return fmt.Errorf("the apply was not interrupted after %d resources", made)
	}
	return nil
}

package terraform

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// untilParentEnds runs a program until standard input ends, which it does when the test process ends for any reason.
const untilParentEnds = `"$0" </dev/null & cat >/dev/null; kill $!`

// attach starts the providers that init installed, and all further commands use these processes. Terraform would start a provider
// for each walk through the configuration: 169 in its own tests, a third of their time.
func (c *deployer) attach() error {
	installed := filepath.Join(c.dir, "terraform", ".terraform", "providers")
	programs, err := filepath.Glob(filepath.Join(installed, "*", "*", "*", "*", "*", "terraform-provider-*"))
	if err != nil {
		return err
	}
	attached := map[string]any{} // as "Debugging Providers" of Terraform's documentation describes
	for _, program := range programs {
		path, err := filepath.Rel(installed, program)
		if err != nil {
			return err
		}
		cmd := exec.Command("sh", "-c", untilParentEnds, program)
		cmd.Env = append(os.Environ(), "TMPDIR="+scratch, "PLUGIN_PROTOCOL_VERSIONS=5", "TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
		if _, err := cmd.StdinPipe(); err != nil { // never written to
			return err
		}
		said, err := cmd.StdoutPipe()
		if err != nil {
			return err
		}
		if err := cmd.Start(); err != nil {
			return err
		}
		line, err := bufio.NewReader(said).ReadString('\n')
		fields := strings.Split(line, "|") // versions of go-plugin and of the protocol, network, address, kind
		if err != nil || len(fields) < 5 {
			return fmt.Errorf("%s said %q: %w", path, line, err)
		}
		go func() { _ = cmd.Wait() }() // keeps the pipe open
		name := filepath.ToSlash(filepath.Join(path, "..", "..", ".."))
		attached[name] = map[string]any{
			"Protocol": fields[4], "ProtocolVersion": 5, "Pid": cmd.Process.Pid, "Test": true,
			"Addr": map[string]string{"Network": fields[2], "String": fields[3]},
		}
	}
	text, err := json.Marshal(attached)
	c.env = append(c.env, "TF_REATTACH_PROVIDERS="+string(text))
	return err
}

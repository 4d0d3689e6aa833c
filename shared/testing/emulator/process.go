package emulator

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

const startTimeout = 90 * time.Second // 3 s alone; a busy machine that starts several takes far longer

// untilParentEnds runs its arguments until standard input ends, which it does when the test process ends for any reason. It
// kills gcloud's process group, because gcloud alone would leave its Java child behind.
const untilParentEnds = `
exec 3<&0
"$@" </dev/null &
child=$!
{ cat <&3 >/dev/null; kill -s KILL -- "-$child"; kill -s KILL 0; } 2>/dev/null &
wait "$child"
kill -s KILL 0`

// start runs gcloud with args plus an address of its own and waits until the emulator answers.
func start(args ...string) (host string, err error) {
	gcloud, err := exec.LookPath("gcloud")
	if err != nil {
		return "", err
	}
	java, err := javaHome()
	if err != nil {
		return "", err
	}
	host, err = freeAddress()
	if err != nil {
		return "", fmt.Errorf("finding a free port: %w", err)
	}
	log, err := os.CreateTemp("", "emulator-*.log")
	if err != nil {
		return "", fmt.Errorf("making the emulator's log: %w", err)
	}
	defer log.Close()
	defer os.Remove(log.Name()) // both sides keep it open

	command := append([]string{"-c", untilParentEnds, "sh", gcloud}, args...)
	cmd := exec.Command("sh", append(command, "--host-port="+host)...)
	cmd.Env = append(os.Environ(), "JAVA_HOME="+java, "PATH="+filepath.Join(java, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := cmd.StdinPipe() // never written to; the system closes it when this process ends
	if err != nil {
		return "", fmt.Errorf("tying the emulator to this process: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("starting the emulator: %w", err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	if err := waitFor(host, ended); err != nil {
		_ = stdin.Close()
		<-ended
		said, _ := os.ReadFile(log.Name())
		return "", fmt.Errorf("%w; it said:\n%s", err, said)
	}
	return host, nil
}

// freeAddress returns a loopback address that nothing listens on now.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// waitFor polls until host answers HTTP, which both emulators do on their port.
func waitFor(host string, ended <-chan struct{}) error {
	client := http.Client{Timeout: time.Second}
	deadline := time.After(startTimeout)
	for {
		select {
		case <-ended:
			return errors.New("the emulator ended by itself")
		case <-deadline:
			return fmt.Errorf("the emulator did not answer within %s", startTimeout)
		case <-time.After(50 * time.Millisecond):
		}
		answer, err := client.Get("http://" + host)
		if err != nil {
			continue
		}
		_ = answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			return nil
		}
	}
}

package webhook

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/v2/pstest"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// deployedMain is what Google's buildpack makes of a function.
const deployedMain = `package main

import (
	"log"
	"os"

	"github.com/GoogleCloudPlatform/functions-framework-go/funcframework"

	_ "github.com/devplus-app/devplus/functions/webhook"
)

func main() { log.Fatal(funcframework.StartHostPort("127.0.0.1", os.Getenv("PORT"))) }
`

// deploy builds the webhook as it is deployed and runs it with an instance's memory.
func deploy(t *testing.T) (url string, process int) {
	t.Helper()
	require.Tools(t, "sh")
	group, dir := cgroup(t, Memory), t.TempDir()
	main, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "webhook")
	if err := os.WriteFile(main, []byte(deployedMain), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command("go", "build", "-o", program, main).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	broker := pstest.NewServer()
	t.Cleanup(func() { _ = broker.Close() })
	if _, err := broker.GServer.CreateTopic(t.Context(), &pubsubpb.Topic{Name: "projects/project/topics/" + event.EventsTopic}); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	_ = listener.Close()

	cmd := exec.Command("sh", "-c", `echo $$ > "$0/cgroup.procs" && exec "$@"`, group, program)
	cmd.Env = []string{"PORT=" + port, "FUNCTION_TARGET=Webhook", "GOOGLE_CLOUD_PROJECT=project", "GITHUB_WEBHOOK_SECRET=" + secret, "PUBSUB_EMULATOR_HOST=" + broker.Addr}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed
	})
	for deadline := time.Now().Add(time.Minute); ; {
		if r, err := http.Get("http://" + address + "/health"); err == nil {
			_ = r.Body.Close()
			return "http://" + address + "/webhook", cmd.Process.Pid
		}
		if time.Now().After(deadline) {
			t.Fatal("the webhook does not listen")
		}
		<-time.After(20 * time.Millisecond)
	}
}

// tally counts answers.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (c *tally) add(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = map[string]int{}
	}
	c.counts[key]++
}

// send delivers a body and returns the status, or the fault.
func send(client *http.Client, url string, body []byte, signature string) string {
	r := deliveryFrom(url, "pull_request", bytes.NewReader(body), signature)
	answer, err := client.Do(r)
	if err != nil {
		return err.Error()
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return fmt.Sprint(answer.StatusCode)
}

// Anybody can send the webhook as much as GitHub may. At 25 MiB each, 40 senders took 2.3 GB, and Cloud Run kills at 256 MiB.
func TestWebhook_UnsignedLargeBodiesLeaveRoomForDeliveries(t *testing.T) {
	const senders, perSecond, seconds = 80, 200, 3
	url, process := deploy(t)
	var flood, real tally
	var floods, deliveries sync.WaitGroup
	over := make(chan struct{})
	large, forged := sized(MaxBodyBytes), "sha256="+strings.Repeat("0", 64)
	for range senders {
		floods.Go(func() {
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			for {
				answered := send(client, url, large, forged)
				if len(answered) > 3 {
					answered = "cut off" // refused while it was still sending
				}
				flood.add(answered)
				select {
				case <-over:
					return
				case <-time.After(100 * time.Millisecond):
				}
			}
		})
	}
	body := sized(25 << 10)
	signature := sign(secret, body)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: perSecond}, Timeout: 10 * time.Second} // as long as GitHub waits
	ticks := time.NewTicker(time.Second / perSecond)
	defer ticks.Stop()
	for range perSecond * seconds {
		<-ticks.C
		deliveries.Go(func() { real.add(send(client, url, body, signature)) })
	}
	deliveries.Wait()
	close(over)
	floods.Wait()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		t.Fatalf("the webhook was killed: %v; deliveries: %v", err, real.counts)
	}
	var peak int
	for line := range strings.Lines(string(status)) {
		_, _ = fmt.Sscanf(line, "VmHWM: %d kB", &peak)
	}
	t.Logf("at most %d MiB resident of %d; deliveries: %v, unsigned: %v", peak>>10, Memory>>20, real.counts, flood.counts)
	if real.counts["202"] != perSecond*seconds {
		t.Errorf("deliveries: %v, want all %d accepted", real.counts, perSecond*seconds)
	}
	if flood.counts["401"] == 0 || flood.counts["503"] == 0 {
		t.Errorf("unsigned: %v, want some read and some refused", flood.counts)
	}
	if peak == 0 || peak<<10 >= Memory {
		t.Errorf("%d KiB resident, of %d", peak, Memory>>10)
	}
}

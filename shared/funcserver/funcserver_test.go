package funcserver_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/v2/pstest"
	"github.com/GoogleCloudPlatform/functions-framework-go/funcframework"
	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/event/topics"
	"github.com/devplus-app/devplus/shared/funcserver"
)

const (
	childMark = "FUNCSERVER_TEST_CHILD" // set: this process is a deployed function
	failures  = "FUNCSERVER_TEST_FAILURES"
	secret    = "9f86d081884c7d659a2feaa0c55ad015"
)

// A function's registration reads the environment and may end the process: it is tested in processes of its own.
func TestMain(m *testing.M) {
	if os.Getenv(childMark) == "" {
		os.Exit(m.Run())
	}
	funcserver.Register("Webhook", build)
	if err := funcframework.StartHostPort("127.0.0.1", os.Getenv("PORT")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

// build is a small function: it publishes what it is asked, after so many failures to make its clients.
func build(lookup config.Lookup) (funcserver.Function, error) {
	c, err := config.Load[config.Webhook](lookup)
	if err != nil {
		return funcserver.Function{}, err
	}
	var made atomic.Int32
	return funcserver.Function{
		Secrets: []config.Secret{c.Secret, {}},
		Handler: func(ctx context.Context) (http.Handler, error) {
			if failing, _ := strconv.Atoi(os.Getenv(failures)); int(made.Add(1)) <= failing {
				return nil, errors.New("no connection")
			}
			client, err := pubsub.NewClient(ctx, c.Project)
			if err != nil {
				return nil, err
			}
			publisher := topics.New(client, topics.Names{Events: c.Events, Results: c.Events})
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					if err := publisher.PublishEvent(r.Context(), event.Event{Delivery: "guid", Event: "ping"}); err != nil {
						http.Error(w, err.Error(), http.StatusInternalServerError)
						return
					}
				}
				fmt.Fprintf(w, "made %d times, %s %s", made.Load(), r.Method, r.URL.Path)
			}), nil
		},
	}, nil
}

// function is a child process that runs the function.
type function struct {
	url    string
	cmd    *exec.Cmd
	ended  chan struct{} // closed when the process has
	stderr bytes.Buffer  // complete when it has ended

	mu    sync.Mutex
	lines []string // of its standard output
}

// start runs the function with these variables and no others, so without credentials.
func start(t *testing.T, env ...string) *function {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	f := &function{url: "http://127.0.0.1:" + port, cmd: exec.Command(self), ended: make(chan struct{})}
	f.cmd.Env = append([]string{childMark + "=1", "PORT=" + port, "HOME=" + t.TempDir()}, env...)
	f.cmd.Stderr = &f.stderr
	stdout, err := f.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := f.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(f.ended)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			f.mu.Lock()
			f.lines = append(f.lines, lines.Text())
			f.mu.Unlock()
		}
		_ = f.cmd.Wait() // its state says what there is to know
	}()
	t.Cleanup(func() {
		_ = f.cmd.Process.Kill() // it may have ended
		<-f.ended
		if t.Failed() {
			t.Logf("standard output:\n%s\nstandard error:\n%s", strings.Join(f.output(), "\n"), f.stderr.String())
		}
	})
	return f
}

func (f *function) output() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.lines...)
}

// wait waits for the process to end by itself.
func (f *function) wait(t *testing.T) (exitCode int) {
	t.Helper()
	select {
	case <-f.ended:
		return f.cmd.ProcessState.ExitCode()
	case <-time.After(2 * time.Minute):
		t.Fatal("the function runs on")
		return 0
	}
}

// eventually polls until done; what says what is waited for.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !done(); {
		if time.Now().After(deadline) {
			t.Fatalf("never happened: %s", what)
		}
		<-time.After(10 * time.Millisecond)
	}
}

// ask waits until the function listens.
func (f *function) ask(t *testing.T, method, path string, header http.Header) (*http.Response, string) {
	t.Helper()
	var response *http.Response
	eventually(t, "the function listens", func() bool {
		r, err := http.NewRequestWithContext(t.Context(), method, f.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header = header
		response, err = http.DefaultClient.Do(r)
		select {
		case <-f.ended:
			t.Fatal("the function has ended")
		default:
		}
		return err == nil
	})
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// find is the output's one line with this message.
func (f *function) find(t *testing.T, message string) map[string]any {
	t.Helper()
	var found map[string]any
	eventually(t, "a line with message "+message, func() bool {
		for _, line := range f.output() {
			var parsed map[string]any
			if json.Unmarshal([]byte(line), &parsed) == nil && parsed["message"] == message {
				found = parsed
			}
		}
		return found != nil
	})
	return found
}

// A deployment is taken for good when the container listens, and before anybody could give secrets their values.
func TestFunction_StartsWithoutNetworkAndSecrets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		env, status string
		missing     []any
	}{
		"a value":                  {"GITHUB_WEBHOOK_SECRET=" + secret, "ok", []any{}},
		"Secret Manager, far away": {"GITHUB_WEBHOOK_SECRET_SECRET=projects/p/secrets/s", "secrets missing", []any{"GITHUB_WEBHOOK_SECRET"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(t, "FUNCTION_TARGET=Webhook", "GOOGLE_CLOUD_PROJECT=project", "DEVPLUS_VERSION=v9", c.env)
			response, body := f.ask(t, http.MethodGet, "/health", nil)
			var got map[string]any
			if err := json.Unmarshal([]byte(body), &got); err != nil {
				t.Fatalf("%v: %s", err, body)
			}
			want := map[string]any{"status": c.status, "version": "v9", "missing_secrets": c.missing}
			if diff := cmp.Diff(want, got); diff != "" || response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "application/json" {
				t.Errorf("%s, %v, body (-want +got):\n%s", response.Status, response.Header, diff)
			}
			if all := strings.Join(f.output(), "\n") + body; strings.Contains(all, secret) {
				t.Errorf("the secret shows:\n%s", all)
			}
		})
	}
}

// Users see a failure at the first request; a failure at the start stops the deployment.
func TestFunction_FaultyEnvironmentStopsTheStart(t *testing.T) {
	t.Parallel()
	f := start(t, "FUNCTION_TARGET=Webhook", "GITHUB_WEBHOOK_SECRET=too-short")
	if code := f.wait(t); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if lines := f.output(); len(lines) != 1 {
		t.Errorf("%d lines, want 1", len(lines))
	}
	line := f.find(t, "the function can't start")
	want := "GOOGLE_CLOUD_PROJECT is not set: the Google Cloud project\n" +
		"GITHUB_WEBHOOK_SECRET has 9 bytes, but a secret has at least 16: make one with `openssl rand -hex 32`"
	if line["severity"] != "ERROR" || line["error"] != want || line["service"] != "webhook" {
		t.Errorf("logged %v", line)
	}
}

func TestFunction_WrongTargetStopsTheStart(t *testing.T) {
	t.Parallel()
	f := start(t, "FUNCTION_TARGET=webhook", "GOOGLE_CLOUD_PROJECT=project")
	if code := f.wait(t); code != 2 || !strings.Contains(f.stderr.String(), `"webhook"`) {
		t.Errorf("exit code %d, said %q", code, f.stderr.String())
	}
}

// Several functions in one process, as on a laptop: a fault of one must not end the others.
func TestFunction_WithoutTargetFailsAtTheRequest(t *testing.T) {
	t.Parallel()
	f := start(t)
	response, body := f.ask(t, http.MethodGet, "/Webhook", nil)
	if response.StatusCode != http.StatusServiceUnavailable || strings.Contains(body, "GOOGLE") {
		t.Errorf("%s: %s", response.Status, body)
	}
	f.find(t, "the function can't start")
}

// Google Cloud may be away when the first request comes.
func TestFunction_RetriesFailedClients(t *testing.T) {
	t.Parallel()
	f := start(t, "FUNCTION_TARGET=Webhook", "GOOGLE_CLOUD_PROJECT=project", "GITHUB_WEBHOOK_SECRET="+secret, failures+"=2",
		"PUBSUB_EMULATOR_HOST=127.0.0.1:1")
	for range 2 {
		response, body := f.ask(t, http.MethodGet, "/any/path", nil)
		if response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") != "10" || strings.Contains(body, "connection") {
			t.Errorf("%s, %v: %s", response.Status, response.Header, body)
		}
	}
	if line := f.find(t, "could not connect to Google Cloud"); line["severity"] != "ERROR" || line["error"] != "no connection" {
		t.Errorf("logged %v", line)
	}
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if response, body := f.ask(t, http.MethodGet, "/any/path", nil); response.StatusCode != http.StatusOK || body != "made 3 times, GET /any/path" {
				t.Errorf("%s: %s", response.Status, body)
			}
		})
	}
	all.Wait()
}

// One search for a trace shows what became of a delivery in all functions.
func TestFunction_TraceReachesLogAndMessage(t *testing.T) {
	t.Parallel()
	broker := pstest.NewServer()
	t.Cleanup(func() { _ = broker.Close() })
	if _, err := broker.GServer.CreateTopic(t.Context(), &pubsubpb.Topic{Name: "projects/project/topics/" + event.EventsTopic}); err != nil {
		t.Fatal(err)
	}
	f := start(t, "FUNCTION_TARGET=Webhook", "GOOGLE_CLOUD_PROJECT=project", "GITHUB_WEBHOOK_SECRET="+secret, failures+"=1",
		"PUBSUB_EMULATOR_HOST="+broker.Addr)
	const traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	header := http.Header{"Traceparent": {"00-" + traceID + "-00f067aa0ba902b7-01"}}
	f.ask(t, http.MethodGet, "/", header) // the one that fails, and logs
	if line := f.find(t, "could not connect to Google Cloud"); line["logging.googleapis.com/trace"] != "projects/project/traces/"+traceID {
		t.Errorf("logged %v", line)
	}
	if response, body := f.ask(t, http.MethodPost, "/", header); response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", response.Status, body)
	}
	messages := broker.Messages()
	if len(messages) != 1 || !strings.HasPrefix(messages[0].Attributes["traceparent"], "00-"+traceID+"-") {
		t.Errorf("published %+v", messages)
	}
}

// A share above 1, or a percentage, is a slip that nobody would notice otherwise.
func TestFunction_SampleRateThatIsNoShareStopsTheStart(t *testing.T) {
	t.Parallel()
	for _, rate := range []string{"10", "10%", "-0.1", "NaN"} {
		f := start(t, "FUNCTION_TARGET=Webhook", "GOOGLE_CLOUD_PROJECT=project", "GITHUB_WEBHOOK_SECRET="+secret, "TRACE_SAMPLE_RATE="+rate)
		if code := f.wait(t); code != 1 {
			t.Errorf("%s: exit code %d, want 1", rate, code)
		}
		if line := f.find(t, "the function can't start"); line["error"] != fmt.Sprintf("TRACE_SAMPLE_RATE is %q: a share of deliveries, from 0 to 1", rate) {
			t.Errorf("%s: logged %v", rate, line)
		}
	}
}

// Without credentials nothing is exported, and everything else works.
func TestFunction_AnswersWithoutCredentialsForTraces(t *testing.T) {
	t.Parallel()
	f := start(t, "FUNCTION_TARGET=Webhook", "GOOGLE_CLOUD_PROJECT=project", "GITHUB_WEBHOOK_SECRET="+secret, "TRACE_SAMPLE_RATE=1",
		"GOOGLE_APPLICATION_CREDENTIALS=/nowhere.json", "PUBSUB_EMULATOR_HOST=127.0.0.1:1")
	if response, body := f.ask(t, http.MethodGet, "/any/path", nil); response.StatusCode != http.StatusOK {
		t.Errorf("%s: %s", response.Status, body)
	}
	f.find(t, "could not set up tracing")
}

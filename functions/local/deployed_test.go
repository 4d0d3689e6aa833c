package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"github.com/GoogleCloudPlatform/functions-framework-go/funcframework"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/emulator"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

// childPort, set in the environment, makes the test binary a deployed function: FUNCTION_TARGET behind the Functions Framework.
const childPort = "DEVPLUS_TEST_FUNCTION_PORT"

// builtFunctions, set in the environment, is a folder with a program for each function, named as it is registered; they take
// the place of the test binary.
const builtFunctions = "DEVPLUS_TEST_FUNCTIONS"

func serveFunction(port string) {
	fmt.Fprintln(os.Stderr, funcframework.StartHostPort("127.0.0.1", port))
	os.Exit(1)
}

// deployment is all functions, each a process of its own as in the cloud, on Google's emulators.
type deployment struct {
	t    *testing.T
	env  []string
	urls map[string]string // by function
}

// run starts a function and waits until it answers.
func (d *deployment) run(name string, env ...string) {
	d.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		d.t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	program, portVariable := os.Args[0], childPort
	if folder := os.Getenv(builtFunctions); folder != "" {
		program, portVariable = filepath.Join(folder, name), "PORT"
	}
	child := exec.CommandContext(d.t.Context(), program)
	child.Env = append(append([]string{portVariable + "=" + port, "FUNCTION_TARGET=" + name, "PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}, d.env...), env...)
	child.Stdout, child.Stderr = d.t.Output(), d.t.Output()
	if err := child.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = child.Process.Kill(); _ = child.Wait() })
	d.urls[name] = "http://127.0.0.1:" + port
	until(d.t, name+" answers", func() bool {
		code, _ := d.get(name, "/health")
		return code == http.StatusOK
	})
}

func (d *deployment) get(name, path string) (int, []byte) {
	answer, err := http.Get(d.urls[name] + path)
	if err != nil {
		return 0, nil
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, body
}

// subscribe makes the topics and push subscriptions, like those of the deployment.
func (d *deployment) subscribe(project string, targets map[string]string) {
	d.t.Helper()
	ctx := d.t.Context()
	conn, err := grpc.NewClient(emulator.PubSub(d.t), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		d.t.Fatal(err)
	}
	client, err := pubsub.NewClient(ctx, project, option.WithGRPCConn(conn))
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = client.Close() })
	dead := fmt.Sprintf("projects/%s/topics/devplus-dead", project)
	if _, err := client.TopicAdminClient.CreateTopic(ctx, &pubsubpb.Topic{Name: dead}); err != nil {
		d.t.Fatal(err)
	}
	for topic, url := range targets {
		name := fmt.Sprintf("projects/%s/topics/%s", project, topic)
		if _, err := client.TopicAdminClient.CreateTopic(ctx, &pubsubpb.Topic{Name: name}); err != nil {
			d.t.Fatal(err)
		}
		if _, err := client.SubscriptionAdminClient.CreateSubscription(ctx, &pubsubpb.Subscription{
			Name: fmt.Sprintf("projects/%s/subscriptions/%s", project, topic), Topic: name, AckDeadlineSeconds: 600,
			PushConfig:       &pubsubpb.PushConfig{PushEndpoint: url},
			RetryPolicy:      &pubsubpb.RetryPolicy{MinimumBackoff: durationpb.New(100 * time.Millisecond), MaximumBackoff: durationpb.New(time.Second)},
			DeadLetterPolicy: &pubsubpb.DeadLetterPolicy{DeadLetterTopic: dead, MaxDeliveryAttempts: analysis.MaxDeliveries},
		}); err != nil {
			d.t.Fatal(err)
		}
	}
}

func TestDeployedFunctions_ReviewAPullRequest(t *testing.T) {
	t.Parallel()
	stack := kestratest.Start(t)
	gh, err := standin.New(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	api := httptest.NewServer(described(t, gh))
	defer api.Close()
	key := fmt.Sprintf("script-%d", time.Now().UnixNano())
	stack.Model.Script(t, key, kestratest.Reply{Content: finding})
	if err := gh.AddPullRequest(standin.PullRequest{Number: 1, Base: base, Head: head, Title: key, Files: twoFiles()}); err != nil {
		t.Fatal(err)
	}

	project := fmt.Sprintf("deployed-%d", time.Now().UnixNano())
	d := &deployment{t: t, urls: map[string]string{}, env: []string{
		"GOOGLE_CLOUD_PROJECT=" + project, "FIRESTORE_DATABASE=(default)", "DEVPLUS_VERSION=v-test",
		"PUBSUB_EMULATOR_HOST=" + emulator.PubSub(t), "FIRESTORE_EMULATOR_HOST=" + emulator.Firestore(t),
	}}
	app := []string{
		fmt.Sprintf("GITHUB_APP_ID=%d", gh.Options().AppID), "GITHUB_API_URL=" + api.URL,
		"GITHUB_APP_PRIVATE_KEY=" + strings.ReplaceAll(string(gh.PrivateKey()), "\n", `\n`),
	}
	const callbackKey = "CALLBACK_KEY=a key that nobody else has"
	d.run("Webhook", "GITHUB_WEBHOOK_SECRET="+testSecret)
	d.run("Callback", callbackKey, "MODEL_PRICE_INPUT=1.25", "MODEL_PRICE_OUTPUT=10")
	d.run("Dispatch", append(app, callbackKey, "CALLBACK_URL="+d.urls["Callback"],
		"KESTRA_URL="+stack.URL, "KESTRA_USERNAME="+stack.Username, "KESTRA_PASSWORD="+stack.Password)...)
	d.run("Publish", app...)
	d.run("Reconcile", app...)
	d.run("Report")
	d.subscribe(project, map[string]string{event.EventsTopic: d.urls["Dispatch"], event.ResultsTopic: d.urls["Publish"]})

	payload, err := gh.PullRequestPayload("opened", 1)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 { // GitHub delivers again what it believes lost
		if d := gh.Deliver(t.Context(), d.urls["Webhook"]+"/webhook", "pull_request", payload, testSecret); d.StatusCode != http.StatusAccepted {
			t.Fatalf("the webhook answered %d", d.StatusCode)
		}
	}
	id := kindtest.ID(gh.Options().RepositoryID, analysis.Subject{Kind: "pull_request", Number: 1}, head)
	var view analysis.View
	until(t, "the analysis is published", func() bool {
		code, body := d.get("Report", "/api/v1/analyses/"+id)
		return code == http.StatusOK && json.Unmarshal(body, &view) == nil && view.State.Ended()
	})
	runs := gh.CheckRuns()
	if view.State != analysis.Published || view.Degraded || len(runs) != 1 || runs[0].Conclusion != "neutral" || len(runs[0].Annotations) != 1 {
		t.Errorf("state %s, degraded %q, check runs %+v", view.State, view.DegradedReason, runs)
	}
	if view.Usage.CostUSD == nil || *view.Usage.CostUSD != 0.0045 { // the review and a verification, each with 1,000 tokens in, 100 out
		t.Errorf("usage %+v", view.Usage)
	}
	if !strings.Contains(runs[0].Text, "v-test") {
		t.Errorf("the check run does not say the version:\n%s", runs[0].Text)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.urls["Reconcile"], nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("reconcile answered %s", answer.Status)
	}
}

const testSecret = "a secret that only the test has"

// gitHub is a stand-in on a real connection, held to GitHub's own description where that is at hand.
func gitHub(t *testing.T) (*standin.Server, *githubapp.App) {
	t.Helper()
	return gitHubOf(t, standin.Options{})
}

// gitHubOf is a stand-in as options say.
func gitHubOf(t *testing.T, options standin.Options) (*standin.Server, *githubapp.App) {
	t.Helper()
	gh, err := standin.New(options)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(described(t, gh))
	t.Cleanup(server.Close)
	app, err := githubapp.New(githubapp.Config{AppID: gh.Options().AppID, PrivateKey: gh.PrivateKey(), BaseURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	return gh, app
}

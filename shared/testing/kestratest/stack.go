package kestratest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kestra/engine"
	"github.com/devplus-app/devplus/shared/testing/checkout"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// Stack is a running Kestra whose flows call a scripted model.
type Stack struct {
	Version                 string // a line of Kestra
	URL, Username, Password string // of Kestra
	Model                   *Model
}

// ModelURL is the environment variable that names the model server of a run's engines.
const ModelURL = "DEVPLUS_MODEL_URL"

// EngineURL is the environment variable that names an engine which runs already, by its version. It holds user and password.
func EngineURL(version string) string {
	if version == engine.Versions()[0] {
		return "DEVPLUS_ENGINE_URL"
	}
	return "DEVPLUS_ENGINE_" + strings.ReplaceAll(version, ".", "_") + "_URL"
}

// APIKey is the model's key: Kestra's secret MODEL_API_KEY.
const APIKey = "sk-scripted-model-key"

// startPatience is for the first build on a slow machine; a built engine takes seconds.
const startPatience = 5 * time.Minute

// Start returns the stack of the default Kestra that this process's tests share. It skips the test where the engine can't run, see
// require.Part.
func Start(t testing.TB) *Stack {
	t.Helper()
	return start(t, engine.Versions()[0])
}

// Each runs a test on the shared stack of every line of Kestra.
func Each(t *testing.T, run func(*testing.T, *Stack)) {
	t.Helper()
	for _, version := range engine.Versions() {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			run(t, start(t, version))
		})
	}
}

func start(t testing.TB, version string) *Stack {
	t.Helper()
	if at := os.Getenv(EngineURL(version)); at != "" {
		stack, err := running(version, at, os.Getenv(ModelURL))
		if err != nil {
			t.Fatal(err)
		}
		return stack
	}
	require.Part(t, "Kestra "+version, engine.Available(ImageDir(), version), "install Temurin 25 and Maven 3.8")
	stack, err := own(version)
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

// Client is a client of the stack's Kestra.
func (s *Stack) Client(t testing.TB) *kestra.Client {
	t.Helper()
	client, err := kestra.New(kestra.Config{URL: s.URL, Username: s.Username, Password: s.Password})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func running(version, engineURL, modelURL string) (*Stack, error) {
	at, err := url.Parse(engineURL)
	if err != nil || at.User == nil || modelURL == "" {
		return nil, fmt.Errorf("%s is http://user:password@host:port and goes with %s", EngineURL(version), ModelURL)
	}
	password, _ := at.User.Password()
	stack := &Stack{Version: version, Username: at.User.Username(), Password: password, Model: &Model{URL: modelURL}}
	at.User = nil
	stack.URL = at.String()
	return stack, nil
}

// stacks are this process's stacks by version. Nothing stops them: an engine ends with the process that started it.
var stacks sync.Map

// own starts this process's stack of a version, once.
func own(version string) (*Stack, error) {
	once, _ := stacks.LoadOrStore(version, sync.OnceValues(func() (*Stack, error) {
		stack, _, err := Serve(context.Background(), version, ownModel())
		return stack, err
	}))
	return once.(func() (*Stack, error))()
}

var ownModel = sync.OnceValue(func() *Model { return &Model{URL: ServeModel().URL} })

// Serve starts an engine whose flows call a model server; the function that it returns ends the engine.
func Serve(ctx context.Context, version string, model *Model) (*Stack, func(), error) {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	kestra, err := engine.Start(ctx, engine.Options{ImageDir: ImageDir(), Version: version, Env: Env(model.URL)})
	if err != nil {
		return nil, nil, err
	}
	return &Stack{version, kestra.URL, kestra.Username, kestra.Password, model}, kestra.Close, nil
}

// Env is an engine's environment that makes its flows call a model server. A model call has 20 seconds instead of 3 minutes, which is what a
// model that hangs costs a test four times, and retries start after a tenth of a second. The flow's own time stays as it is shipped: on a
// slow machine a verification that finds no time left is skipped.
func Env(modelURL string) map[string]string {
	return map[string]string{
		"MODEL_BASE_URL":         modelURL + "/v1",
		"MODEL_NAME":             ModelName,
		"MODEL_NAME_QUICK":       QuickModelName,
		"MODEL_NAME_DEEP":        "",
		"MODEL_NAME_FALLBACK":    ModelName,
		"MODEL_TEMPERATURE":      "",
		"MODEL_AUTH":             "bearer",
		"MODEL_API_KEY":          APIKey,
		"MODEL_MAX_TOKENS":       "",
		"MODEL_MAX_TOKENS_FIELD": "",
		"CALLBACK_AUTH":          "none",
		"ENV_MODEL_TIMEOUT":      "PT20S",
		"ENGINE_RETRY_INTERVAL":  "PT0.1S",
	}
}

// ImageDir is the folder kestra-image of the checkout that the tests run in.
func ImageDir() string {
	return filepath.Join(checkout.Root(), "kestra-image")
}

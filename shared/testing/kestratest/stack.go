package kestratest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kestra/engine"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// Stack is a running Kestra whose flows call a scripted model.
type Stack struct {
	URL, Username, Password string // of Kestra
	Model                   *Model
}

// The environment variables that name a stack which runs already. EngineURL holds user and password.
const (
	EngineURL = "DEVPLUS_ENGINE_URL"
	ModelURL  = "DEVPLUS_MODEL_URL"
)

// APIKey is the model's key: Kestra's secret MODEL_API_KEY.
const APIKey = "sk-scripted-model-key"

// startPatience is for the first build on a slow machine; a built engine takes seconds.
const startPatience = 5 * time.Minute

// Start gives the stack that this process's tests share. It skips the test where the engine can't run, see require.Part.
func Start(t testing.TB) *Stack {
	t.Helper()
	if at := os.Getenv(EngineURL); at != "" {
		stack, err := running(at, os.Getenv(ModelURL))
		if err != nil {
			t.Fatal(err)
		}
		return stack
	}
	require.Part(t, "Kestra's engine", engine.Available(ImageDir()), "install Temurin 25 and Maven 3.8")
	stack, err := own()
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

func running(engineURL, modelURL string) (*Stack, error) {
	at, err := url.Parse(engineURL)
	if err != nil || at.User == nil || modelURL == "" {
		return nil, fmt.Errorf("%s is http://user:password@host:port and goes with %s", EngineURL, ModelURL)
	}
	password, _ := at.User.Password()
	stack := &Stack{Username: at.User.Username(), Password: password, Model: &Model{URL: modelURL}}
	at.User = nil
	stack.URL = at.String()
	return stack, nil
}

// own starts this process's stack, once. Nothing stops it: the engine ends with the process that started it.
var own = sync.OnceValues(func() (*Stack, error) {
	stack, _, err := Serve(context.Background())
	return stack, err
})

// Serve starts a stack; the function that it returns ends it.
func Serve(ctx context.Context) (*Stack, func(), error) {
	model := ServeModel()
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	kestra, err := engine.Start(ctx, engine.Options{ImageDir: ImageDir(), Env: Env(model.URL)})
	if err != nil {
		model.CloseClientConnections()
		model.Close()
		return nil, nil, err
	}
	stop := func() {
		kestra.Close()
		model.CloseClientConnections()
		model.Close()
	}
	return &Stack{kestra.URL, kestra.Username, kestra.Password, &Model{URL: model.URL}}, stop, nil
}

// Env is an engine's environment that makes its flows call a model server. Time runs short in tests: a model call has 4 seconds instead of
// 3 minutes, all of a flow's calls together have 40 seconds instead of six and a half minutes, and retries start after a tenth of a second.
func Env(modelURL string) map[string]string {
	return map[string]string{
		"MODEL_BASE_URL":         modelURL + "/v1",
		"MODEL_NAME":             ModelName,
		"MODEL_AUTH":             "bearer",
		"MODEL_API_KEY":          APIKey,
		"MODEL_MAX_TOKENS":       "",
		"MODEL_MAX_TOKENS_FIELD": "",
		"CALLBACK_AUTH":          "none",
		"ENV_MODEL_TIMEOUT":      "PT4S",
		"ENV_FLOW_TIMEOUT":       "PT4M10S",
		"ENGINE_RETRY_INTERVAL":  "PT0.1S",
	}
}

// ImageDir is the folder kestra-image of the checkout that the tests were built from.
func ImageDir() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..", "kestra-image")
}

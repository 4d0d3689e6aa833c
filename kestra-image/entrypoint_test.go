package image_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/testing/require"
)

// tell is a Kestra that says how it was started.
const tell = `#!/bin/sh
printf 'argument %s\n' "$@"
env | grep -E '^(ENV_|SECRET_|MODEL_|KESTRA_STORAGE_TYPE|KESTRA_CONFIGURATION|JAVA_OPTS)' | sort
`

func TestEntryPoint_PassesModelAndFlows(t *testing.T) {
	t.Parallel()
	root := lay(t, tell)
	here := root + "/app/devplus"
	for name, test := range map[string]struct {
		settings map[string]string
		want     []string // of the lines that Kestra sees
		absent   []string
	}{
		"on a laptop": {
			settings: map[string]string{"MODEL_BASE_URL": "http://model/v1", "MODEL_NAME": "m"},
			want: []string{
				"argument server", "argument standalone", "argument --worker-thread", "argument 32", "argument --flow-path", "argument " + here + "/flows",
				"ENV_MODEL_BASE_URL=http://model/v1", "ENV_MODEL_NAME=m", "ENV_MODEL_AUTH=none", "ENV_MODEL_MAX_TOKENS=8192",
				"ENV_MODEL_MAX_TOKENS_FIELD=max_tokens", "ENV_MODEL_TEMPERATURE=0", "ENV_MODEL_NAME_QUICK=", "ENV_MODEL_NAME_DEEP=", "ENV_MODEL_NAME_FALLBACK=", "ENV_CALLBACK_AUTH=none", "ENV_METADATA_HOST=metadata.google.internal",
			},
			absent: []string{"SECRET_", "KESTRA_STORAGE_TYPE", "logback"},
		},
		"a model for each effort, of a kind that wants no temperature": {
			settings: map[string]string{"MODEL_NAME": "google/gemini-3.5-flash", "MODEL_NAME_QUICK": "q", "MODEL_NAME_DEEP": "d", "MODEL_NAME_FALLBACK": "f"},
			want:     []string{"ENV_MODEL_NAME_QUICK=q", "ENV_MODEL_NAME_DEEP=d", "ENV_MODEL_NAME_FALLBACK=f", "ENV_MODEL_TEMPERATURE=none"},
		},
		"a temperature of one's own": {
			settings: map[string]string{"MODEL_NAME": "google/gemini-3.5-flash", "MODEL_TEMPERATURE": "0.7"},
			want:     []string{"ENV_MODEL_TEMPERATURE=0.7"},
		},
		"with a key": {
			settings: map[string]string{"MODEL_API_KEY": "sk-secret"},
			want:     []string{"ENV_MODEL_AUTH=bearer", "SECRET_MODEL_API_KEY=c2stc2VjcmV0"},
			absent:   []string{"sk-secret", "MODEL_API_KEY=sk"},
		},
		"on Cloud Run": {
			settings: map[string]string{"K_SERVICE": "devplus-kestra", "CALLBACK_AUTH": "google", "GCS_BUCKET": "b", "GOOGLE_CLOUD_PROJECT": "p", "JAVA_OPTS": "-Xmx1g"},
			want: []string{
				"ENV_MODEL_AUTH=google", "ENV_CALLBACK_AUTH=google", "KESTRA_STORAGE_TYPE=gcs", "JAVA_OPTS=-Xmx1g -Dlogback.configurationFile=" + here + "/logback.xml",
			},
		},
		"with arguments and more configuration": {
			settings: map[string]string{"KESTRA_WORKER_THREADS": "8", "KESTRA_CONFIGURATION": "kestra: {url: x}"},
			want:     []string{"argument 8", "argument --no-indexer"},
			absent:   []string{"KESTRA_CONFIGURATION"}, // Kestra's script would put it in the place of the image's files
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, stderr, err := start(t, root, with(sound(), test.settings), "--no-indexer")
			if err != nil {
				t.Fatalf("%v\n%s", err, stderr)
			}
			for _, line := range test.want {
				if !strings.Contains(out, line+"\n") {
					t.Errorf("Kestra does not see %q", line)
				}
			}
			for _, part := range test.absent {
				if strings.Contains(out, part) {
					t.Errorf("Kestra sees %q", part)
				}
			}
			if t.Failed() {
				t.Log(out)
			}
		})
	}
}

// A container that starts with such settings would fail later, and where nobody looks.
func TestEntryPoint_NamesEveryFaultySetting(t *testing.T) {
	t.Parallel()
	root := lay(t, tell)
	const (
		user     = "KESTRA_USERNAME is"
		password = "KESTRA_PASSWORD has not"
		key      = "KESTRA_ENCRYPTION_SECRET_KEY is not 32 bytes"
	)
	for name, test := range map[string]struct {
		settings map[string]string
		want     []string
	}{
		"nothing set":              {map[string]string{"KESTRA_USERNAME": "", "KESTRA_PASSWORD": "", "KESTRA_ENCRYPTION_SECRET_KEY": ""}, []string{user, password, key}},
		"a name that is no e-mail": {map[string]string{"KESTRA_USERNAME": "admin"}, []string{user}},
		"a short password":         {map[string]string{"KESTRA_PASSWORD": "Abc1234"}, []string{password}},
		"a password without digit": {map[string]string{"KESTRA_PASSWORD": "Abcdefgh"}, []string{password}},
		"a password in small":      {map[string]string{"KESTRA_PASSWORD": "abcdefg1"}, []string{password}},
		"a key that is no base64":  {map[string]string{"KESTRA_ENCRYPTION_SECRET_KEY": "not base64!"}, []string{key}},
		"a short key":              {map[string]string{"KESTRA_ENCRYPTION_SECRET_KEY": "c2hvcnQ="}, []string{key}},
		"a Unix socket":            {map[string]string{"DATABASE_URL": "/cloudsql/p:r:i"}, []string{"no jdbc:postgresql://", "needs DATABASE_USERNAME", "needs DATABASE_PASSWORD"}},
		"a bucket of no project":   {map[string]string{"GCS_BUCKET": "b"}, []string{"GCS_BUCKET needs GOOGLE_CLOUD_PROJECT"}},
		"a model's unknown way in": {map[string]string{"MODEL_AUTH": "oauth"}, []string{"MODEL_AUTH is 'oauth'"}},
		"a callback's unknown one": {map[string]string{"CALLBACK_AUTH": "bearer"}, []string{"CALLBACK_AUTH is 'bearer'"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, stderr, err := start(t, root, with(sound(), test.settings))
			if err == nil || out != "" {
				t.Fatalf("Kestra was started:\n%s", out)
			}
			for _, fault := range test.want {
				if !strings.Contains(stderr, fault) {
					t.Errorf("%q is not said:\n%s", fault, stderr)
				}
			}
			if value := test.settings["KESTRA_PASSWORD"]; value != "" && strings.Contains(stderr, value) {
				t.Error("the password is in the log")
			}
		})
	}
}

func TestHealthCheck_FollowsKestras(t *testing.T) {
	t.Parallel()
	require.Tools(t, "/bin/bash")
	for status, want := range map[int]bool{http.StatusOK: true, http.StatusServiceUnavailable: false} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if diff := cmp.Diff("GET /health", r.Method+" "+r.URL.Path); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
			w.WriteHeader(status)
			fmt.Fprint(w, `{"status":"?"}`)
		}))
		t.Cleanup(server.Close)
		at, err := url.Parse(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		if said, err := exec.Command("./health.sh", at.Port()).CombinedOutput(); (err == nil) != want {
			t.Errorf("%d: healthy is %t\n%s", status, err == nil, said)
		}
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(closed.Addr().String())
	closed.Close()
	if exec.Command("./health.sh", port).Run() == nil {
		t.Error("healthy where nobody listens")
	}
}

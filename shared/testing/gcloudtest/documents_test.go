package gcloudtest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/devplus-app/devplus/shared/testing/buildpack"
	"github.com/devplus-app/devplus/shared/testing/gcloudtest"
	"github.com/devplus-app/devplus/shared/testing/require"
)

func TestImageReadme_CommandsAreValid(t *testing.T) {
	t.Parallel()
	dir, environment := gcloudtest.Checkout(t)
	// The document's sections use these variables without setting them.
	environment = append(environment, "PROJECT=my-project", "REGION=europe-west1", "TAG=abc1234", "KESTRA_USERNAME=a@b.c", "KESTRA_PASSWORD=Sup3rsecret")
	calls := gcloudtest.Run(t, "kestra-image/README.md", filepath.Join(dir, "kestra-image"), environment...)
	gcloudtest.Parse(t, calls)

	settings, err := os.ReadFile(filepath.Join(dir, "kestra-image/.env"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(settings)) {
		if name, value, _ := strings.Cut(strings.TrimSpace(line), "="); strings.HasPrefix(name, "KESTRA_") && value == "" {
			t.Errorf("the quick start leaves %s without a value", name)
		}
	}
}

func TestGcloudGuide_CommandsAreValid(t *testing.T) {
	t.Parallel()
	var all [][]string
	for _, database := range []string{"postgres", "embedded"} {
		dir, environment := gcloudtest.Checkout(t)
		calls := gcloudtest.Run(t, "terraform/gcloud.md", dir, append(environment, "DATABASE="+database)...)
		all = append(all, calls...)

		entries, err := os.ReadDir(filepath.Join(dir, "functions"))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if !entry.IsDir() {
				continue
			}
			name := entry.Name()
			deployed := slices.ContainsFunc(calls, func(call []string) bool {
				return len(call) > 2 && slices.Equal(call[:3], []string{"functions", "deploy", "devplus-" + name})
			})
			if deployed == (name == "local") {
				t.Errorf("%s: functions/%s is deployed: %t", database, name, deployed)
			}
		}
	}
	gcloudtest.Parse(t, all)
}

func TestGitHubAppGuide_FormHoldsTheManifest(t *testing.T) {
	t.Parallel()
	require.Tools(t, "jq")
	dir, environment := gcloudtest.Checkout(t, "terraform")
	gcloudtest.Parse(t, gcloudtest.Run(t, "terraform/github-app.md", dir, environment...))

	page, err := os.ReadFile(filepath.Join(dir, ".build/github-app.html"))
	if err != nil {
		t.Fatal(err)
	}
	document, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var action, value string
	for node := range document.Descendants() {
		for _, attribute := range node.Attr {
			switch {
			case node.Data == "form" && attribute.Key == "action":
				action = attribute.Val
			case node.Data == "input" && attribute.Key == "value":
				value = attribute.Val
			}
		}
	}
	manifest, err := os.ReadFile(filepath.Join(dir, "terraform/github-app.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got, want map[string]any
	if err := errors.Join(json.Unmarshal([]byte(value), &got), json.Unmarshal(manifest, &want)); err != nil {
		t.Fatalf("%v\n%s", err, page)
	}
	want["name"] = "DevPlus my-org"
	if diff := cmp.Diff(want, got); diff != "" || action != "https://github.com/organizations/my-org/settings/apps/new" {
		t.Errorf("posted to %s (-manifest +form):\n%s", action, diff)
	}
	if _, err := os.Stat(filepath.Join(dir, ".build/app.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the App's secrets are left behind: %v", err)
	}
}

// Everybody who may read the project's buckets may read what gcloud uploads.
func TestUpload_LeavesSecretsOut(t *testing.T) {
	t.Parallel()
	require.Tools(t, "gcloud")
	dir, _ := gcloudtest.Checkout(t)
	for _, folder := range []string{"", "kestra-image"} {
		for _, secret := range []string{".env", "private-key.pem", "terraform/terraform.tfstate", "terraform/.terraform/terraform.tfstate", "terraform/devplus.plan"} {
			path := filepath.Join(dir, folder, secret)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte("secret"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		listed, err := exec.Command("gcloud", "meta", "list-files-for-upload", filepath.Join(dir, folder)).Output()
		if err != nil {
			t.Fatal(err)
		}
		uploaded := strings.Fields(string(listed))
		if !slices.Contains(uploaded, filepath.Join(map[string]string{"": "kestra-image"}[folder], "Dockerfile")) {
			t.Errorf("the Dockerfile is not uploaded: %v", uploaded)
		}
		for _, file := range uploaded {
			if base := filepath.Base(file); base == ".env" || strings.Contains(base, ".tfstate") || strings.HasSuffix(base, ".pem") || strings.HasSuffix(base, ".plan") {
				t.Errorf("%s is uploaded", file)
			}
		}
	}
}

// Google's buildpack must be able to build what is uploaded.
func TestGcloudGuide_StagedFunctionBuilds(t *testing.T) {
	t.Parallel()
	builder := buildpack.Find(t)
	dir, environment := gcloudtest.Checkout(t)
	gcloudtest.Run(t, "terraform/gcloud.md", dir, environment...)
	scratch := t.TempDir()
	archive := filepath.Join(scratch, "webhook.zip")
	zip := exec.Command("python3", "-m", "zipfile", "-c", archive, ".")
	zip.Dir = filepath.Join(dir, ".build/webhook")
	if said, err := zip.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if _, err := builder.Build(archive, "Webhook", filepath.Join(scratch, "webhook")); err != nil {
		t.Fatal(err)
	}
}

package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/devplus-app/devplus/shared/testing/gcloudtest"
	"github.com/devplus-app/devplus/shared/testing/program"
	"github.com/devplus-app/devplus/shared/testing/pypi"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// build is what the tests read of cloudbuild.yaml.
type build struct {
	Substitutions map[string]string
	Images        []string
	Steps         []struct {
		ID, Name, Script string
		WaitFor          []string `yaml:"waitFor"`
		Env              []string
	}
}

func TestCloudBuild_SchemaAcceptsThePipeline(t *testing.T) {
	t.Parallel()
	const checker = "check-jsonschema==0.39.0"
	folder, err := pypi.Install(checker)
	require.Part(t, checker, err, "it needs python3 with pip, and PyPI at first use")
	cmd := exec.Command("python3", "-m", "check_jsonschema", "--builtin-schema", "vendor.cloudbuild", "../../cloudbuild.yaml")
	cmd.Env = append(os.Environ(), "PYTHONPATH="+folder)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// Who can push an image under a tag would run with the account that applies Terraform.
func TestCloudBuild_StepsRunInImagesByDigest(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../cloudbuild.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var b build
	if err := yaml.Unmarshal(text, &b); err != nil {
		t.Fatal(err)
	}
	digests := map[string]string{}
	for _, step := range b.Steps {
		name, digest, _ := strings.Cut(step.Name, "@")
		if !regexp.MustCompile(`^sha256:[0-9a-f]{64}$`).MatchString(digest) {
			t.Errorf("step %s runs in %s: no digest", step.ID, step.Name)
		}
		if other, ok := digests[name]; ok && other != digest {
			t.Errorf("%s has two digests", name)
		}
		digests[name] = digest
	}
	if len(digests) == 0 {
		t.Error("no step was read")
	}
}

const (
	baseDigest  = "kestra/kestra@sha256:" + "b0b0"
	imageDigest = "europe-west1-docker.pkg.dev/my-project/devplus/kestra@sha256:" + "1d1d"
	kept        = "github_app_id = \"42\"\nalert_emails = [\"you@example.com\"]\n"
)

// pipeline runs the steps' own scripts, one after another as their order allows, in a copy of the checkout. docker, go and terraform write down how
// they are called; curl is real, and reaches the Kestra that was "started".
type pipeline struct {
	t      *testing.T
	dir    string
	bin    string
	build  build
	kestra *httptest.Server
}

func newPipeline(t *testing.T, webhook string) *pipeline {
	t.Helper()
	dir, _ := gcloudtest.Checkout(t, "kestra-image", "terraform")
	p := &pipeline{t: t, dir: dir, bin: t.TempDir()}
	text, err := os.ReadFile("../../cloudbuild.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &p.build); err != nil {
		t.Fatal(err)
	}
	p.kestra = httptest.NewServer(http.HandlerFunc(p.serveKestra))
	t.Cleanup(p.kestra.Close)
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Fatal(err)
	}
	record := `printf '%s\n' "$(basename "$0") $*" >> "$CALLS"` + "\n"
	for name, script := range map[string]string{
		"go": record,
		"docker": record + fmt.Sprintf(`case "$*" in
  *'index .RepoDigests'*) echo %s ;;
  *'range .RepoDigests'*) printf '%%s\n' %s %s ;;
esac`, baseDigest, baseDigest, imageDigest),
		"terraform": record + `case "$*" in init*) touch .terraform.lock.hcl ;; plan*) cat terraform.tfvars > planned ;; "output "*) printf %s ` + webhook + ` ;; esac`,
		// A bucket is a folder; gs://state has variables.
		"gcloud": record + `from=$(echo "$3" | sed "s|^gs:/|$BUCKETS|") to=$(echo "$4" | sed "s|^gs:/|$BUCKETS|")
mkdir -p "$(dirname "$to")" && cp "$from" "$to"`,
		"curl": `for argument; do
  shift
  case "$argument" in http://kestra:808[01]/*) argument=` + p.kestra.URL + `/${argument#http://kestra:808?/} ;; esac
  set -- "$@" "$argument"
done
exec ` + curl + ` "$@"`,
		"sleep": "",
	} {
		if err := program.Write(filepath.Join(p.bin, name), "#!/bin/sh\n"+script); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// serveKestra answers as the started image: to its own user, about the flows that are there.
func (p *pipeline) serveKestra(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/health" {
		fmt.Fprint(w, `{"status":"UP"}`)
		return
	}
	user, password, _ := r.BasicAuth()
	calls, _ := os.ReadFile(filepath.Join(p.bin, "calls"))
	name, ok := strings.CutPrefix(r.URL.Path, "/api/v1/main/flows/devplus/")
	_, err := os.Stat(filepath.Join(p.dir, "kestra-image/flows", name+".yaml"))
	switch {
	case !strings.Contains(string(calls), "KESTRA_USERNAME="+user+" ") || !strings.Contains(string(calls), "KESTRA_PASSWORD="+password+" "):
		http.Error(w, "unauthorized", http.StatusUnauthorized)
	case !ok || err != nil:
		http.NotFound(w, r)
	}
}

// buckets is the folder that stands for Cloud Storage: the bucket state has the variables of an installation, the bucket empty has none.
func (p *pipeline) buckets() string {
	p.t.Helper()
	folder := filepath.Join(p.bin, "buckets")
	for _, name := range []string{"state/devplus", "empty"} {
		if err := os.MkdirAll(filepath.Join(folder, name), 0o755); err != nil {
			p.t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "state/devplus/terraform.tfvars"), []byte(kept), 0o644); err != nil {
		p.t.Fatal(err)
	}
	return folder
}

// run runs the pipeline with substitutions given and returns how programs were called, and the step that failed, if one did, with what it said.
func (p *pipeline) run(substitutions map[string]string) (calls []string, failed, said string) {
	p.t.Helper()
	log := filepath.Join(p.bin, "calls")
	env := append(os.Environ(), "PATH="+p.bin+string(os.PathListSeparator)+os.Getenv("PATH"), "CALLS="+log, "BUCKETS="+p.buckets(), "PROJECT_ID=my-project", "BUILD_ID=build-1", "LOCATION=europe-west1")
	expand := strings.NewReplacer("${BUILD_ID}", "build-1", "${LOCATION}", "europe-west1")
	for name, value := range p.build.Substitutions {
		if given, ok := substitutions[name]; ok {
			value = given
		}
		env = append(env, name+"="+expand.Replace(value))
	}
	done := map[string]bool{}
	for _, step := range p.build.Steps {
		for _, before := range step.WaitFor {
			if !done[before] {
				p.t.Errorf("step %s waits for %q, which is not before it", step.ID, before)
			}
		}
		script := filepath.Join(p.bin, step.ID+".script")
		if err := program.Write(script, step.Script); err != nil {
			p.t.Fatal(err)
		}
		cmd := exec.Command(script)
		cmd.Dir, cmd.Env = p.dir, append(env, step.Env...)
		if output, err := cmd.CombinedOutput(); err != nil {
			failed, said = step.ID, string(output)
			break
		}
		done[step.ID] = true
	}
	text, _ := os.ReadFile(log) // absent where nothing was called
	return strings.Split(strings.TrimSpace(string(text)), "\n"), failed, said
}

func TestCloudBuild_DeploysTheBuiltImageByDigest(t *testing.T) {
	t.Parallel()
	require.Tools(t, "bash", "curl")
	d := &deployment{t: t, urls: map[string]string{}, env: []string{
		"GOOGLE_CLOUD_PROJECT=my-project", "DEVPLUS_VERSION=abc1234", "PUBSUB_EMULATOR_HOST=127.0.0.1:9", // never called
	}}
	d.run("Webhook", "GITHUB_WEBHOOK_SECRET="+testSecret)
	const tag = "europe-west1-docker.pkg.dev/my-project/devplus/kestra:"
	terraform := map[string]string{"_STATE_BUCKET": "state", "_VERSION": "abc1234"}
	with := func(more string) map[string]string {
		name, value, _ := strings.Cut(more, "=")
		all := map[string]string{name: value}
		for k, v := range terraform {
			all[k] = v
		}
		return all
	}
	plan := func(lock string) string {
		return "terraform plan -input=false -out=devplus.plan -lock=" + lock + " -var=project_id=my-project -var=region=europe-west1 -var=kestra_image=" +
			imageDigest + " -var=source_version=abc1234"
	}
	for name, test := range map[string]struct {
		substitutions map[string]string
		calls, not    []string
		failed        string
	}{
		"the image alone": {
			calls: []string{"go test ./...", "--build-arg KESTRA_IMAGE=" + baseDigest + " --build-arg DEVPLUS_VERSION=build-1 --tag " + tag + "build-1 kestra-image", "docker push --quiet " + tag + "build-1"},
			not:   []string{"terraform"},
		},
		"tests passed before":          {substitutions: map[string]string{"_SKIP_TESTS": "true"}, not: []string{"go test"}},
		"a plan":                       {substitutions: terraform, calls: []string{"terraform init -input=false -backend-config=bucket=state -backend-config=prefix=devplus", plan("false")}, not: []string{"terraform apply", "gcloud storage cp terraform/.terraform.lock.hcl"}},
		"an apply of what was planned": {substitutions: with("_APPLY=true"), calls: []string{plan("true"), "terraform apply -input=false devplus.plan", "gcloud storage cp terraform/.terraform.lock.hcl gs://state/devplus/.terraform.lock.hcl"}},
		"an apply that did not arrive": {substitutions: map[string]string{"_STATE_BUCKET": "state", "_VERSION": "newer", "_APPLY": "true"}, failed: "smoke"},
		"an apply without state":       {substitutions: map[string]string{"_APPLY": "true"}, failed: "settings"},
		"an apply misspelt":            {substitutions: map[string]string{"_APPLY": "yes"}, failed: "settings"},
		"no variables to plan with":    {substitutions: map[string]string{"_STATE_BUCKET": "empty"}, not: []string{"terraform plan"}, failed: "variables"},
		"a build in no region":         {substitutions: map[string]string{"_REGION": "global"}, failed: "settings"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPipeline(t, d.urls["Webhook"]+"/webhook")
			calls, failed, said := p.run(test.substitutions)
			if failed != test.failed {
				t.Fatalf("step %q failed, not %q:\n%s", failed, test.failed, said)
			}
			if planned, err := os.ReadFile(filepath.Join(p.dir, "terraform/planned")); err == nil && string(planned) != kept {
				t.Errorf("planned with the variables %q, not with those beside the state", planned)
			}
			for _, want := range test.calls {
				if !slices.ContainsFunc(calls, func(call string) bool { return strings.Contains(call, want) }) {
					t.Errorf("not called: %s\n%s", want, strings.Join(calls, "\n"))
				}
			}
			for _, not := range test.not {
				if slices.ContainsFunc(calls, func(call string) bool { return strings.Contains(call, not) }) {
					t.Errorf("called: %s", not)
				}
			}
		})
	}
}

// Package terraform holds tests only: they run Terraform on a copy of the checkout, with a stand-in for Google Cloud that has
// the real provider's schema, and hold the deployment equal to the code.
package terraform

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/require"
)

const (
	root      = ".."                                                              // of the repository
	imageName = "europe-west1-docker.pkg.dev/acme-devplus/devplus/kestra@sha256:" // and a digest
)

// everything is a deployment with all that can be chosen, so that every variable of every function is set.
var everything = []string{
	"-var=project_id=acme-devplus", "-var=region=europe-west1", "-var=github_app_id=123456", "-var=source_version=v1.2.3", "-var=profile=postgres",
	"-var=github_api_url=https://github.example.com/api/v3", "-var=kestra_image=" + imageName + strings.Repeat("a", 64),
	"-var=model_context_tokens=131072", "-var=model_name_quick=quick", "-var=model_name_deep=deep", "-var=model_name_fallback=fallback", "-var=model_temperature=0.2",
	"-var=model_price_input=0.3", "-var=model_price_output=2.5", `-var=report_readers=["group:readers@example.com"]`,
	`-var=kestra_users=["group:engineers@example.com"]`, `-var=alert_emails=["platform@example.com"]`,
	"-var=billing_account=012345-6789AB-CDEF01",
}

// scratch is a folder that the tests of this process share.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "devplus-terraform-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

// standIn installs the stand-in for Google Cloud's providers and initializes it in a copy of the repository, with the shortest archives.
var standIn = sync.OnceValues(func() (*deployer, error) {
	if err := installStandIn(filepath.Join(scratch, "providers")); err != nil {
		return nil, fmt.Errorf("installing the stand-in for Google Cloud: %w", err)
	}
	c, err := copied("checkout")
	if err != nil {
		return nil, err
	}
	shared := filepath.Join(c.dir, "shared")
	if err := os.RemoveAll(shared); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(shared, 0o755); err != nil {
		return nil, err
	}
	for _, file := range []string{"go.sum", "shared/shared.go"} {
		if err := os.WriteFile(filepath.Join(c.dir, file), []byte("// "+file+"\n"), 0o644); err != nil {
			return nil, err
		}
	}
	sources, err := filepath.Glob(filepath.Join(c.dir, "functions", "*", "*.go"))
	if err != nil {
		return nil, err
	}
	for _, file := range sources {
		if base := filepath.Base(file); base == "register.go" || base == "handler.go" {
			err = os.WriteFile(file, []byte("// "+base+"\n"), 0o644)
		} else {
			err = os.Remove(file)
		}
		if err != nil {
			return nil, err
		}
	}
	return c, c.attach()
})

// terraformed returns a copy that Terraform is initialized in, or skips the test.
func terraformed(t *testing.T) *deployer {
	t.Helper()
	if _, err := os.Stat(standInSource); err != nil {
		t.Skip("the stand-in for Google Cloud's provider is not beside this checkout")
	}
	require.Tools(t, "terraform", "git")
	c, err := standIn()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// resource is a resource in Terraform's state.
type resource struct {
	Address string
	Type    string
	Values  map[string]any
}

// deployed applies everything, interrupted once and repeated.
var deployed = sync.OnceValues(func() ([]resource, error) {
	c, err := standIn()
	if err != nil {
		return nil, err
	}
	if err := c.interrupt(everything...); err != nil {
		return nil, err
	}
	if _, err := c.terraform(append([]string{"apply", "-auto-approve", "-input=false"}, everything...)...); err != nil {
		return nil, err
	}
	if nextSteps, err = c.terraform("output", "-raw", "next_steps"); err != nil {
		return nil, err
	}
	return c.resources()
})

// nextSteps is the output of that name, once everything is deployed.
var nextSteps string

// resources returns the resources in the state.
func (c *deployer) resources() ([]resource, error) {
	out, err := c.terraform("show", "-json")
	if err != nil {
		return nil, err
	}
	type module struct {
		Resources []struct {
			Address, Mode, Type string
			Values              map[string]any
		}
		ChildModules []json.RawMessage `json:"child_modules"`
	}
	var state struct {
		Values struct {
			RootModule json.RawMessage `json:"root_module"`
		}
	}
	if err := json.Unmarshal([]byte(out), &state); err != nil {
		return nil, err
	}
	var all []resource
	for todo := []json.RawMessage{state.Values.RootModule}; len(todo) > 0; todo = todo[1:] {
		var m module
		if todo[0] == nil {
			continue
		}
		if err := json.Unmarshal(todo[0], &m); err != nil {
			return nil, err
		}
		for _, r := range m.Resources {
			if r.Mode == "managed" {
				all = append(all, resource{r.Address, r.Type, r.Values})
			}
		}
		todo = append(todo, m.ChildModules...)
	}
	return all, nil
}

// deployment applies everything and returns the resources.
func deployment(t *testing.T) []resource {
	t.Helper()
	terraformed(t)
	all, err := deployed()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// find returns the resource at an address.
func find(t *testing.T, all []resource, address string) resource {
	t.Helper()
	for _, r := range all {
		if r.Address == address {
			return r
		}
	}
	t.Fatalf("there is no %s", address)
	return resource{}
}

// at returns the value at a path of keys and indices.
func (r resource) at(t *testing.T, path ...any) any {
	t.Helper()
	var v any = r.Values
	for _, step := range path {
		switch in := v.(type) {
		case map[string]any:
			v = in[step.(string)]
		case []any:
			if i, ok := step.(int); ok && i < len(in) {
				v = in[i]
				continue
			}
			t.Fatalf("%s: nothing at %v", r.Address, path)
		default:
			t.Fatalf("%s: nothing at %v", r.Address, path)
		}
	}
	return v
}

// text is at for strings.
func (r resource) text(t *testing.T, path ...any) string {
	t.Helper()
	s, _ := r.at(t, path...).(string)
	return s
}

// functionFolders returns the names of the folders that are deployed.
func functionFolders() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(root, "functions"))
	var names []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != "local" {
			names = append(names, e.Name())
		}
	}
	return names, err
}

func functionNames(t *testing.T) []string {
	t.Helper()
	names, err := functionFolders()
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// function returns the deployed function of a folder.
func function(t *testing.T, all []resource, name string) resource {
	t.Helper()
	for _, r := range all {
		if r.Type == "google_cloudfunctions2_function" && r.Address == "module."+name+".google_cloudfunctions2_function.this" {
			return r
		}
	}
	t.Fatalf("functions/%s is not deployed: add a module %q to functions.tf", name, name)
	return resource{}
}

// source returns a file of the repository.
func source(t *testing.T, path ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(append([]string{root}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// goFiles returns the product's Go files under dir.
func goFiles(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

package standin

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type manifest struct {
	Permissions map[string]string `json:"default_permissions"`
	Events      []string          `json:"default_events"`
	Public      *bool             `json:"public"`
	Hook        struct {
		URL    string `json:"url"`
		Active bool   `json:"active"`
	} `json:"hook_attributes"`
}

func readManifest(t *testing.T, name string) manifest {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../../terraform", name))
	if err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return m
}

// notYetNeeded are permissions that the manifest asks for ahead of the calls: an App that asks for more later has to be approved
// again by every organisation.
var notYetNeeded = map[string]string{
	"actions":     read,  // deployment protection rules
	"deployments": write, // deployment protection rules
	"contents":    read,  // history, comparisons, releases
}

// An App that is registered with the manifest must be able to do what the code does, and nothing more.
func TestTheManifestGrantsWhatTheCallsNeedAndNoMore(t *testing.T) {
	t.Parallel()
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"metadata": read}
	for _, route := range s.routes() {
		if route.as == asApp {
			continue
		}
		need, known := needs[route.method+" "+route.path]
		if !known {
			t.Errorf("%s %s: permissions.go does not say what it needs", route.method, route.path)
		}
		if want[need.name] != write {
			want[need.name] = need.access
		}
	}
	for name, access := range notYetNeeded {
		if want[name] == access {
			t.Errorf("%s is needed by now: strike it off notYetNeeded", name)
		}
		want[name] = access
	}
	app := readManifest(t, "github-app.json")
	if diff := cmp.Diff(want, app.Permissions); diff != "" {
		t.Errorf("the manifest's permissions (-needed +asked for):\n%s", diff)
	}
	if diff := cmp.Diff(defaultPermissions(), app.Permissions); diff != "" {
		t.Errorf("the stand-in's installation (-has +manifest):\n%s", diff)
	}
	if app.Public == nil || *app.Public || !app.Hook.Active || !strings.HasSuffix(app.Hook.URL, "/webhook") {
		t.Errorf("the App is public, or its webhook is off or elsewhere: %+v", app)
	}

	want["contents"] = write // release notes
	if diff := cmp.Diff(want, readManifest(t, "github-app-write.json").Permissions); diff != "" {
		t.Errorf("permissions with write (-wanted +asked for):\n%s", diff)
	}
}

func TestTheDocumentSaysWhatEachPermissionAndEventIsFor(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../terraform/github-app.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{} // the first two columns of the tables
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, "|"); strings.HasPrefix(line, "| `") && len(cells) >= 4 {
			for name := range strings.SplitSeq(cells[1], ",") {
				listed[strings.Trim(name, " `")] = strings.TrimSpace(cells[2])
			}
		}
	}
	app := readManifest(t, "github-app.json")
	for name, access := range app.Permissions {
		if got, _, _ := strings.Cut(listed[name], ";"); got != access {
			t.Errorf("github-app.md has %q for the permission %s, the manifest %s", listed[name], name, access)
		}
	}
	for _, name := range app.Events {
		if listed[name] == "" {
			t.Errorf("github-app.md does not say what the event %s is for", name)
		}
	}
	if want := len(app.Permissions) + len(app.Events); len(listed) != want {
		t.Errorf("github-app.md lists %d permissions and events, the manifest %d", len(listed), want)
	}
}

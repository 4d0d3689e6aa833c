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

// optIn are the calls that only an installation of the manifest with write may make: without it, what they do is done another way.
var optIn = map[string]bool{
	"POST /repos/{owner}/{repo}/releases":               true,
	"PATCH /repos/{owner}/{repo}/releases/{release_id}": true,
}

// An App that is registered with a manifest must be able to do what the code does, and nothing more.
func TestManifest_GrantsExactlyWhatRequestsNeed(t *testing.T) {
	t.Parallel()
	for name, writes := range map[string]bool{"github-app.json": false, "github-app-write.json": true} {
		s, err := New(Options{ContentsWrite: writes})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for _, route := range s.routes() {
			call := route.method + " " + route.path
			if route.as == asApp || optIn[call] && !writes {
				continue
			}
			if needs[call] == nil {
				t.Errorf("%s: permissions.go does not say what it needs", call)
			}
			for _, need := range needs[call] {
				if want[need.name] != write {
					want[need.name] = need.access
				}
			}
		}
		for _, need := range fieldNeeds {
			want[need.name] = need.access
		}
		app := readManifest(t, name)
		if diff := cmp.Diff(want, app.Permissions); diff != "" {
			t.Errorf("%s (-needed +asked for):\n%s", name, diff)
		}
		if diff := cmp.Diff(s.Options().Permissions, app.Permissions); diff != "" {
			t.Errorf("the stand-in's installation of %s (-has +manifest):\n%s", name, diff)
		}
		if app.Public == nil || *app.Public || !app.Hook.Active || !strings.HasSuffix(app.Hook.URL, "/webhook") {
			t.Errorf("%s: the App is public, or its webhook is off or elsewhere: %+v", name, app)
		}
	}
}

func TestManifest_PermissionsAndEventsAreDocumented(t *testing.T) {
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

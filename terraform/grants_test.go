package terraform

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var tables sync.Mutex // of README.md, with -update

var update = flag.Bool("update", false, "write the README's tables of grants and secrets")

// grant is one role of one member on one resource.
type grant struct{ who, role, on string }

// grants returns everything that Terraform grants, by names without the project.
func grants(t *testing.T, all []resource) []grant {
	t.Helper()
	var found []grant
	for _, r := range all {
		if strings.HasSuffix(r.Type, "_iam_binding") || strings.HasSuffix(r.Type, "_iam_policy") {
			t.Errorf("%s replaces what others granted: use a member", r.Address)
		}
		kind, ok := strings.CutSuffix(r.Type, "_iam_member")
		if !ok {
			continue
		}
		on, known := map[string]string{
			"google_project":                      "project",
			"google_secret_manager_secret":        "secret " + filepath.Base(r.text(t, "secret_id")),
			"google_pubsub_topic":                 "topic " + filepath.Base(r.text(t, "topic")),
			"google_pubsub_subscription":          "subscription " + filepath.Base(r.text(t, "subscription")),
			"google_cloud_run_v2_service":         "service " + r.text(t, "name"),
			"google_storage_bucket":               "bucket " + strings.Replace(r.text(t, "bucket"), "acme-devplus", "PROJECT", 1),
			"google_artifact_registry_repository": "repository " + filepath.Base(r.text(t, "repository")),
		}[kind]
		if kind == "google_service_account" {
			account, _, _ := strings.Cut(filepath.Base(r.text(t, "service_account_id")), "@")
			on, known = "account "+account, true
		}
		if !known {
			t.Fatalf("%s grants on something that this test does not know", r.Address)
		}
		if condition, _ := r.at(t, "condition").([]any); len(condition) > 0 {
			expression := r.text(t, "condition", 0, "expression")
			only, known := conditions[r.text(t, "condition", 0, "title")]
			if !known || !only.expression.MatchString(expression) {
				t.Errorf("%s: condition %s", r.Address, expression)
			}
			on += ", only " + only.what
		}
		found = append(found, grant{member(t, all, r.text(t, "member")), r.text(t, "role"), on})
	}
	slices.SortFunc(found, func(a, b grant) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return found
}

// conditions lists the conditions of grants on the project, by title.
var conditions = map[string]struct {
	expression *regexp.Regexp
	what       string
}{
	"devplus-database":         {regexp.MustCompile(`^resource\.name == "projects/acme-devplus/databases/devplus"$`), "database devplus"},
	"devplus-function-sources": {regexp.MustCompile(`^resource\.name\.startsWith\("projects/_/buckets/gcf-v2-sources-\d+-europe-west1"\)$`), "bucket gcf-v2-sources-NUMBER-REGION"},
}

// member returns an IAM member without the parts that differ between projects.
func member(t *testing.T, all []resource, m string) string {
	t.Helper()
	for address, name := range map[string]string{
		"google_project_service_identity.pubsub":    "Pub/Sub's service agent",
		"google_project_service_identity.scheduler": "Cloud Scheduler's service agent",
	} {
		if find(t, all, address).text(t, "member") == m {
			return name
		}
	}
	switch m {
	case "allUsers":
		return "anybody (with `webhook_public`)"
	case "group:readers@example.com":
		return "`report_readers`"
	case "group:engineers@example.com":
		return "`kestra_users`"
	}
	account, _, _ := strings.Cut(strings.TrimPrefix(m, "serviceAccount:"), "@")
	return "`" + account + "`"
}

// onProject lists the roles that may be granted on the whole project, because there is nothing smaller to grant them on.
var onProject = []string{
	"roles/aiplatform.user",        // Google's own models are no resource of the project
	"roles/datastore.user",         // Firestore has no policies of its own; a condition names the database
	"roles/datastore.viewer",       // likewise
	"roles/storage.objectViewer",   // of the bucket that Cloud Functions makes; a condition names it
	"roles/logging.logWriter",      // of Cloud Build: logs have no policies
	"roles/telemetry.tracesWriter", // spans have none either
}

// Every grant is a way in. The README lists them, so that a new one shows in a review.
func TestReadme_ListsEveryGrant(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	var table strings.Builder
	table.WriteString("| Who | Role | On |\n| --- | --- | --- |\n")
	var last grant
	for _, g := range grants(t, all) {
		if g.who == last.who && g.role == last.role {
			table.WriteString("; " + g.on)
		} else {
			fmt.Fprintf(&table, "%s| %s | `%s` | %s", end(last), g.who, g.role, g.on)
		}
		last = g
		if g.on == "project" && !slices.Contains(onProject, g.role) || strings.HasPrefix(g.on, "project, ") && !slices.Contains(onProject, g.role) {
			t.Errorf("%s gets %s on the whole project: grant it on a resource, or say in onProject why there is none", g.who, g.role)
		}
		for _, broad := range []string{"roles/owner", "roles/editor", "roles/viewer", "dmin"} {
			if strings.Contains(g.role, broad) && g.role != "roles/secretmanager.viewer" {
				t.Errorf("%s gets %s on %s: too much for a program", g.who, g.role, g.on)
			}
		}
		if strings.HasPrefix(g.who, "anybody") && (g.on != "service devplus-webhook" || g.role != "roles/run.invoker") {
			t.Errorf("anybody gets %s on %s", g.role, g.on)
		}
	}
	readme(t, "grants", table.String()+end(last))
}

// end returns the end of the row of a grant.
func end(last grant) string {
	if last == (grant{}) {
		return ""
	}
	return " |\n"
}

// A function that can't read its secret does not work; one that reads another's can lose it.
func TestReadme_ListsWhoReadsEachSecret(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	readers, listers := map[string][]string{}, map[string][]string{}
	for _, g := range grants(t, all) {
		switch g.role {
		case "roles/secretmanager.secretAccessor":
			readers[g.on] = append(readers[g.on], g.who)
		case "roles/secretmanager.viewer":
			listers[g.on] = append(listers[g.on], g.who)
		}
	}
	var table strings.Builder
	table.WriteString("| Secret | What it is | Read by |\n| --- | --- | --- |\n")
	for _, r := range all {
		if r.Type != "google_secret_manager_secret" {
			continue
		}
		on := "secret " + filepath.Base(r.text(t, "id"))
		if len(readers[on]) == 0 {
			t.Errorf("nobody reads %s", r.text(t, "secret_id"))
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", r.text(t, "secret_id"), r.text(t, "annotations", "what"), strings.Join(readers[on], ", "))
		for _, who := range readers[on] {
			if who != "`devplus-kestra`" && !slices.Contains(listers[on], who) {
				t.Errorf("%s reads %s and can't list its versions: it would not work", who, on)
			}
		}
	}
	for _, name := range functionNames(t) {
		for variable, value := range environment(t, function(t, all, name)) {
			if strings.HasSuffix(variable, "_SECRET") && !slices.Contains(readers["secret "+filepath.Base(value)], "`devplus-"+name+"`") {
				t.Errorf("functions/%s gets %s and can't read it", name, variable)
			}
		}
	}
	for _, r := range all {
		if r.Type == "google_secret_manager_secret_version" {
			t.Errorf("%s puts a secret's value into Terraform's state", r.Address)
		}
	}
	readme(t, "secrets", table.String())
}

// readme compares a table of the README with want, or writes it with -update.
func readme(t *testing.T, name, want string) {
	t.Helper()
	file := "README.md"
	begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	tables.Lock()
	defer tables.Unlock()
	before, rest, found := strings.Cut(source(t, "terraform", "README.md"), begin)
	got, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no %q … %q", file, begin, end)
	}
	if *update {
		if err := os.WriteFile(file, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the README differs; run go test ./terraform -run Readme -update and read what changed\n(-want +got):\n%s", diff)
	}
}

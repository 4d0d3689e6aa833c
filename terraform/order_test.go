package terraform

import (
	"regexp"
	"slices"
	"testing"
)

// The first apply in an empty project fails where a function is made before its identities and grants are known everywhere.
func TestFunctions_WaitForGrantsAndIdentities(t *testing.T) {
	t.Parallel()
	graph, err := terraformed(t).terraform("graph")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range functionNames(t) {
		module := "module." + name + "."
		waited := dependencies(graph, module+"time_sleep.grants")
		if !dependencies(graph, module+"google_cloudfunctions2_function.this")[module+"time_sleep.grants"] {
			t.Errorf("functions/%s does not wait", name)
		}
		for _, first := range []string{
			module + "google_secret_manager_secret_iam_member.reads", module + "google_pubsub_topic_iam_member.publishes",
			module + "google_project_iam_member.database", "google_project_service_identity.agent",
			"google_project_iam_member.build_logs", "google_artifact_registry_repository_iam_member.build_writes_images",
		} {
			if !waited[first] {
				t.Errorf("functions/%s does not wait for %s", name, first)
			}
		}
	}
}

// dependencies returns what a resource of a graph depends on, directly or not.
func dependencies(graph, of string) map[string]bool {
	edges := map[string][]string{}
	for _, m := range regexp.MustCompile(`(?m)"([^"]+)" -> "([^"]+)"`).FindAllStringSubmatch(graph, -1) {
		edges[m[1]] = append(edges[m[1]], m[2])
	}
	all := map[string]bool{}
	for todo := []string{of}; len(todo) > 0; todo = todo[1:] {
		for _, need := range edges[todo[0]] {
			if !all[need] {
				all[need] = true
				todo = append(todo, need)
			}
		}
	}
	return all
}

// Without a project to charge, a call with somebody's own credentials is refused by a quota of zero.
func TestProviders_ChargeTheProject(t *testing.T) {
	t.Parallel()
	blocks := regexp.MustCompile(`(?ms)^provider "([a-z-]+)" \{\n(.*?)^\}`).FindAllStringSubmatch(source(t, "terraform", "versions.tf"), -1)
	var names []string
	for _, block := range blocks {
		names = append(names, block[1])
		for _, line := range []string{`billing_project\s+= var\.project_id`, `user_project_override\s+= true`} {
			if !regexp.MustCompile(line).MatchString(block[2]) {
				t.Errorf("provider %s lacks %s", block[1], line)
			}
		}
	}
	if !slices.Equal(names, []string{"google", "google-beta"}) {
		t.Errorf("providers %v", names)
	}
}

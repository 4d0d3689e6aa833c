package terraform

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// notOnCloudRun lists the image's settings that Terraform does not set, with the reason.
var notOnCloudRun = map[string]string{
	"GCE_METADATA_HOST":      "Cloud Run has Google's own",
	"PORT":                   "Cloud Run sets it",
	"KESTRA_WORKER_THREADS":  "the image's default suits two processors",
	"JAVA_OPTS":              "likewise the memory",
	"KESTRA_CONFIGURATION":   "the image holds the configuration",
	"MICRONAUT_CONFIG_FILES": "likewise",
	"MICRONAUT_ENVIRONMENTS": "likewise",
}

// A setting that the image does not know does nothing; a missing one stops its start.
func TestKestra_GetsItsVariables(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	want, got := map[string]bool{"MODEL_API_KEY": true}, map[string]bool{"MODEL_API_KEY": true} // only with model_auth = "bearer"
	for _, m := range regexp.MustCompile(`(?m)^#?([A-Z][A-Z_]+)=`).FindAllStringSubmatch(source(t, "kestra-image", ".env.example"), -1) {
		if notOnCloudRun[m[1]] == "" {
			want[m[1]] = true
		}
	}
	for _, e := range find(t, all, "module.kestra[0].google_cloud_run_v2_service.this[0]").at(t, "template", 0, "containers", 0, "env").([]any) {
		entry := e.(map[string]any)
		name, value := entry["name"].(string), entry["value"]
		got[name] = true
		if sources, _ := entry["value_source"].([]any); len(sources) == 0 && (value == nil || value == "") {
			t.Errorf("%s is empty", name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("variables of Kestra (-kestra-image/.env.example +modules/kestra):\n%s", diff)
	}
}

// Otherwise Cloud Run sends requests to a port where nothing listens, or kills a healthy instance.
func TestKestra_IsProbedWhereItListens(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	service := find(t, all, "module.kestra[0].google_cloud_run_v2_service.this[0]")
	for _, probe := range []string{"startup_probe", "liveness_probe"} {
		port := service.at(t, "template", 0, "containers", 0, probe, 0, "http_get", 0, "port")
		if !strings.Contains(source(t, "kestra-image", "application.yaml"), "port: 8081") || port != 8081.0 {
			t.Errorf("%s asks port %v", probe, port)
		}
	}
	if port := service.at(t, "template", 0, "containers", 0, "ports", 0, "container_port"); port != 8080.0 {
		t.Errorf("requests go to port %v", port)
	}
	if pool := regexp.MustCompile(`maximum-pool-size: (\d+)`).FindStringSubmatch(source(t, "kestra-image", "database-postgres.yaml")); pool == nil || pool[1] != "10" {
		t.Errorf("an instance takes %v connections: see most_kestra_instances in profile.tf", pool)
	}
}

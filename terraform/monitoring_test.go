package terraform

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A metric that is counted and not collected is silent. One that is collected and not counted is a flat line that looks like good
// news.
func TestMetrics_AreThoseThatTheCodeCounts(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	counted, collected := map[string]bool{}, map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\tMetric\w+ +Metric = "(\w+)"`).FindAllStringSubmatch(source(t, "shared/telemetry/telemetry.go"), -1) {
		counted[m[1]] = true
	}
	var code strings.Builder
	for _, dir := range []string{"functions", "shared"} {
		for _, file := range goFiles(t, dir) {
			code.WriteString(source(t, strings.TrimPrefix(file, root+"/")))
		}
	}
	logged := func(what string) bool { return strings.Contains(code.String(), `"`+what+`"`) }
	for _, r := range all {
		if r.Type != "google_logging_metric" {
			continue
		}
		filter := r.text(t, "filter")
		for _, m := range regexp.MustCompile(`jsonPayload\.metric="(\w+)"`).FindAllStringSubmatch(filter, -1) {
			collected[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`jsonPayload\.message="([^"]+)"`).FindAllStringSubmatch(filter, -1) {
			if !logged(m[1]) {
				t.Errorf("%s waits for a message that nobody logs: %s", r.Address, m[1])
			}
		}
		fields := regexp.MustCompile(`EXTRACT\(jsonPayload\.(\w+)\)`).FindAllStringSubmatch(r.text(t, "value_extractor"), -1)
		extractors, _ := r.at(t, "label_extractors").(map[string]any)
		for label, extractor := range extractors {
			if extractor != "EXTRACT(jsonPayload."+label+")" {
				t.Errorf("%s: label %s is %s", r.Address, label, extractor)
			}
			fields = append(fields, []string{"", label})
		}
		for _, field := range fields {
			if !logged(field[1]) {
				t.Errorf("%s reads %s, which nobody logs", r.Address, field[1])
			}
		}
	}
	if diff := cmp.Diff(counted, collected); diff != "" {
		t.Errorf("metrics (-shared/telemetry +modules/monitoring):\n%s", diff)
	}
}

// An alert at night has to say what to do.
func TestAlerts_HavePlaybooks(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	alerts := map[string]bool{"restore": true} // a procedure that a person asks for
	for _, r := range all {
		switch r.Type {
		case "google_monitoring_alert_policy":
			name := r.text(t, "user_labels", "playbook")
			alerts[name] = true
			if len(r.at(t, "notification_channels").([]any)) != 1 {
				t.Errorf("%s tells nobody", r.Address)
			}
			if r.text(t, "documentation", 0, "content") != source(t, "terraform", "playbooks", name+".md") {
				t.Errorf("%s does not hold its playbook", r.Address)
			}
		case "google_billing_budget":
			alerts["budget"] = true
		}
	}
	files, err := os.ReadDir("playbooks")
	if err != nil {
		t.Fatal(err)
	}
	playbooks := map[string]bool{}
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".md")
		if !strings.HasPrefix(name, "upgrade-") { // no alert asks for an upgrade
			playbooks[name] = true
		}
		text := source(t, "terraform", "playbooks", f.Name())
		for _, part := range []string{"\n## What it means\n", "\n## Check\n", "\n## Fix\n"} {
			if !strings.Contains(text, part) {
				t.Errorf("playbook %s lacks %q", name, strings.TrimSpace(part))
			}
		}
	}
	if diff := cmp.Diff(alerts, playbooks); diff != "" {
		t.Errorf("alerts and playbooks (-alerts +playbooks):\n%s", diff)
	}
}

// A probe would keep Kestra up and cost money, though it should scale to zero.
func TestUptime_ProbesOnlyTheWebhook(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	var hosts []string
	for _, r := range all {
		if r.Type == "google_monitoring_uptime_check_config" {
			hosts = append(hosts, "https://"+r.text(t, "monitored_resource", 0, "labels", "host")+r.text(t, "http_check", 0, "path"))
		}
	}
	want := []string{function(t, all, "webhook").text(t, "service_config", 0, "uri") + "/health"}
	if diff := cmp.Diff(want, hosts); diff != "" {
		t.Errorf("probed (-want +got):\n%s", diff)
	}
}

var zeroValue = regexp.MustCompile(`"\w+":(0|""|false|null|\[\]|\{\})[,}]`)

// The chart of a metric that does not exist is empty, which looks like no traffic.
func TestDashboard_UsesMetricsThatExist(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	ours := map[string]bool{}
	for _, r := range all {
		if r.Type == "google_logging_metric" {
			ours["user_"+strings.ReplaceAll(r.text(t, "name"), "/", "_")] = true
		}
	}
	asked := map[string]bool{}
	collect := func(query string) {
		for _, m := range regexp.MustCompile(`logging_googleapis_com:(user_\w+)`).FindAllStringSubmatch(query, -1) {
			name := m[1]
			for _, suffix := range []string{"_bucket", "_sum", "_count"} {
				name = strings.TrimSuffix(name, suffix)
			}
			if !ours[name] {
				t.Errorf("there is no metric %s: %s", name, query)
			}
			asked[name] = true
		}
		if strings.Count(query, "(") != strings.Count(query, ")") || strings.Count(query, "{") != strings.Count(query, "}") {
			t.Errorf("unbalanced: %s", query)
		}
	}
	var dashboard struct {
		MosaicLayout struct {
			Tiles []struct {
				Widget struct {
					XYChart struct {
						DataSets []struct {
							TimeSeriesQuery struct{ PrometheusQuery string }
						}
					}
				}
			}
		}
	}
	text := find(t, all, "module.monitoring.google_monitoring_dashboard.this").text(t, "dashboard_json")
	if err := json.Unmarshal([]byte(text), &dashboard); err != nil {
		t.Fatal(err)
	}
	charts := 0
	for _, tile := range dashboard.MosaicLayout.Tiles {
		for _, set := range tile.Widget.XYChart.DataSets {
			collect(set.TimeSeriesQuery.PrometheusQuery)
			charts++
		}
	}
	for _, r := range all {
		if r.Type == "google_monitoring_alert_policy" {
			collect(r.text(t, "conditions", 0, "condition_prometheus_query_language", 0, "query"))
		}
	}
	if zeros := zeroValue.FindAllString(text, -1); len(zeros) > 0 {
		t.Errorf("the API drops zero values, and each plan would set them again (terraform-provider-google#16173): %s", zeros)
	}
	if charts < 10 {
		t.Errorf("%d charts", charts)
	}
	for _, name := range slices.Sorted(maps.Keys(ours)) {
		if !asked[name] {
			t.Errorf("nobody looks at %s, which is paid for", filepath.Base(name))
		}
	}
}

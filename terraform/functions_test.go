package terraform

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/functions/webhook"
	"github.com/devplus-app/devplus/shared/config"
)

// A function that is not deployed would be tested, documented and missing.
func TestFunctions_AreDeployedByTheirNames(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	registered := regexp.MustCompile(`funcserver\.Register\("([^"]+)"`)
	names := functionNames(t)
	for _, name := range names {
		f := function(t, all, name)
		match := registered.FindStringSubmatch(source(t, "functions", name, "register.go"))
		if match == nil || f.text(t, "build_config", 0, "entry_point") != match[1] {
			t.Errorf("functions/%s registers %v, its entry_point is %q: the deployment would fail at its start", name, match, f.text(t, "build_config", 0, "entry_point"))
		}
		if got := f.text(t, "build_config", 0, "runtime"); got != "go126" {
			t.Errorf("functions/%s is built for %s", name, got)
		}
	}
	for _, r := range all {
		if name, _, _ := strings.Cut(strings.TrimPrefix(r.Address, "module."), "."); r.Type == "google_cloudfunctions2_function" && !slices.Contains(names, name) && folders[name] == "" {
			t.Errorf("%s deploys no folder of functions/", r.Address)
		}
	}
}

// folders has the folders of functions that are named otherwise.
var folders = map[string]string{"background": "dispatch"}

// reads has, by function, the variables that it reads and whether an environment starts it.
var reads = map[string]struct {
	variables []config.Variable
	load      func(config.Lookup) error
}{
	"webhook":   {config.Describe[config.Webhook](), load[config.Webhook]},
	"dispatch":  {config.Describe[config.Dispatch](), load[config.Dispatch]},
	"callback":  {config.Describe[config.Callback](), load[config.Callback]},
	"publish":   {config.Describe[config.Publish](), load[config.Publish]},
	"reconcile": {config.Describe[config.Reconcile](), load[config.Reconcile]},
	"report":    {config.Describe[config.Report](), load[config.Report]},
}

func load[T any](lookup config.Lookup) error {
	_, err := config.Load[T](lookup)
	return err
}

// leftToDefault lists the variables whose default fits every deployment by Terraform, with the reason.
var leftToDefault = map[string]string{
	"KESTRA_TENANT":    "Kestra's open-source edition has one tenant",
	"KESTRA_NAMESPACE": "the flows in the image say theirs",

	"MODEL_NAME_QUICK":            "quick reviews are the usual model's, unless model_name_quick says otherwise",
	"MODEL_PRICE_INPUT_QUICK":     "as is their price",
	"MODEL_NAME_FALLBACK":         "no model stands in for another, unless model_name_fallback says otherwise",
	"MODEL_PRICE_INPUT_FALLBACK":  "as is its price",
	"MODEL_PRICE_OUTPUT_FALLBACK": "as is its price",
	"MODEL_PRICE_OUTPUT_QUICK":    "as is their price",
	"MODEL_NAME_DEEP":             "deep reviews are the usual model's, unless model_name_deep says otherwise",
	"MODEL_PRICE_INPUT_DEEP":      "as is their price",
	"MODEL_PRICE_OUTPUT_DEEP":     "as is their price",
}

// A variable that Terraform does not set leaves a function at its default or stops its start. A variable that no function reads
// does nothing.
func TestFunctions_GetTheirVariables(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	for _, name := range functionNames(t) {
		known, ok := reads[name]
		if !ok {
			t.Errorf("add functions/%s and its struct of shared/config to reads in this test", name)
			continue
		}
		env := environment(t, function(t, all, name))
		unread := maps.Clone(env)
		delete(unread, "DEVPLUS_VERSION")   // shared/telemetry's
		delete(unread, "TRACE_SAMPLE_RATE") // shared/funcserver's
		for _, v := range known.variables {
			names := []string{v.Name}
			if v.Secret {
				names = []string{v.Name + "_SECRET"}
				if _, direct := env[v.Name]; direct {
					t.Errorf("functions/%s: Terraform gives the value of %s, which would be in its state", name, v.Name)
				}
			}
			for _, n := range names {
				if _, set := env[n]; !set && leftToDefault[v.Name] == "" {
					t.Errorf("functions/%s reads %s and Terraform does not set it: add it to module %q in functions.tf, or to leftToDefault in this test with the reason", name, n, name)
				}
				delete(unread, n)
			}
		}
		for n := range unread {
			t.Errorf("functions/%s does not read %s, which Terraform sets", name, n)
		}
		if err := known.load(func(name string) (string, bool) { v, ok := env[name]; return v, ok }); err != nil {
			t.Errorf("functions/%s would refuse to start:\n%v", name, err)
		}
	}
}

func environment(t *testing.T, f resource) map[string]string {
	t.Helper()
	env := map[string]string{}
	for name, value := range f.at(t, "service_config", 0, "environment_variables").(map[string]any) {
		env[name] = value.(string)
	}
	return env
}

// With names other than the code's defaults, deployments by Terraform and by hand would differ.
func TestFunctions_DefaultNamesAreTheCodes(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	for _, name := range functionNames(t) {
		env := environment(t, function(t, all, name))
		for _, v := range reads[name].variables {
			if got, set := env[v.Name]; set && v.Default != "" && slices.Contains([]string{"FIRESTORE_DATABASE", "EVENTS_TOPIC", "RESULTS_TOPIC"}, v.Name) && got != v.Default {
				t.Errorf("functions/%s: %s is %s, its default %s", name, v.Name, got, v.Default)
			}
		}
	}
}

// A wrong line here is a hole, or a function that nobody can call.
func TestFunctions_HaveTheirIngressAndCallers(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	want := map[string]string{
		"devplus-webhook":    "ALLOW_ALL: allUsers",
		"devplus-dispatch":   "ALLOW_INTERNAL_ONLY: serviceAccount:devplus-events-push@",
		"devplus-background": "ALLOW_INTERNAL_ONLY: serviceAccount:devplus-background-push@",
		"devplus-callback":   "ALLOW_ALL: serviceAccount:devplus-kestra@",
		"devplus-publish":    "ALLOW_INTERNAL_ONLY: serviceAccount:devplus-results-push@",
		"devplus-reconcile":  "ALLOW_INTERNAL_ONLY: serviceAccount:devplus-scheduler@",
		"devplus-report":     "ALLOW_ALL: group:readers@",
		"devplus-kestra":     "INGRESS_TRAFFIC_ALL: group:engineers@, serviceAccount:devplus-background@, serviceAccount:devplus-dispatch@, serviceAccount:devplus-reconcile@",
	}
	callers, got := map[string][]string{}, map[string]string{}
	for _, r := range all {
		if r.Type == "google_cloud_run_v2_service_iam_member" && r.text(t, "role") == "roles/run.invoker" {
			who, _, mail := strings.Cut(r.text(t, "member"), "@")
			if mail {
				who += "@"
			}
			callers[r.text(t, "name")] = append(callers[r.text(t, "name")], who)
		}
	}
	for _, r := range all {
		var ingress string
		switch r.Type {
		case "google_cloudfunctions2_function":
			ingress = r.text(t, "service_config", 0, "ingress_settings")
		case "google_cloud_run_v2_service":
			ingress = r.text(t, "ingress")
		default:
			continue
		}
		name := r.text(t, "name")
		slices.Sort(callers[name])
		got[name] = ingress + ": " + strings.Join(callers[name], ", ")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ingress and callers (-want +got):\n%s", diff)
	}
}

// A token for another audience gets 401, and the message is lost after ten deliveries.
func TestTokens_AreForTheCalledURL(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	url := func(name string) string { return function(t, all, name).text(t, "service_config", 0, "uri") }
	for address, target := range map[string]string{
		"module.events.google_pubsub_subscription.push":  "dispatch",
		"module.results.google_pubsub_subscription.push": "publish",
	} {
		push := find(t, all, address)
		if got := push.text(t, "push_config", 0, "push_endpoint"); got != url(target) {
			t.Errorf("%s pushes to %s, %s is at %s", address, got, target, url(target))
		}
		if got := push.text(t, "push_config", 0, "oidc_token", 0, "audience"); got != url(target) {
			t.Errorf("%s has tokens for %s, %s is at %s", address, got, target, url(target))
		}
	}
	job := find(t, all, "google_cloud_scheduler_job.reconcile")
	if uri, audience := job.text(t, "http_target", 0, "uri"), job.text(t, "http_target", 0, "oidc_token", 0, "audience"); uri != url("reconcile") || audience != uri {
		t.Errorf("the scheduler calls %s with a token for %s, reconcile is at %s", uri, audience, url("reconcile"))
	}
	env := environment(t, function(t, all, "dispatch"))
	kestra := find(t, all, "module.kestra[0].google_cloud_run_v2_service.this[0]")
	if env["KESTRA_URL"] != kestra.text(t, "uri") || env["CALLBACK_URL"] != url("callback") || env["KESTRA_AUTH"] != "google" {
		t.Errorf("dispatch has %v, Kestra is at %s, callback at %s", env, kestra.text(t, "uri"), url("callback"))
	}
	for _, u := range []string{url("dispatch"), env["KESTRA_URL"], env["CALLBACK_URL"]} {
		if strings.Count(u, "/") != 2 {
			t.Errorf("%s has a path: no audience has", u)
		}
	}
}

// GitHub limits an App to 100 concurrent requests and refuses all others.
func TestFunctions_StayBelowGitHubsLimit(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	calls := 0
	for _, name := range functionNames(t) {
		f := function(t, all, name)
		if _, set := environment(t, f)["GITHUB_APP_ID"]; !set {
			continue
		}
		var instances, each int
		_, err := fmt.Sscan(fmt.Sprint(f.at(t, "service_config", 0, "max_instance_count"), f.at(t, "service_config", 0, "max_instance_request_concurrency")), &instances, &each)
		if err != nil {
			t.Fatal(err)
		}
		calls += instances * each
	}
	if calls == 0 || calls >= 100 {
		t.Errorf("%d calls at a time", calls)
	}
}

// The webhook bounds the memory of all bodies by these two: with less memory it is killed, with more requests it refuses deliveries.
func TestWebhook_InstanceFitsItsBodies(t *testing.T) {
	t.Parallel()
	f := function(t, deployment(t), "webhook")
	memory, requests := fmt.Sprintf("%dMi", webhook.Memory>>20), fmt.Sprint(webhook.Concurrency)
	if got := f.text(t, "service_config", 0, "available_memory"); got != memory {
		t.Errorf("Terraform gives %s of memory, the code needs %s", got, memory)
	}
	if got := fmt.Sprint(f.at(t, "service_config", 0, "max_instance_request_concurrency")); got != requests {
		t.Errorf("Terraform allows %s requests at a time, the code has room for %s", got, requests)
	}
	line := "deploy webhook Webhook all"
	_, rest, _ := strings.Cut(source(t, "terraform", "gcloud.md"), line)
	command, _, _ := strings.Cut(rest, "\n")
	if !strings.Contains(command, " --memory="+memory+" ") || !strings.Contains(command, " --concurrency="+requests+" ") {
		t.Errorf("gcloud.md: %s%s; want %s and %s requests", line, command, memory, requests)
	}
}

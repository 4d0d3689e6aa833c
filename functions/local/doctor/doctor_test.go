package doctor_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/functions/local/doctor"
)

// cloud answers as Google's APIs and GitHub do about an installation without a fault. A path of broken is answered otherwise.
type cloud struct {
	broken map[string]answer // by host and path
	writes []string          // requests that are no reads
	mu     sync.Mutex
}

type answer struct {
	code int
	body string
}

// denied is a refusal as Google words it. Source: cloud.google.com/apis/design/errors#http_mapping.
func denied(code int, status, message, reason string) answer {
	details := "[]"
	if reason != "" {
		details = fmt.Sprintf(`[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":%q,"domain":"googleapis.com","metadata":{"service":"run.googleapis.com"}}]`, reason)
	}
	return answer{code, fmt.Sprintf(`{"error":{"code":%d,"message":%q,"status":%q,"details":%s}}`, code, message, status, details)}
}

const (
	project = "acme"
	region  = "europe-west1"
	runs    = "run.googleapis.com/v2/projects/acme/locations/europe-west1/services/"
	secrets = "secretmanager.googleapis.com/v1/projects/acme/secrets/devplus-"
)

func at(name string) string { return "https://devplus-" + name + ".example" }

// healthy are the answers about an installation without a fault, by host and path.
var healthy = sync.OnceValue(func() map[string]string {
	account := func(name string) string { return "devplus-" + name + "@acme.iam.gserviceaccount.com" }
	policy := func(role string, names ...string) string {
		for i := range names {
			names[i] = "serviceAccount:" + account(names[i])
		}
		members, _ := json.Marshal(names)
		return fmt.Sprintf(`{"bindings":[{"role":%q,"members":%s}]}`, role, members)
	}
	reads := map[string][]string{
		"webhook": {"GITHUB_WEBHOOK_SECRET"}, "dispatch": {"GITHUB_APP_PRIVATE_KEY", "CALLBACK_KEY"}, "callback": {"CALLBACK_KEY"},
		"publish": {"GITHUB_APP_PRIVATE_KEY"}, "reconcile": {"GITHUB_APP_PRIVATE_KEY"}, "report": {},
	}
	answers := map[string]string{}
	var functions []string
	readers := map[string][]string{}
	for _, name := range []string{"webhook", "dispatch", "callback", "publish", "reconcile", "report"} {
		environment := map[string]string{}
		for _, variable := range reads[name] {
			secret := strings.ReplaceAll(strings.ToLower(variable), "_", "-")
			environment[variable+"_SECRET"] = "projects/acme/secrets/devplus-" + secret
			readers[secret] = append(readers[secret], "serviceAccount:"+account(name))
		}
		if name == "dispatch" {
			environment["GITHUB_APP_ID"], environment["KESTRA_URL"] = "42", at("kestra")
		}
		text, _ := json.Marshal(map[string]any{
			"name": "projects/acme/locations/" + region + "/functions/devplus-" + name, "state": "ACTIVE",
			"serviceConfig": map[string]any{"uri": at(name), "serviceAccountEmail": account(name), "environmentVariables": environment},
		})
		functions = append(functions, string(text))
	}
	for secret, members := range readers {
		text, _ := json.Marshal(members)
		answers[secrets+secret+"/versions"] = `{"versions":[{"name":"1"}]}`
		answers[secrets+secret+":getIamPolicy"] = fmt.Sprintf(`{"bindings":[{"role":"roles/secretmanager.secretAccessor","members":%s},{"role":"roles/secretmanager.viewer","members":%s}]}`, text, text)
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	private := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	push := func(name, function string) string {
		return fmt.Sprintf(`{"pushConfig":{"pushEndpoint":%q,"oidcToken":{"serviceAccountEmail":%q,"audience":%q}},"deadLetterPolicy":{"deadLetterTopic":"t"}}`, at(function), account(name), at(function))
	}
	for path, body := range map[string]string{
		"cloudresourcemanager.googleapis.com/v3/projects/acme":                                           `{"state":"ACTIVE"}`,
		"serviceusage.googleapis.com/v1/projects/acme/services:batchGet":                                 `{"services":[{"state":"ENABLED","config":{"name":"run.googleapis.com"}}]}`,
		"cloudfunctions.googleapis.com/v2/projects/acme/locations/-/functions":                           `{"functions":[` + strings.Join(functions, ",") + `]}`,
		runs + "devplus-dispatch:getIamPolicy":                                                           policy("roles/run.invoker", "events-push"),
		runs + "devplus-publish:getIamPolicy":                                                            policy("roles/run.invoker", "results-push"),
		runs + "devplus-reconcile:getIamPolicy":                                                          policy("roles/run.invoker", "scheduler"),
		runs + "devplus-callback:getIamPolicy":                                                           policy("roles/run.invoker", "kestra"),
		runs + "devplus-kestra:getIamPolicy":                                                             policy("roles/run.invoker", "dispatch"),
		runs + "devplus-kestra":                                                                          `{"name":"projects/acme/locations/europe-west1/services/devplus-kestra","uri":"https://devplus-kestra.example","terminalCondition":{"state":"CONDITION_SUCCEEDED"},"template":{"containers":[{"env":[{"name":"MODEL_BASE_URL","value":"https://aiplatform.googleapis.com/v1/projects/acme/locations/global/endpoints/openapi"},{"name":"MODEL_NAME","value":"google/gemini"},{"name":"MODEL_AUTH","value":"google"}]}]}}`,
		"firestore.googleapis.com/v1/projects/acme/databases/devplus":                                    `{"type":"FIRESTORE_NATIVE"}`,
		"pubsub.googleapis.com/v1/projects/acme/subscriptions/devplus-events":                            push("events-push", "dispatch"),
		"pubsub.googleapis.com/v1/projects/acme/subscriptions/devplus-results":                           push("results-push", "publish"),
		"cloudscheduler.googleapis.com/v1/projects/acme/locations/europe-west1/jobs/devplus-reconcile":   `{"state":"ENABLED"}`,
		"devplus-webhook.example/health":                                                                 `{"missing_secrets":[]}`,
		secrets + "github-app-private-key/versions/latest:access":                                        fmt.Sprintf(`{"payload":{"data":%q}}`, base64.StdEncoding.EncodeToString(private)),
		"api.github.com/app":                                                                             `{"slug":"devplus","owner":{"login":"acme","type":"Organization"},"permissions":{"actions":"read","checks":"write","contents":"write","deployments":"write","merge_queues":"read","metadata":"read","pull_requests":"write"},"events":["check_run","check_suite","create","deployment_protection_rule","merge_group","pull_request","pull_request_review_thread","push","release","repository"]}`,
		"api.github.com/app/hook/config":                                                                 `{"url":"https://devplus-webhook.example/webhook","content_type":"json"}`,
		"api.github.com/app/installations":                                                               `[{}]`,
		"aiplatform.googleapis.com/v1/projects/acme/locations/global/endpoints/openapi/chat/completions": `{"choices":[]}`,
	} {
		answers[path] = body
	}
	return answers
})

func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.Header.Get("X-Asked-Host") + r.URL.Path
	c.mu.Lock()
	if r.Method != http.MethodGet && !strings.HasSuffix(path, "/chat/completions") {
		c.writes = append(c.writes, r.Method+" "+path)
	}
	c.mu.Unlock()
	if broken, ok := c.broken[path]; ok {
		w.WriteHeader(broken.code)
		fmt.Fprint(w, broken.body)
		return
	}
	body, ok := healthy()[path]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		body = denied(http.StatusNotFound, "NOT_FOUND", "Resource '"+path+"' was not found", "").body
	}
	fmt.Fprint(w, body)
}

// everywhere sends requests for any host to one server.
type everywhere struct{ to *url.URL }

func (e everywhere) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Asked-Host", r.URL.Host)
	r.URL.Scheme, r.URL.Host = e.to.Scheme, e.to.Host
	return http.DefaultTransport.RoundTrip(r)
}

// examine returns the findings, a check's name before each, and the checks that were left out.
func examine(t *testing.T, broken map[string]answer) (findings, skipped []string) {
	t.Helper()
	c := &cloud{broken: broken}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	to, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: everywhere{to}}
	doctor.Examine(t.Context(), doctor.Options{Project: project, Name: "devplus", Google: client, Plain: client}, func(r doctor.Report) {
		for _, f := range r.Findings {
			if f.Command == "" {
				t.Errorf("%s: %s: no command", r.Check, f.What)
			}
			findings = append(findings, r.Check+": "+f.What+" | "+f.Command)
		}
		if r.Skipped != "" {
			skipped = append(skipped, r.Check)
		}
	})
	if len(c.writes) > 0 {
		t.Errorf("it writes: %v", c.writes)
	}
	return findings, skipped
}

func TestDoctor_FindsNothingWhereNothingIsWrong(t *testing.T) {
	t.Parallel()
	findings, skipped := examine(t, nil)
	if len(findings) > 0 || len(skipped) > 0 {
		t.Errorf("found:\n%s\nnot checked: %v", strings.Join(findings, "\n"), skipped)
	}
}

func TestDoctor_NamesTheFaultAndTheCommand(t *testing.T) {
	t.Parallel()
	const app = "api.github.com/app"
	for name, test := range map[string]struct {
		broken map[string]answer
		want   []string // parts of the one finding
	}{
		"another account": {
			map[string]answer{"cloudresourcemanager.googleapis.com/v3/projects/acme": denied(403, "PERMISSION_DENIED", "The caller does not have permission", "")},
			[]string{"project: there is no project acme", "gcloud auth application-default login"},
		},
		"an API that is off": {
			map[string]answer{"serviceusage.googleapis.com/v1/projects/acme/services:batchGet": {200, `{"services":[{"state":"DISABLED","config":{"name":"pubsub.googleapis.com"}}]}`}},
			[]string{"APIs: disabled: pubsub.googleapis.com", "gcloud services enable pubsub.googleapis.com --project=acme"},
		},
		"an API that refuses because it is off": {
			map[string]answer{runs + "devplus-dispatch:getIamPolicy": denied(403, "PERMISSION_DENIED", "Cloud Run Admin API has not been used in project", "SERVICE_DISABLED")},
			[]string{"callers: the API run.googleapis.com is disabled", "gcloud services enable run.googleapis.com"},
		},
		"nobody may look": {
			map[string]answer{"firestore.googleapis.com/v1/projects/acme/databases/devplus": denied(403, "PERMISSION_DENIED", "Missing or insufficient permissions.", "IAM_PERMISSION_DENIED")},
			[]string{"Firestore: you may not look: Missing or insufficient permissions.", "--role=roles/viewer"},
		},
		"no database": {
			map[string]answer{"firestore.googleapis.com/v1/projects/acme/databases/devplus": denied(404, "NOT_FOUND", "Database not found", "")},
			[]string{"Firestore: there is no database devplus", "terraform apply"},
		},
		"a secret without a value": {
			map[string]answer{secrets + "callback-key/versions": {200, `{}`}},
			[]string{"secrets: the secret devplus-callback-key has no enabled version", "openssl rand -hex 32 | gcloud secrets versions add --project=acme devplus-callback-key --data-file=-"},
		},
		"a reader's grant that is gone": {
			map[string]answer{secrets + "github-webhook-secret:getIamPolicy": {200, `{"bindings":[{"role":"roles/secretmanager.secretAccessor","members":["serviceAccount:devplus-webhook@acme.iam.gserviceaccount.com"]}]}`}},
			[]string{"secrets: devplus-webhook@acme.iam.gserviceaccount.com lacks roles/secretmanager.viewer", "gcloud secrets add-iam-policy-binding devplus-github-webhook-secret"},
		},
		"a caller's grant that is gone": {
			map[string]answer{runs + "devplus-publish:getIamPolicy": {200, `{}`}},
			[]string{"callers: devplus-results-push@acme.iam.gserviceaccount.com may not call devplus-publish", "gcloud run services add-iam-policy-binding devplus-publish"},
		},
		"a push that was paused": {
			map[string]answer{"pubsub.googleapis.com/v1/projects/acme/subscriptions/devplus-events": {200, `{"deadLetterPolicy":{"deadLetterTopic":"t"}}`}},
			[]string{`Pub/Sub: devplus-events pushes to "", dispatch is at https://devplus-dispatch.example`, "modify-push-config devplus-events"},
		},
		"a job that is paused": {
			map[string]answer{"cloudscheduler.googleapis.com/v1/projects/acme/locations/europe-west1/jobs/devplus-reconcile": {200, `{"state":"PAUSED"}`}},
			[]string{"schedule: the job devplus-reconcile is PAUSED", "gcloud scheduler jobs resume devplus-reconcile"},
		},
		"a webhook that nobody may call": {
			map[string]answer{"devplus-webhook.example/health": {403, "Forbidden"}},
			[]string{"webhook: nobody may call the webhook", "webhook_public = false"},
		},
		"a webhook without its secret": {
			map[string]answer{"devplus-webhook.example/health": {200, `{"missing_secrets":["GITHUB_WEBHOOK_SECRET"]}`}},
			[]string{"webhook: the webhook lacks the value of GITHUB_WEBHOOK_SECRET", "terraform output -raw next_steps"},
		},
		"another App's key": {
			map[string]answer{app: {401, `{"message":"A JSON web token could not be decoded"}`}},
			[]string{"GitHub App: GitHub answers HTTP 401: github_app_id 42", "gcloud secrets versions add --project=acme devplus-github-app-private-key"},
		},
		"a permission whose event is not delivered": {
			map[string]answer{app: {200, `{"slug":"devplus","owner":{"login":"acme","type":"Organization"},"permissions":{"actions":"read","checks":"write","contents":"read","deployments":"write","issues":"write","merge_queues":"read","metadata":"read","pull_requests":"write"},"events":["check_run","check_suite","create","deployment_protection_rule","merge_group","pull_request","pull_request_review_thread","push","release","repository"]}`}},
			[]string{"GitHub App: GitHub does not deliver issue_comment", "open https://github.com/organizations/acme/settings/apps/devplus/permissions"},
		},
		"a permission that is missing": {
			map[string]answer{app: {200, `{"slug":"devplus","owner":{"login":"acme","type":"Organization"},"permissions":{"actions":"read","checks":"read","contents":"read","deployments":"write","merge_queues":"read","metadata":"read","pull_requests":"write"},"events":["check_run","check_suite","create","deployment_protection_rule","merge_group","pull_request","pull_request_review_thread","push","release","repository"]}`}},
			[]string{"GitHub App: the App lacks the permissions checks: write", "open https://github.com/organizations/acme/settings/apps/devplus/permissions"},
		},
		"an App that delivers elsewhere": {
			map[string]answer{app + "/hook/config": {200, `{"url":"https://example.com/webhook","content_type":"form"}`}},
			[]string{`GitHub App: the App delivers to "https://example.com/webhook" as "form"`, "https://devplus-webhook.example/webhook"},
		},
		"an App that nobody installed": {
			map[string]answer{app + "/installations": {200, `[]`}},
			[]string{"GitHub App: the App is installed nowhere", "/installations"},
		},
		"an engine that is not ready": {
			map[string]answer{runs + "devplus-kestra": {200, strings.Replace(healthy()[runs+"devplus-kestra"], `"state":"CONDITION_SUCCEEDED"`, `"state":"CONDITION_FAILED","message":"The user-provided container failed the configured startup probe checks."`, 1)}},
			[]string{"Kestra: Kestra is not ready: The user-provided container failed", "gcloud run services logs read devplus-kestra"},
		},
		"a model that was retired": {
			map[string]answer{"aiplatform.googleapis.com/v1/projects/acme/locations/global/endpoints/openapi/chat/completions": denied(404, "NOT_FOUND", "Publisher Model was not found", "")},
			[]string{"model: the model google/gemini at https://aiplatform.googleapis.com", "HTTP 404", "terraform apply -var model_name="},
		},
		"a model without quota": {
			map[string]answer{"aiplatform.googleapis.com/v1/projects/acme/locations/global/endpoints/openapi/chat/completions": denied(429, "RESOURCE_EXHAUSTED", "Resource exhausted", "")},
			[]string{"model: ", "HTTP 429", "model_location=global"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			findings, _ := examine(t, test.broken)
			if len(findings) != 1 {
				t.Fatalf("%d findings, want 1:\n%s", len(findings), strings.Join(findings, "\n"))
			}
			for _, part := range test.want {
				if !strings.Contains(findings[0], part) {
					t.Errorf("%q lacks %q", findings[0], part)
				}
			}
		})
	}
}

// Without access to a secret, or while GitHub fails, the command must report a skipped check, not a fault.
func TestDoctor_SkipsWhatItCannotLookAt(t *testing.T) {
	t.Parallel()
	const key = "secretmanager.googleapis.com/v1/projects/acme/secrets/devplus-github-app-private-key/versions/latest:access"
	for name, test := range map[string]struct {
		broken            map[string]answer
		findings, skipped []string
	}{
		"a secret that others read": {map[string]answer{key: denied(403, "PERMISSION_DENIED", "Permission denied on resource", "IAM_PERMISSION_DENIED")}, nil, []string{"GitHub App"}},
		"an API that is off": {
			map[string]answer{key: denied(403, "PERMISSION_DENIED", "Secret Manager API has not been used in project", "SERVICE_DISABLED")},
			[]string{"GitHub App: the API run.googleapis.com is disabled"}, nil,
		},
		"a webhook's settings on a bad day": {map[string]answer{"api.github.com/app/hook/config": {502, ""}}, nil, []string{"GitHub App"}},
		"installations on a bad day":        {map[string]answer{"api.github.com/app/installations": {502, ""}}, nil, []string{"GitHub App"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			findings, skipped := examine(t, test.broken)
			for i, f := range findings {
				findings[i], _, _ = strings.Cut(f, " | ")
			}
			if diff := cmp.Diff(test.findings, findings); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.skipped, skipped); diff != "" {
				t.Errorf("not checked (-want +got):\n%s", diff)
			}
		})
	}
}

// Without Kestra nothing is wrong with a model; without functions most can't be looked at, and one line says what to do.
func TestDoctor_LeavesOutWhatIsNotDeployed(t *testing.T) {
	t.Parallel()
	findings, skipped := examine(t, map[string]answer{"cloudfunctions.googleapis.com/v2/projects/acme/locations/-/functions": {200, `{}`}})
	want := []string{"functions: not deployed: devplus-webhook, devplus-dispatch, devplus-callback, devplus-publish, devplus-reconcile, devplus-report | terraform apply"}
	if diff := cmp.Diff(want, findings); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"secrets", "callers", "schedule", "webhook", "GitHub App", "Kestra", "model"}, skipped); diff != "" {
		t.Errorf("not checked (-want +got):\n%s", diff)
	}
}

// A permission that the manifest asks for and the doctor does not know would be missing unnoticed.
func TestDoctor_KnowsTheManifest(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../terraform/github-app.json")
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Permissions map[string]string `json:"default_permissions"`
		Events      []string          `json:"default_events"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	slices.Sort(manifest.Events)
	if diff := cmp.Diff(manifest.Permissions, doctor.Permissions()); diff != "" {
		t.Errorf("permissions (-github-app.json +doctor):\n%s", diff)
	}
	if diff := cmp.Diff(manifest.Events, doctor.Events()); diff != "" {
		t.Errorf("events (-github-app.json +doctor):\n%s", diff)
	}
}

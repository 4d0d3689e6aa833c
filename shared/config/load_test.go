package config

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	value    = "9f86d081884c7d659a2feaa0c55ad015"
	resource = "projects/p/secrets/s"
)

func environment(of map[string]string) Lookup {
	return func(name string) (string, bool) {
		v, ok := of[name]
		return v, ok
	}
}

// sound is an environment in which dispatch starts, changed by name=value ("name" alone: unset).
func sound(changes ...string) map[string]string {
	env := map[string]string{
		"GOOGLE_CLOUD_PROJECT": "project", "GITHUB_APP_ID": "12345", "GITHUB_APP_PRIVATE_KEY_SECRET": resource,
		"KESTRA_URL": "https://kestra.example", "CALLBACK_URL": "https://callback.example", "CALLBACK_KEY": value,
	}
	for _, c := range changes {
		name, to, set := strings.Cut(c, "=")
		if env[name] = to; !set {
			delete(env, name)
		}
	}
	return env
}

func TestLoad_ReadsAllVariables(t *testing.T) {
	t.Parallel()
	c, err := Load[Dispatch](environment(sound("FIRESTORE_DATABASE=", "KESTRA_NAMESPACE=team", "GITHUB_API_URL=https://ghe.example:8443/api/v3/")))
	if err != nil {
		t.Fatal(err)
	}
	got := []any{c.Project, c.Database, c.AppID, c.BaseURL(), c.URL.String(), c.Tenant, c.Namespace, c.Auth, c.CallbackURL.String(), c.Events, c.ResultsTopic}
	want := []any{"project", "devplus", int64(12345), "https://ghe.example:8443/api/v3", "https://kestra.example", "main", "team", "none",
		"https://callback.example", "devplus-events", "devplus-results"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("loaded (-want +got):\n%s", diff)
	}
	if !c.CallbackKey.Configured() || !c.PrivateKey.Configured() || c.Password.Configured() {
		t.Errorf("configured: key %t, private key %t, password %t", c.CallbackKey.Configured(), c.PrivateKey.Configured(), c.Password.Configured())
	}
	if got := (GitHub{}); got.BaseURL() != "" || got.Host() != "github.com" || c.Host() != "ghe.example:8443" {
		t.Errorf("github.com: API %q, pages at %s; an Enterprise Server's at %s", got.BaseURL(), got.Host(), c.Host())
	}
}

// One failed deployment should show every fault.
func TestLoad_NamesEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	_, err := Load[Dispatch](environment(map[string]string{
		"GITHUB_APP_ID": "twelve", "KESTRA_URL": "https://kestra.example", "KESTRA_AUTH": "oauth", "KESTRA_USERNAME": "a@b.c",
		"GITHUB_API_URL": "ghe.example", "CALLBACK_KEY": "short", "GITHUB_WEBHOOK_SECRET": "not dispatch's",
	}))
	if err == nil {
		t.Fatal("no error")
	}
	want := []string{
		"GOOGLE_CLOUD_PROJECT is not set: the Google Cloud project",
		`GITHUB_APP_ID is "twelve", but takes a whole number of at least 1`,
		"GITHUB_APP_PRIVATE_KEY is not set: the GitHub App's private key, PEM; give a value, or GITHUB_APP_PRIVATE_KEY_SECRET=projects/PROJECT/secrets/NAME",
		"GITHUB_API_URL takes a URL such as https://host, without user, query or fragment",
		`KESTRA_AUTH is "oauth", but takes one of none, google`,
		"CALLBACK_KEY has 5 bytes, but a secret has at least 16: make one with `openssl rand -hex 32`",
		"KESTRA_USERNAME and KESTRA_PASSWORD go together: set both or none",
		"KESTRA_URL needs CALLBACK_URL: without it flows can't answer",
		"KESTRA_URL needs CALLBACK_KEY: without it answers can't be authenticated",
	}
	if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestLoad_NamesOneFault(t *testing.T) {
	t.Parallel()
	for change, want := range map[string]string{
		"GOOGLE_CLOUD_PROJECT=":                                     "GOOGLE_CLOUD_PROJECT is not set",
		"GOOGLE_CLOUD_PROJECT= \t":                                  "GOOGLE_CLOUD_PROJECT is not set",
		"GITHUB_APP_ID=0":                                           "GITHUB_APP_ID is \"0\"",
		"GITHUB_APP_ID=-1":                                          "GITHUB_APP_ID is \"-1\"",
		"GITHUB_APP_ID=1.5":                                         "GITHUB_APP_ID is \"1.5\"",
		"GITHUB_APP_ID=99999999999999999999":                        "GITHUB_APP_ID is",
		"GITHUB_API_URL=http://ghe.example/api/v3":                  "GITHUB_API_URL must use https unless it is on this machine",
		"GITHUB_API_URL=http://10.0.0.1/api/v3":                     "GITHUB_API_URL must use https unless it is on this machine",
		"KESTRA_AUTH=Google":                                        "takes one of none, google",
		"CALLBACK_URL":                                              "KESTRA_URL needs CALLBACK_URL",
		"CALLBACK_KEY":                                              "KESTRA_URL needs CALLBACK_KEY",
		"KESTRA_PASSWORD=" + value:                                  "KESTRA_USERNAME and KESTRA_PASSWORD",
		"KESTRA_USERNAME=a@b.c":                                     "KESTRA_USERNAME and KESTRA_PASSWORD",
		"KESTRA_URL=kestra.example":                                 "KESTRA_URL takes a URL",
		"KESTRA_URL=kestra:8080":                                    "KESTRA_URL takes a URL",
		"KESTRA_URL=//kestra.example":                               "KESTRA_URL takes a URL",
		"KESTRA_URL=ftp://kestra.example":                           "KESTRA_URL takes a URL",
		"KESTRA_URL=https://":                                       "KESTRA_URL takes a URL",
		"KESTRA_URL=https://:8080":                                  "KESTRA_URL takes a URL",
		"KESTRA_URL=https://kestra.example:port":                    "KESTRA_URL takes a URL",
		"KESTRA_URL=https://kestra.example/?a=b":                    "KESTRA_URL takes a URL",
		"KESTRA_URL=https://kestra.example?":                        "KESTRA_URL takes a URL",
		"KESTRA_URL=https://kestra.example#x":                       "KESTRA_URL takes a URL",
		"KESTRA_URL=https://user:hunter2@kestra.example":            "KESTRA_URL takes a URL",
		"KESTRA_URL=https://kestra.example/\x7f":                    "KESTRA_URL takes a URL",
		"CALLBACK_KEY=":                                             "CALLBACK_KEY is empty",
		"CALLBACK_KEY=                    ":                         "CALLBACK_KEY is empty",
		"CALLBACK_KEY=hunter2":                                      "CALLBACK_KEY has 7 bytes",
		"CALLBACK_KEY=hunter2         ":                             "CALLBACK_KEY has 7 bytes",
		"CALLBACK_KEY=change-me-please-now":                         "CALLBACK_KEY is a placeholder",
		"CALLBACK_KEY_SECRET=" + resource:                           "CALLBACK_KEY and CALLBACK_KEY_SECRET are both set",
		"GITHUB_APP_PRIVATE_KEY=" + value:                           "GITHUB_APP_PRIVATE_KEY and GITHUB_APP_PRIVATE_KEY_SECRET are both set",
		"GITHUB_APP_PRIVATE_KEY_SECRET":                             "GITHUB_APP_PRIVATE_KEY is not set",
		"GITHUB_APP_PRIVATE_KEY_SECRET=":                            "GITHUB_APP_PRIVATE_KEY is not set",
		"GITHUB_APP_PRIVATE_KEY_SECRET=s":                           "GITHUB_APP_PRIVATE_KEY_SECRET takes projects/PROJECT/secrets/NAME",
		"GITHUB_APP_PRIVATE_KEY_SECRET=hunter2/secrets/s":           "GITHUB_APP_PRIVATE_KEY_SECRET takes projects/PROJECT/secrets/NAME",
		"GITHUB_APP_PRIVATE_KEY_SECRET=" + resource + "/versions/1": "GITHUB_APP_PRIVATE_KEY_SECRET takes projects/PROJECT/secrets/NAME",
	} {
		_, err := Load[Dispatch](environment(sound(change)))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", change, err, want)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error gives the secret away: %v", change, err)
		}
	}
}

func TestLoad_CutsTheLastSlashOfURLs(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"https://h": "https://h", "https://h/": "https://h", " https://h:1//\n": "https://h:1", "http://[::1]:8080": "http://[::1]:8080",
		"http://127.0.0.2:1/": "http://127.0.0.2:1", "http://localhost:80": "http://localhost:80",
		"https://h/a/b/": "https://h/a/b", "": "",
	} {
		c, err := Load[GitHub](environment(map[string]string{"GITHUB_APP_ID": "1", "GITHUB_APP_PRIVATE_KEY": value, "GITHUB_API_URL": given}))
		if err != nil || c.BaseURL() != want {
			t.Errorf("%q is %q, error %v; want %q", given, c.BaseURL(), err, want)
		}
	}
}

// Unset must stay apart from 0: an unknown price is not a free model.
func TestLoad_AcceptsPricesUnsetOrZero(t *testing.T) {
	t.Parallel()
	price, err := Load[Price](environment(map[string]string{"MODEL_PRICE_INPUT": "0", "MODEL_PRICE_OUTPUT": ""}))
	if err != nil || price.Input == nil || *price.Input != 0 || price.Output != nil {
		t.Errorf("price %+v, error %v", price, err)
	}
	price, err = Load[Price](environment(map[string]string{"MODEL_PRICE_OUTPUT": " 1.25\n"}))
	if err != nil || price.Output == nil || *price.Output != 1.25 {
		t.Errorf("price %+v, error %v", price, err)
	}
	for _, bad := range []string{"-1", "NaN", "Inf", "1e400", "free", "1,25", "1000000000"} {
		if _, err := Load[Price](environment(map[string]string{"MODEL_PRICE_INPUT": bad})); err == nil {
			t.Errorf("%s is taken for a price", bad)
		}
	}
}

// described are the variables of every function.
var described = map[string][]Variable{
	"webhook": Describe[Webhook](), "dispatch": Describe[Dispatch](), "callback": Describe[Callback](), "publish": Describe[Publish](),
	"reconcile": Describe[Reconcile](), "report": Describe[Report](),
}

func TestDescribe_ListsTheVariables(t *testing.T) {
	t.Parallel()
	for function, variables := range described {
		seen := map[string]bool{}
		for _, v := range variables {
			if seen[v.Name] {
				t.Errorf("%s reads %s twice", function, v.Name)
			}
			seen[v.Name] = true
			if v.Help == "" || v.Name == "" || v.Name != strings.ToUpper(v.Name) {
				t.Errorf("%s: %+v", function, v)
			}
			if v.Required && v.Default != "" {
				t.Errorf("%s: %s is required and has a default", function, v.Name)
			}
			if len(v.Options) > 0 && !slices.Contains(v.Options, v.Default) {
				t.Errorf("%s: %s defaults to %q, which is none of %v", function, v.Name, v.Default, v.Options)
			}
		}
	}
}

// Functions share an environment in documentation and on laptops: one name has one meaning.
func TestDescribe_IsTheSameInEveryFunction(t *testing.T) {
	t.Parallel()
	type meaning struct {
		Default string
		Secret  bool
		Options []string
	}
	first := map[string]meaning{}
	for _, function := range slices.Sorted(maps.Keys(described)) {
		for _, v := range described[function] {
			m := meaning{v.Default, v.Secret, v.Options}
			if before, known := first[v.Name]; known && !cmp.Equal(before, m) {
				t.Errorf("%s: %s is %+v, elsewhere %+v", function, v.Name, m, before)
			}
			first[v.Name] = m
		}
	}
}

// A field of a type that Load can't set would only show when somebody sets its variable.
func TestLoad_SetsEveryVariable(t *testing.T) {
	t.Parallel()
	set := func(variables []Variable, load func(Lookup) error) {
		env := map[string]string{}
		for _, v := range variables {
			switch {
			case v.Secret:
				env[v.Name] = value
			case v.Name == "MODEL_CONTEXT_TOKENS":
				env[v.Name] = "8192"
			case v.Default != "":
				env[v.Name] = v.Default
			case strings.HasSuffix(v.Name, "_URL"):
				env[v.Name] = "https://host"
			default:
				env[v.Name] = "1"
			}
		}
		if err := load(environment(env)); err != nil {
			t.Error(err)
		}
	}
	set(described["webhook"], func(l Lookup) error { _, err := Load[Webhook](l); return err })
	set(described["dispatch"], func(l Lookup) error { _, err := Load[Dispatch](l); return err })
	set(described["callback"], func(l Lookup) error { _, err := Load[Callback](l); return err })
	set(described["publish"], func(l Lookup) error { _, err := Load[Publish](l); return err })
	set(described["reconcile"], func(l Lookup) error { _, err := Load[Reconcile](l); return err })
	set(described["report"], func(l Lookup) error { _, err := Load[Report](l); return err })
}

// A function that starts with a setting it can't use fails later, at an analysis.
func TestLoad_ValidatesThePartsOfEachFunction(t *testing.T) {
	t.Parallel()
	const clear = "GITHUB_API_URL=http://ghe.example"
	for function, load := range map[string]func(Lookup) error{
		"dispatch":  func(l Lookup) error { _, err := Load[Dispatch](l); return err },
		"publish":   func(l Lookup) error { _, err := Load[Publish](l); return err },
		"reconcile": func(l Lookup) error { _, err := Load[Reconcile](l); return err },
	} {
		err := load(environment(sound(clear)))
		if err == nil || strings.Count(err.Error(), "GITHUB_API_URL must use https") != 1 {
			t.Errorf("%s: %v", function, err)
		}
	}
	if _, err := Load[Publish](environment(sound("GATE_MAX_SCORE=900"))); err == nil {
		t.Error("publish starts with settings that can't be used")
	}
}

// The value that the help names for no waiting must be accepted.
func TestLoad_TakesTheTimesThatTheHelpNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"0s": "", "90s": "", "-1s": "takes a time", "6m": "takes 0s to", "soon": "takes a time"} {
		_, err := Load[Pushes](environment(map[string]string{"PUSH_DEBOUNCE": text}))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// A link to the API's host leads people nowhere, and other links on the pages' host would be taken for foreign ones.
func TestGitHub_HostIsThatOfThePages(t *testing.T) {
	t.Parallel()
	for api, want := range map[string]string{
		"https://api.octocorp.ghe.com":      "octocorp.ghe.com",
		"https://api.github.com":            "github.com",
		"https://ghe.example/api/v3":        "ghe.example",
		"https://api.example.com/api/v3":    "api.example.com",
		"https://api.ghe.com.evil.example/": "api.ghe.com.evil.example",
	} {
		u, err := url.Parse(api)
		if err != nil {
			t.Fatal(err)
		}
		if got := (GitHub{API: u}).Host(); got != want {
			t.Errorf("%s: %s, want %s", api, got, want)
		}
	}
}

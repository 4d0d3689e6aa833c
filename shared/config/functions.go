package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/settings"
)

// Google is the project that a function runs in.
type Google struct {
	Project  string `env:"GOOGLE_CLOUD_PROJECT" required:"true" help:"the Google Cloud project"`
	Database string `env:"FIRESTORE_DATABASE" default:"devplus" help:"the Firestore database"`
}

// GitHub is the GitHub App.
type GitHub struct {
	AppID      int64    `env:"GITHUB_APP_ID" required:"true" help:"the GitHub App's ID"`
	PrivateKey Secret   `env:"GITHUB_APP_PRIVATE_KEY" required:"true" help:"the GitHub App's private key, PEM"`
	API        *url.URL `env:"GITHUB_API_URL" help:"REST API of a GitHub Enterprise Server; unset: github.com"`
}

// Validate refuses to send tokens in the clear beyond this machine.
func (g GitHub) Validate() error {
	if g.API != nil && !private(g.API) {
		return errors.New("GITHUB_API_URL must use https unless it is on this machine, because tokens are sent to it")
	}
	return nil
}

// private reports whether requests to u stay on this machine or are encrypted.
func private(u *url.URL) bool {
	return u.Scheme == "https" || u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()
}

// BaseURL is the root of the REST API, "" for github.com's.
func (g GitHub) BaseURL() string {
	if g.API == nil {
		return ""
	}
	return g.API.String()
}

// Host is where GitHub's pages are. A GitHub Enterprise Server has its API under /api/v3 of the same host, github.com and *.ghe.com on a host
// of its own that begins with api.
func (g GitHub) Host() string {
	if g.API == nil {
		return "github.com"
	}
	if pages, ok := strings.CutPrefix(g.API.Host, "api."); ok && (pages == "github.com" || strings.HasSuffix(pages, ".ghe.com")) {
		return pages
	}
	return g.API.Host
}

// Lanes are the topics for events.
type Lanes struct {
	Events     string `env:"EVENTS_TOPIC" default:"devplus-events" help:"the topic for events"`
	Background string `env:"BACKGROUND_TOPIC" help:"the topic for background events: whole installations, the schedule, sweeps; unset: EVENTS_TOPIC"`
}

// Webhook configures functions/webhook.
type Webhook struct {
	Project string `env:"GOOGLE_CLOUD_PROJECT" required:"true" help:"the Google Cloud project"`
	Lanes
	Secret Secret `env:"GITHUB_WEBHOOK_SECRET" required:"true" help:"the GitHub App's webhook secret"`
}

// KestraServer is the workflow engine.
type KestraServer struct {
	URL       *url.URL `env:"KESTRA_URL" help:"Kestra's base URL; unset: no reviews, only measured analyses"`
	Tenant    string   `env:"KESTRA_TENANT" default:"main" help:"Kestra's tenant"`
	Namespace string   `env:"KESTRA_NAMESPACE" default:"devplus" help:"the namespace of the flows"`
	Username  string   `env:"KESTRA_USERNAME" help:"Kestra's basic-auth user, an e-mail address"`
	Password  Secret   `env:"KESTRA_PASSWORD" help:"Kestra's basic-auth password"`
	Auth      string   `env:"KESTRA_AUTH" default:"none" options:"none|google" help:"google: send an ID token, for a Cloud Run service guarded by IAM"`
}

// Kestra is the workflow engine, how much it gets, and how a flow answers.
type Kestra struct {
	KestraServer
	MaxRunning  int      `env:"KESTRA_MAX_RUNNING" default:"10" help:"how many flows may run at once; other reviews wait, with the change measured"`
	KeepsDays   int      `env:"KESTRA_RETENTION_DAYS" default:"7" help:"days that Kestra keeps the inputs and answers of reviews, as set in Kestra; checks show the number"`
	CallbackURL *url.URL `env:"CALLBACK_URL" help:"base URL of functions/callback for Kestra; required with KESTRA_URL"`
	CallbackKey Secret   `env:"CALLBACK_KEY" help:"the key that signs callback tokens; required with KESTRA_URL"`
}

// Validate checks combinations. It also runs if a variable has a fault of its own, so its errors are worded to be true then.
func (k Kestra) Validate() error {
	var faults []error
	if k.MaxRunning < 1 {
		faults = append(faults, errors.New("KESTRA_MAX_RUNNING must be at least 1: with 0 nothing would ever run"))
	}
	if k.URL != nil && k.CallbackURL == nil {
		faults = append(faults, errors.New("KESTRA_URL needs CALLBACK_URL: without it flows can't answer"))
	}
	if k.URL != nil && !k.CallbackKey.Configured() {
		faults = append(faults, errors.New("KESTRA_URL needs CALLBACK_KEY: without it answers can't be authenticated"))
	}
	return errors.Join(faults...)
}

// Validate checks combinations.
func (k KestraServer) Validate() error {
	if (k.Username != "") != k.Password.Configured() {
		return errors.New("KESTRA_USERNAME and KESTRA_PASSWORD go together: set both or none")
	}
	return nil
}

// Dispatch configures functions/dispatch.
type Dispatch struct {
	Google
	GitHub
	Kestra
	settings.Settings
	Bounds settings.Bounds // on what repositories set
	Pushes
	Model
	Price
	Lanes
	ResultsTopic string `env:"RESULTS_TOPIC" default:"devplus-results" help:"the topic for results to publish"`
}

// Pushes is how pushes in quick succession are taken.
type Pushes struct {
	Debounce time.Duration `env:"PUSH_DEBOUNCE" default:"60s" min:"0s" help:"how long the review of a push waits for another one, if a push came within that time before; the change is measured at once. A burst then costs two reviews, of its first and last commits. 0s: no review waits"`
}

// Validate refuses times that Pub/Sub's deliveries do not last for.
func (p Pushes) Validate() error {
	if p.Debounce < 0 || p.Debounce > maxDebounce {
		return fmt.Errorf("PUSH_DEBOUNCE takes 0s to %s", maxDebounce)
	}
	return nil
}

// maxDebounce leaves most of a message's deliveries for retries of failures.
const maxDebounce = 5 * time.Minute

// Callback configures functions/callback.
type Callback struct {
	Google
	Price
	CallbackKey Secret `env:"CALLBACK_KEY" required:"true" help:"the key that signs callback tokens"`
	Lanes
	ResultsTopic string `env:"RESULTS_TOPIC" default:"devplus-results" help:"the topic for results to publish"`
}

// Model has the model's properties that dispatch needs.
type Model struct {
	ContextTokens int `env:"MODEL_CONTEXT_TOKENS" help:"the model's context window in tokens, prompt and answer together, at least 6144; larger inputs are split and shortened to fit; unset: messages of at most 96 KiB, about 40000 tokens in all, or fewer after the endpoint refused one"`
}

// Validate refuses a window without room for a diff.
func (m Model) Validate() error {
	if m.ContextTokens != 0 && m.ContextTokens < analysis.MinWindow {
		return fmt.Errorf("MODEL_CONTEXT_TOKENS must be at least %d: the instructions and an answer need most of that", analysis.MinWindow)
	}
	return nil
}

// Publish configures functions/publish.
type Publish struct {
	Google
	GitHub
	settings.Settings // of analyses that an earlier version stored
}

// Reconcile configures functions/reconcile.
type Reconcile struct {
	Google
	GitHub
	KestraServer
	Lanes
	ResultsTopic string `env:"RESULTS_TOPIC" default:"devplus-results" help:"the topic for results to publish"`
}

// Validate validates the parts.
func (r Reconcile) Validate() error {
	return errors.Join(r.GitHub.Validate(), r.KestraServer.Validate())
}

// Report configures functions/report.
type Report struct {
	Google
}

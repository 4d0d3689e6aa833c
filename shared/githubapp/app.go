package githubapp

import (
	"crypto/rsa"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/bradleyfalzon/ghinstallation/v2"
	"github.com/golang-jwt/jwt/v4"
	"github.com/google/go-github/v60/github"
	tokens "github.com/google/go-github/v88/github" // ghinstallation's own

	"github.com/devplus-app/devplus/shared/limits"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// maxInstallations bounds the cached installations, with their tokens and rate limits. One more evicts any other, which then
// fetches a new token at its next call.
const maxInstallations = 1000

// Config names the App and where GitHub is.
type Config struct {
	AppID      int64
	PrivateKey []byte            // RSA, PEM
	BaseURL    string            // root of the REST API: "" is https://api.github.com, GitHub Enterprise Server has https://HOST/api/v3
	HTTP       http.RoundTripper // nil is http.DefaultTransport
	Limits     limits.Store      // shares each installation's limits with other instances; nil: there are no others
	Now        func() time.Time  // the clock for limits; nil is time.Now
}

// App acts as the GitHub App itself. It is safe for concurrent use.
type App struct {
	client  client
	id      int64
	key     *rsa.PrivateKey
	baseURL *url.URL // ends in a slash
	http    http.RoundTripper
	limits  limits.Store
	now     func() time.Time

	mu            sync.Mutex
	installations map[int64]*Installation
}

// New returns an App, or says what is wrong with the configuration. It sends no request.
func New(c Config) (*App, error) {
	if c.AppID <= 0 {
		return nil, fmt.Errorf("GitHub App ID %d: must be positive", c.AppID)
	}
	key, err := jwt.ParseRSAPrivateKeyFromPEM(c.PrivateKey)
	if err != nil {
		return nil, fmt.Errorf("GitHub App private key: not an RSA key in PEM, as GitHub gives it for download: %w", err)
	}
	if c.BaseURL == "" {
		c.BaseURL = "https://api.github.com"
	}
	base, err := url.Parse(strings.TrimSuffix(c.BaseURL, "/") + "/")
	if err != nil {
		return nil, fmt.Errorf("GitHub API URL: %w", err)
	}
	if base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, fmt.Errorf("GitHub API URL %q: must start with https:// and a host", c.BaseURL)
	}
	if c.HTTP == nil {
		c.HTTP = http.DefaultTransport
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	a := &App{
		id: c.AppID, key: key, baseURL: base, http: telemetry.Transport(c.HTTP), limits: c.Limits, now: c.Now,
		installations: make(map[int64]*Installation),
	}
	a.client = a.newClient(a.transport())
	return a, nil
}

// AppID returns the App's ID, which GitHub shows on everything the App creates.
func (a *App) AppID() int64 { return a.id }

// Installation returns the installation with that ID. It sends no request: the token is fetched at the first call and kept.
func (a *App) Installation(id int64) *Installation {
	a.mu.Lock()
	defer a.mu.Unlock()
	if i, ok := a.installations[id]; ok {
		return i
	}
	if len(a.installations) >= maxInstallations {
		for other := range a.installations {
			delete(a.installations, other)
			break
		}
	}
	t := ghinstallation.NewFromAppsTransport(a.transport(), id)
	meter := limits.NewMeter(a.limits, id)
	t.InstallationTokenOptions = new(tokens.InstallationTokenOptions) // nil would send null as the body, which GitHub does not document
	i := &Installation{client: a.newClient(metered{t, meter, a.now, false}), appID: a.id, meter: meter}
	i.refused = func() { a.forget(id, i) }
	a.installations[id] = i
	return i
}

// forget drops an installation whose token GitHub refused, so that the next call starts with a new one.
func (a *App) forget(id int64, i *Installation) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.installations[id] == i {
		delete(a.installations, id)
	}
}

// transport signs requests as the App. Each installation gets its own, because each has its own rate limits and ghinstallation
// writes to the transport when it fetches a token. It has a meter of its own, so that fetching a token is limited as well.
func (a *App) transport() *ghinstallation.AppsTransport {
	t := ghinstallation.NewAppsTransportFromPrivateKey(metered{a.http, limits.NewMeter(nil, 0), a.now, true}, a.id, a.key)
	t.BaseURL = strings.TrimSuffix(a.baseURL.String(), "/")
	return t
}

// Installation acts for one installation; In leads to its repositories. It is safe for concurrent use.
type Installation struct {
	client
	appID int64
	meter *limits.Meter
}

func (a *App) newClient(authenticated http.RoundTripper) client {
	gh := github.NewClient(&http.Client{Transport: authenticated, CheckRedirect: sameHost})
	gh.BaseURL = a.baseURL
	gh.UserAgent = "devplus"
	return client{github: gh, now: a.now, refused: func() {}}
}

// sameHost follows redirects, which GitHub sends for renamed repositories, but never to another host: the transport would sign
// that request as well.
func sameHost(req *http.Request, via []*http.Request) error {
	if first := via[0].URL; req.URL.Host != first.Host || req.URL.Scheme != first.Scheme {
		return fmt.Errorf("redirected to another host, %s", req.URL.Host)
	}
	if len(via) >= 5 {
		return fmt.Errorf("redirected %d times", len(via))
	}
	return nil
}

package githubapp_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

func TestNew_NamesWhatIsWrongWithTheConfiguration(t *testing.T) {
	t.Parallel()
	server, err := standin.New(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	good := githubapp.Config{AppID: 1, PrivateKey: server.PrivateKey()}
	if _, err := githubapp.New(good); err != nil {
		t.Fatalf("a good configuration: %v", err)
	}
	for name, test := range map[string]struct {
		spoil func(*githubapp.Config)
		want  string
	}{
		"no ID":           {func(c *githubapp.Config) { c.AppID = 0 }, "App ID"},
		"no key":          {func(c *githubapp.Config) { c.PrivateKey = nil }, "private key"},
		"a word for key":  {func(c *githubapp.Config) { c.PrivateKey = []byte("changeme") }, "PEM"},
		"half a key":      {func(c *githubapp.Config) { c.PrivateKey = c.PrivateKey[:len(c.PrivateKey)/2] }, "private key"},
		"URL of no host":  {func(c *githubapp.Config) { c.BaseURL = "github.example.com/api/v3" }, "https://"},
		"URL of no sense": {func(c *githubapp.Config) { c.BaseURL = "https://[" }, "URL"},
	} {
		c := good
		test.spoil(&c)
		_, err := githubapp.New(c)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want it to name %q", name, err, test.want)
		}
		if err != nil && strings.Contains(err.Error(), "changeme") {
			t.Errorf("%s: the key is in the error", name)
		}
	}
}

// tokensOf counts the installation tokens that the stand-in gave.
func tokensOf(server *standin.Server) int {
	n := 0
	for _, c := range server.Calls() {
		if strings.HasSuffix(c.Route, "/access_tokens") {
			n++
		}
	}
	return n
}

func TestToken_IsReusedUntilItExpires(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lifetime     time.Duration
		tokens, most int
	}{
		"fresh":           {time.Hour, 1, 1},
		"about to expire": {30 * time.Second, 8, 8}, // a token is not used in its last minute
	} {
		app, _, server := start(t, standin.Options{TokenLifetime: test.lifetime})
		add(t, server, standin.PullRequest{Number: 1, Base: baseSHA, Head: headSHA, Files: many(1)})
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, err := app.Installation(server.Options().InstallationID).In(1, owner, repo).PullRequest(t.Context(), 1); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		wg.Wait()
		if n := tokensOf(server); n != test.tokens {
			t.Errorf("%s: %d tokens for 8 calls, want %d", name, n, test.tokens)
		}
	}
}

func TestToken_RefusedIsReplacedAtTheNextRequest(t *testing.T) {
	t.Parallel()
	app, _, server := onePull(t)
	get := func() error {
		_, err := app.Installation(server.Options().InstallationID).In(1, owner, repo).PullRequest(t.Context(), 1)
		return err
	}
	if err := get(); err != nil {
		t.Fatal(err)
	}
	server.Fail(to("/repos/"), 401, nil, message("Bad credentials"), 1)
	if err := get(); err == nil || githubapp.Permanent(err) {
		t.Errorf("refused: %v, want an error that passes", err)
	}
	if err := get(); err != nil || tokensOf(server) != 2 {
		t.Errorf("then: %v with %d tokens, want a second token", err, tokensOf(server))
	}
}

func TestInstallation_LostIsGoneDespiteValidToken(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lose, back func(*standin.Server)
	}{
		"suspended":   {func(s *standin.Server) { s.Suspend(true) }, func(s *standin.Server) { s.Suspend(false) }},
		"uninstalled": {func(s *standin.Server) { s.Uninstall() }, nil},
	} {
		app, _, server := onePull(t)
		get := func() error {
			_, err := app.Installation(server.Options().InstallationID).In(1, owner, repo).PullRequest(t.Context(), 1)
			return err
		}
		if err := get(); err != nil {
			t.Fatal(err)
		}
		test.lose(server)
		err := get()
		if !githubapp.Permanent(err) {
			err = get() // GitHub refuses a removed installation's token as such; the next one is not given
		}
		if !errors.Is(err, githubapp.ErrGone) || errors.Is(err, githubapp.ErrNotFound) {
			t.Errorf("%s: %v, want ErrGone alone", name, err)
		}
		if test.back != nil {
			test.back(server)
			if err := get(); err != nil {
				t.Errorf("%s and back: %v", name, err)
			}
		}
	}
}

func TestInstallation_CacheIsBounded(t *testing.T) {
	t.Parallel()
	app, in, server := onePull(t)
	if first := app.Installation(server.Options().InstallationID); first != app.Installation(server.Options().InstallationID) {
		t.Error("two for one installation: each would fetch a token")
	}
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			for id := range int64(1000) {
				app.Installation(10_000 + id + int64(n)*500)
			}
		})
	}
	wg.Wait()
	if n := app.Cached(); n > 1000 {
		t.Errorf("%d installations kept", n)
	}
	if _, err := in.PullRequest(t.Context(), 1); err != nil {
		t.Errorf("one that was dropped while in use: %v", err)
	}
}

func TestApp_KeyOfAnotherAppIsRefused(t *testing.T) {
	t.Parallel()
	server, err := standin.New(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	other := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	ts := httptest.NewServer(server)
	t.Cleanup(ts.Close)
	for name, c := range map[string]githubapp.Config{
		"another key": {AppID: server.Options().AppID, PrivateKey: other, BaseURL: ts.URL},
		"another ID":  {AppID: server.Options().AppID + 1, PrivateKey: server.PrivateKey(), BaseURL: ts.URL},
	} {
		app, err := githubapp.New(c)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := app.Deliveries(t.Context(), githubapp.Failed, time.Time{}, ""); err == nil || !strings.Contains(err.Error(), "401") {
			t.Errorf("%s: %v, want 401", name, err)
		}
	}
}

package standin_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// sign makes a JWT with the App's key.
func sign(t *testing.T, s *standin.Server, method jwt.SigningMethod, claims jwt.MapClaims) string {
	t.Helper()
	var key any = []byte("not the App's")
	if method == jwt.SigningMethodRS256 {
		rsaKey, err := jwt.ParseRSAPrivateKeyFromPEM(s.PrivateKey())
		if err != nil {
			t.Fatal(err)
		}
		key = rsaKey
	}
	token, err := jwt.NewWithClaims(method, claims).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func ask(s *standin.Server, method, path, authorization string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, r)
	return rec
}

func TestJWT_IsAcceptedOnlyByGitHubsRules(t *testing.T) {
	t.Parallel()
	s := newServer(t, standin.Options{})
	now := time.Now()
	claims := func(change func(jwt.MapClaims)) jwt.MapClaims {
		c := jwt.MapClaims{"iss": "4242", "iat": now.Add(-time.Minute).Unix(), "exp": now.Add(9 * time.Minute).Unix()}
		if change != nil {
			change(c)
		}
		return c
	}
	bearer := func(c jwt.MapClaims) string { return "Bearer " + sign(t, s, jwt.SigningMethodRS256, c) }
	good := bearer(claims(nil))
	for name, test := range map[string]struct {
		authorization string
		want          int
	}{
		"good":                   {good, http.StatusCreated},
		"none":                   {"", http.StatusUnauthorized},
		"basic":                  {"Basic eDp5", http.StatusUnauthorized},
		"no JWT":                 {"Bearer abc", http.StatusUnauthorized},
		"another key":            {"Bearer " + sign(t, s, jwt.SigningMethodHS256, claims(nil)), http.StatusUnauthorized},
		"signature cut":          {good[:len(good)-8], http.StatusUnauthorized},
		"another App":            {bearer(claims(func(c jwt.MapClaims) { c["iss"] = "1" })), http.StatusUnauthorized},
		"expired":                {bearer(claims(func(c jwt.MapClaims) { c["exp"] = now.Add(-time.Second).Unix() })), http.StatusUnauthorized},
		"never expires":          {bearer(claims(func(c jwt.MapClaims) { delete(c, "exp") })), http.StatusUnauthorized},
		"11 minutes":             {bearer(claims(func(c jwt.MapClaims) { c["exp"] = now.Add(11 * time.Minute).Unix() })), http.StatusUnauthorized},
		"issued in the future":   {bearer(claims(func(c jwt.MapClaims) { c["iat"] = now.Add(time.Minute).Unix() })), http.StatusUnauthorized},
		"none as its own method": {"Bearer eyJhbGciOiJub25lIn0.eyJpc3MiOiI0MjQyIn0.", http.StatusUnauthorized},
	} {
		rec := ask(s, "POST", "/app/installations/777/access_tokens", test.authorization)
		if rec.Code != test.want {
			t.Errorf("%s: %d %s, want %d", name, rec.Code, rec.Body, test.want)
		}
		if rec.Header().Get("X-GitHub-Request-Id") == "" || rec.Header().Get("X-RateLimit-Remaining") == "" {
			t.Errorf("%s: headers %v", name, rec.Header())
		}
	}
	if rec := ask(s, "POST", "/app/installations/1/access_tokens", good); rec.Code != http.StatusNotFound {
		t.Errorf("another App's installation: %d", rec.Code)
	}
}

func TestToken_OpensItsRepositoryUntilItExpires(t *testing.T) {
	t.Parallel()
	now := time.Now()
	s := newServer(t, standin.Options{Now: func() time.Time { return now }})
	addSynthetic(t, s)
	rec := ask(s, "POST", "/app/installations/777/access_tokens",
		"Bearer "+sign(t, s, jwt.SigningMethodRS256, jwt.MapClaims{"iss": "4242", "exp": now.Add(time.Minute).Unix()}))
	var given struct{ Token string }
	if err := json.Unmarshal(rec.Body.Bytes(), &given); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		path, authorization string
		want                int
	}{
		{"/repos/octo/project/pulls/5", "token " + given.Token, http.StatusOK},
		{"/repos/OCTO/Project/pulls/5", "Bearer " + given.Token, http.StatusOK}, // names have no case on GitHub
		{"/repos/octo/other/pulls/5", "token " + given.Token, http.StatusNotFound},
		{"/repos/octo/project/pulls/6", "token " + given.Token, http.StatusNotFound},
		{"/repos/octo/project/pulls/5", "token " + given.Token + "x", http.StatusUnauthorized},
		{"/repos/octo/project/pulls/5", "", http.StatusUnauthorized},
		{"/app/hook/deliveries", "token " + given.Token, http.StatusUnauthorized},
	} {
		if rec := ask(s, "GET", step.path, step.authorization); rec.Code != step.want {
			t.Errorf("%s as %.12q: %d, want %d", step.path, step.authorization, rec.Code, step.want)
		}
	}
	now = now.Add(time.Hour)
	if rec := ask(s, "GET", "/repos/octo/project/pulls/5", "token "+given.Token); rec.Code != http.StatusUnauthorized || !strings.Contains(rec.Body.String(), "Bad credentials") {
		t.Errorf("an hour later: %d %s", rec.Code, rec.Body)
	}
}

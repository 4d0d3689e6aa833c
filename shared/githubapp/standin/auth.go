package standin

import (
	"crypto/rand"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// identity is the caller that a request needs.
type identity int

const (
	asInstallation identity = iota // an installation access token
	asApp                          // a JWT
)

// maxJWT is how far in the future a JWT may expire ("Generating a JSON Web Token (JWT) for a GitHub App").
const maxJWT = 10 * time.Minute

// Suspend suspends the installation, as "Suspend" in its settings does, or resumes it.
func (s *Server) Suspend(suspended bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.suspended = suspended
}

// Uninstall removes the installation with its tokens.
func (s *Server) Uninstall() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.removed = true
	clear(s.tokens)
}

// refuse answers a request without valid credentials; ok is false if they are valid.
func (s *Server) refuse(r *http.Request, as identity) (a answer, ok bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if token == "" || !strings.EqualFold(scheme, "bearer") && !strings.EqualFold(scheme, "token") {
		return failure(http.StatusUnauthorized, "Requires authentication"), true
	}
	if as == asApp {
		return s.refuseJWT(token)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if expires, known := s.tokens[token]; !known || !s.o.Now().Before(expires) {
		return failure(http.StatusUnauthorized, "Bad credentials"), true
	}
	if s.suspended {
		return failure(http.StatusForbidden, "This installation has been suspended"), true
	}
	if r.URL.Path == "/graphql" || r.URL.Path == "/installation/repositories" {
		return answer{}, false // no path of the App's names a repository
	}
	if old := r.PathValue("repo"); s.o.FormerName != "" && strings.EqualFold(old, s.o.FormerName) {
		return s.renamed(r), true
	}
	if o := r.PathValue("owner"); !strings.EqualFold(o, s.o.Owner) || !strings.EqualFold(r.PathValue("repo"), s.o.Name) {
		return notFound, true // an installation can't see other repositories
	}
	return answer{}, false
}

// renamed redirects a repository's former name to its own ("Best practices for using the REST API", redirects). GitHub's Location
// has the ID in place of the name.
func (s *Server) renamed(r *http.Request) answer {
	to := *r.URL
	to.Path = strings.Replace(to.Path, "/"+s.o.FormerName, "/"+s.o.Name, 1)
	a := failure(http.StatusMovedPermanently, "Moved Permanently")
	if r.Method != http.MethodGet {
		a = failure(http.StatusTemporaryRedirect, "Temporary Redirect")
	}
	a.header = http.Header{"Location": {to.String()}}
	return a
}

func (s *Server) refuseJWT(token string) (answer, bool) {
	var claims jwt.RegisteredClaims
	_, err := jwt.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return &s.key.PublicKey, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg()}), jwt.WithTimeFunc(s.o.Now),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithIssuer(strconv.FormatInt(s.o.AppID, 10)))
	switch {
	case errors.Is(err, jwt.ErrTokenInvalidIssuer):
		return failure(http.StatusUnauthorized, "Integration not found"), true
	case errors.Is(err, jwt.ErrTokenExpired):
		return failure(http.StatusUnauthorized, "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires"), true
	case err != nil:
		return failure(http.StatusUnauthorized, "A JSON web token could not be decoded"), true
	case claims.ExpiresAt.Sub(s.o.Now()) > maxJWT:
		return failure(http.StatusUnauthorized, "'Expiration time' claim ('exp') is too far in the future"), true
	}
	return answer{}, false
}

// createToken is "Create an installation access token for an app".
func (s *Server) createToken(r *http.Request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.PathValue("installation_id") != strconv.FormatInt(s.o.InstallationID, 10) || s.removed {
		return notFound
	}
	if s.suspended {
		return failure(http.StatusForbidden, "This installation has been suspended")
	}
	token, expires := "ghs_"+rand.Text(), s.now().Add(s.o.TokenLifetime)
	s.tokens[token] = expires
	return answer{status: http.StatusCreated, body: object{
		"token": token, "expires_at": stamp(expires), "repository_selection": "selected",
		"permissions": s.o.Permissions,
	}}
}

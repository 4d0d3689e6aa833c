package main

import (
	"net/http"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp/openapitest"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// described holds every request and answer of the stand-in to GitHub's OpenAPI description. Where npm, which brings that, is
// absent and not required, the stand-in is used as it is.
func described(t *testing.T, gh http.Handler) http.Handler {
	if err := openapitest.Available(); err != nil && !require.All() {
		return gh
	}
	return openapitest.Wrap(t, gh)
}

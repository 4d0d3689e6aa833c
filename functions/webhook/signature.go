package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"

	"github.com/devplus-app/devplus/shared/config"
)

const (
	signatureHeader = "X-Hub-Signature-256"
	signaturePrefix = "sha256="
)

// Secrets returns the webhook's secrets: several during a rotation.
type Secrets interface {
	// Values returns the usable secrets, or an error if there is none now.
	Values(context.Context) ([][]byte, error)
	// Refresh reads the secrets again, at most as often as its implementation allows.
	Refresh(context.Context) ([][]byte, error)
}

var badSignature = &refusal{http.StatusUnauthorized, "the signature (X-Hub-Signature-256) is missing or wrong", nil}

// verify checks that body was signed with one of the secrets. If none fits, the secret may be newer than the ones we hold, so
// verify reads them once more.
func (h *handler) verify(ctx context.Context, header string, body []byte) *refusal {
	signature, ok := parseSignature(header)
	if !ok {
		return badSignature
	}
	for _, read := range []func(context.Context) ([][]byte, error){h.Secrets.Values, h.Secrets.Refresh} {
		secrets, err := read(ctx)
		if err == nil && !usable(secrets) {
			err = errors.New("a webhook secret is too short to be one")
		}
		if err != nil {
			return &refusal{http.StatusServiceUnavailable, "the webhook's secret is not available; redeliver later", err}
		}
		if signedByAny(secrets, signature, body) {
			return nil
		}
	}
	return badSignature
}

// usable refuses an empty secret, with which everybody could sign.
func usable(secrets [][]byte) bool {
	for _, secret := range secrets {
		if len(secret) < config.MinSecretBytes {
			return false
		}
	}
	return len(secrets) > 0
}

// signedByAny tries every secret, so that its duration does not reveal which one fits.
func signedByAny(secrets [][]byte, signature, body []byte) bool {
	fits := false
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, secret)
		mac.Write(body)
		fits = hmac.Equal(mac.Sum(nil), signature) || fits
	}
	return fits
}

// parseSignature parses "sha256=" and 64 hex digits.
func parseSignature(header string) ([]byte, bool) {
	digits, ok := strings.CutPrefix(header, signaturePrefix)
	if !ok || len(digits) != hex.EncodedLen(sha256.Size) {
		return nil, false
	}
	signature, err := hex.DecodeString(digits)
	return signature, err == nil
}

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

// Secrets holds the webhook's secrets, several while one is rotated out.
type Secrets interface {
	// Values are the usable secrets; an error when there is none now.
	Values(context.Context) ([][]byte, error)
	// Refresh is Values read anew, as seldom as its owner sees fit.
	Refresh(context.Context) ([][]byte, error)
}

var badSignature = &refusal{http.StatusUnauthorized, "the signature (X-Hub-Signature-256) is missing or wrong", nil}

// verify checks that GitHub, or whoever else has one of the secrets, signed body. A signature that fits none may be by a
// secret that is newer than those we hold: they are read once more.
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

// usable guards against a source that lets an empty secret pass: everybody can sign with that.
func usable(secrets [][]byte) bool {
	for _, secret := range secrets {
		if len(secret) < config.MinSecretBytes {
			return false
		}
	}
	return len(secrets) > 0
}

// signedByAny tries every secret, so that the time taken does not tell which one fits.
func signedByAny(secrets [][]byte, signature, body []byte) bool {
	fits := false
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, secret)
		mac.Write(body)
		fits = hmac.Equal(mac.Sum(nil), signature) || fits
	}
	return fits
}

// parseSignature reads "sha256=" and 64 hex digits.
func parseSignature(header string) ([]byte, bool) {
	digits, ok := strings.CutPrefix(header, signaturePrefix)
	if !ok || len(digits) != hex.EncodedLen(sha256.Size) {
		return nil, false
	}
	signature, err := hex.DecodeString(digits)
	return signature, err == nil
}

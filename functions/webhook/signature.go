package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"net/http"
	"slices"
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

// verify checks that the body was signed with one of the secrets. If none fits, it reads the secrets again, because they may have
// been rotated.
func (h *handler) verify(ctx context.Context, b *body) *refusal {
	if signedByAny(b.macs, b.signature) {
		return nil
	}
	secrets, fault := validSecrets(h.Secrets.Refresh(ctx))
	if fault != nil {
		return fault
	}
	if slices.EqualFunc(secrets, b.secrets, bytes.Equal) {
		return badSignature
	}
	macs := newMACs(secrets)
	for _, mac := range macs {
		mac.Write(b.bytes)
	}
	if signedByAny(macs, b.signature) {
		return nil
	}
	return badSignature
}

// validSecrets returns the secrets that were read. It refuses an empty secret, with which everybody could sign.
func validSecrets(secrets [][]byte, err error) ([][]byte, *refusal) {
	tooShort := func(secret []byte) bool { return len(secret) < config.MinSecretBytes }
	if err == nil && (len(secrets) == 0 || slices.ContainsFunc(secrets, tooShort)) {
		err = errors.New("a webhook secret is too short to be one")
	}
	if err != nil {
		return nil, &refusal{http.StatusServiceUnavailable, "the webhook's secret is not available; redeliver later", err}
	}
	return secrets, nil
}

func newMACs(secrets [][]byte) []hash.Hash {
	macs := make([]hash.Hash, len(secrets))
	for i, secret := range secrets {
		macs[i] = hmac.New(sha256.New, secret)
	}
	return macs
}

// signedByAny tries every secret, so that its duration does not reveal which one fits.
func signedByAny(macs []hash.Hash, signature []byte) bool {
	fits := false
	for _, mac := range macs {
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

package webhook

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"
)

// The vector of GitHub's documentation, "Validating webhook deliveries".
func TestSignature_AcceptsGitHubsExample(t *testing.T) {
	t.Parallel()
	const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
	h := serve(secrets("It's a Secret to Everybody"), &topic{})
	// Past the signature, the body is judged: it is not JSON.
	if w := ask(h, deliveryFrom("/", "ping", bytes.NewReader([]byte("Hello, World!")), signature)); w.Code != 400 {
		t.Errorf("%d %s, want 400", w.Code, w.Body)
	}
	if w := ask(h, deliveryFrom("/", "ping", bytes.NewReader([]byte("Hello, World?")), signature)); w.Code != 401 {
		t.Errorf("%d %s, want 401", w.Code, w.Body)
	}
}

func TestSignature_RefusesOneFlippedBit(t *testing.T) {
	t.Parallel()
	body := encode(opened())
	right, err := hex.DecodeString(sign(secret, body)[7:])
	if err != nil {
		t.Fatal(err)
	}
	var out topic
	h := serve(secrets(secret), &out)
	for bit := range 256 {
		wrong := bytes.Clone(right)
		wrong[bit/8] ^= 1 << (bit % 8)
		if w := ask(h, deliveryFrom("/", "pull_request", bytes.NewReader(body), "sha256="+hex.EncodeToString(wrong))); w.Code != 401 {
			t.Errorf("bit %d flipped: %d", bit, w.Code)
		}
	}
	for bit := range 8 * len(body) {
		wrong := bytes.Clone(body)
		wrong[bit/8] ^= 1 << (bit % 8)
		if w := ask(h, deliveryFrom("/", "pull_request", bytes.NewReader(wrong), sign(secret, body))); w.Code != 401 {
			t.Errorf("bit %d of the body flipped: %d", bit, w.Code)
		}
	}
	if len(out.events) > 0 {
		t.Errorf("%d forged events were published", len(out.events))
	}
}

// While a secret is rotated, both the old and the new one sign deliveries.
func TestSignature_AcceptsRotatedSecrets(t *testing.T) {
	t.Parallel()
	body := encode(opened())
	keys := []string{"the newest of the secrets", "the one before the newest", "the oldest of the secrets"}
	for _, key := range keys {
		v := secrets(keys...)
		w := ask(serve(v, &topic{}), deliveryFrom("/", "pull_request", bytes.NewReader(body), sign(key, body)))
		if w.Code != 202 || v.refreshed != 0 {
			t.Errorf("signed by %q: %d, %d refreshes", key, w.Code, v.refreshed)
		}
	}

	v := secrets(keys[1:]...)
	v.stored = append(v.stored, []byte(keys[0]))
	h := serve(v, &topic{})
	for range 2 {
		if w := ask(h, deliveryFrom("/", "pull_request", bytes.NewReader(body), sign(keys[0], body))); w.Code != 202 || v.refreshed != 1 {
			t.Errorf("a secret that was added: %d after %d refreshes, want 202 after 1", w.Code, v.refreshed)
		}
	}
	if w := ask(h, deliveryFrom("/", "pull_request", bytes.NewReader(body), "sha256=short")); w.Code != 401 || v.refreshed != 1 {
		t.Errorf("what can't be a signature: %d after %d refreshes, want 401 after 1", w.Code, v.refreshed)
	}
}

// Without a secret nothing can be told from a forgery, and an empty one is everybody's.
func TestSignature_WithoutSecretIsUnavailable(t *testing.T) {
	t.Parallel()
	body := encode(opened())
	away := secrets(secret)
	away.err = errors.New("Secret Manager is away")
	for name, v := range map[string]*vault{
		"none": secrets(), "empty": secrets(""), "short": secrets("hunter2"), "one of two is empty": secrets(secret, ""), "away": away,
	} {
		for _, key := range []string{secret, "", "hunter2"} {
			var out topic
			w := ask(serve(v, &out), deliveryFrom("/", "pull_request", bytes.NewReader(body), sign(key, body)))
			if w.Code != 503 || len(out.events) != 0 {
				t.Errorf("%s, signed by %q: %d, %d events", name, key, w.Code, len(out.events))
			}
		}
	}
}

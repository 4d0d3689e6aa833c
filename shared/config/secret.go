package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"time"
)

// MinSecretBytes is the shortest secret accepted: 128 bits.
const MinSecretBytes = 16

// ErrNoSecret means that a secret has no usable value now. One may be added later.
var ErrNoSecret = errors.New("no usable value")

// Secret is a secret's values: one given directly, or all enabled versions in Secret Manager, newest first. The zero value
// is a secret that is not configured.
type Secret struct{ source func() *source } // a func, because fmt would print the target of a pointer without calling String

func secretOf(s *source) Secret { return Secret{func() *source { return s }} }

const (
	secretTTL      = 5 * time.Minute
	refreshAtLeast = 10 * time.Second // between two requested reads, or after a failed one
	readTimeout    = 5 * time.Second  // of one read: GitHub waits 10 s for the webhook's answer
)

// source caches the values in Secret Manager. Values given directly have no resource and are fixed.
type source struct {
	name     string
	resource string // projects/P/secrets/S
	now      func() time.Time

	mu     sync.Mutex
	values [][]byte
	err    error
	readAt time.Time
}

// Direct returns a secret with fixed values, for tests and for processes that make their own.
func Direct(name string, values ...[]byte) Secret {
	return secretOf(&source{name: name, values: values})
}

// Configured reports whether the secret was given at all.
func (s Secret) Configured() bool { return s.source != nil }

// Name returns the variable that the secret comes from.
func (s Secret) Name() string {
	if s.source == nil {
		return ""
	}
	return s.source().name
}

// String hides the values when a configuration is printed.
func (s Secret) String() string { return "secret " + s.Name() }

// GoString is String, for %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText is String, for JSON and logs.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Values returns the usable values, newest first. The error wraps ErrNoSecret if there is none; later calls read again.
func (s Secret) Values(ctx context.Context) ([][]byte, error) { return s.get(ctx, secretTTL) }

// Refresh reads the values again, for use when none fits. It reads at most once in ten seconds.
func (s Secret) Refresh(ctx context.Context) ([][]byte, error) { return s.get(ctx, refreshAtLeast) }

// Value returns the newest usable value.
func (s Secret) Value(ctx context.Context) ([]byte, error) {
	values, err := s.Values(ctx)
	if err != nil {
		return nil, err
	}
	return values[0], nil
}

func (s Secret) get(ctx context.Context, maxAge time.Duration) ([][]byte, error) {
	if s.source == nil {
		return nil, fmt.Errorf("a secret is not configured: %w", ErrNoSecret)
	}
	c := s.source()
	if c.resource == "" {
		return c.values, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		maxAge = refreshAtLeast
	}
	if !c.readAt.IsZero() && c.now().Sub(c.readAt) < maxAge {
		return c.values, c.err
	}
	// A canceled caller must not cancel the read, because later callers use its result.
	reading, cancel := context.WithTimeout(context.WithoutCancel(ctx), readTimeout)
	defer cancel()
	versions, err := enabledVersions(reading, c.resource)
	c.readAt = c.now()
	if err != nil && len(c.values) > 0 {
		slog.WarnContext(ctx, "could not refresh a secret; keeping its known values", "secret", c.name, "error", err)
		return c.values, nil
	}
	c.values, c.err = nil, nil
	for _, version := range versions {
		if value, fault := checkedSecret(version); fault == nil {
			c.values = append(c.values, value)
		} else if err == nil {
			err = fmt.Errorf("a version %w", fault)
		}
	}
	if len(c.values) == 0 {
		if err == nil {
			err = errors.New("it has no enabled version")
		}
		c.err = fmt.Errorf("%s (%s): %w: %w", c.name, c.resource, ErrNoSecret, err)
	}
	return c.values, c.err
}

var resourceName = regexp.MustCompile(`^projects/[^/]+/secrets/[A-Za-z0-9_-]{1,255}$`)

func newSecret(v Variable, lookup Lookup) (Secret, error) {
	value, hasValue := lookup(v.Name)
	resource, _ := lookup(v.Name + "_SECRET")
	switch {
	case hasValue && resource != "":
		return Secret{}, fmt.Errorf("%s and %s_SECRET are both set: set exactly one", v.Name, v.Name)
	case resource != "":
		if !resourceName.MatchString(resource) {
			return Secret{}, fmt.Errorf("%s_SECRET takes projects/PROJECT/secrets/NAME", v.Name) // without the value: it may be the secret
		}
		return secretOf(&source{name: v.Name, resource: resource, now: time.Now}), nil
	case hasValue:
		direct, err := checkedSecret([]byte(value))
		if err != nil {
			return Secret{}, fmt.Errorf("%s %w", v.Name, err)
		}
		return Direct(v.Name, direct), nil
	case v.Required:
		return Secret{}, fmt.Errorf("%s is not set: %s; give a value, or %s_SECRET=projects/PROJECT/secrets/NAME", v.Name, v.Help, v.Name)
	}
	return Secret{}, nil
}

// placeholders matches values that people leave in templates: known words, also with other words or a few digits after
// them.
var placeholders = regexp.MustCompile(`(?i)^[<\[{"']*((change[-_ ]?(me|this|it)|placeholder|replace[-_ ]?(me|this)|x+|secret+|password|todo)+([-_ ][-_ a-z]*[0-9]{0,4})?|(your|example|dummy)[-_ ].*)[>\]}"']*$`)

// checkedSecret returns value without the line ends that editors and shells add, or an error that says what is wrong with it.
func checkedSecret(value []byte) ([]byte, error) {
	value = bytes.TrimRight(value, "\r\n")
	text := strings.TrimSpace(string(value))
	switch {
	case text == "":
		return nil, errors.New("is empty")
	case len(text) < MinSecretBytes:
		return nil, fmt.Errorf("has %d bytes, but a secret has at least %d: make one with `openssl rand -hex 32`", len(text), MinSecretBytes)
	case placeholders.MatchString(text), strings.Trim(text, text[:1]) == "":
		return nil, errors.New("is a placeholder: make a secret with `openssl rand -hex 32`")
	}
	return value, nil
}

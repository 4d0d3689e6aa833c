package config

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/codes"
)

const (
	first, second, third = "the first secret value", "the second secret value", "the third secret value"
)

// wantValues reads by read; no want means that there must be no usable value.
func wantValues(t *testing.T, read func(context.Context) ([][]byte, error), want ...string) {
	t.Helper()
	values, err := read(t.Context())
	var got []string
	for _, v := range values {
		got = append(got, string(v))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	if errors.Is(err, ErrNoSecret) != (len(want) == 0) {
		t.Errorf("error %v with %d values wanted", err, len(want))
	}
}

func TestSecret_ReadsEnabledVersionsNewestFirst(t *testing.T) {
	t.Parallel()
	s, change, _ := kept(t, first, "disabled and unused", second, "destroyed and unused", third)
	change(func(s *stored) {
		s.versions[1].state = secretmanagerpb.SecretVersion_DISABLED
		s.versions[3].state = secretmanagerpb.SecretVersion_DESTROYED
	})
	wantValues(t, s.Values, third, second, first)
	newest, err := s.Value(t.Context())
	if err != nil || string(newest) != third {
		t.Errorf("Value is %s, error %v", newest, err)
	}
}

func TestSecret_ReadsOnlyTheNewestVersions(t *testing.T) {
	t.Parallel()
	var all []string
	for i := range 9 {
		all = append(all, fmt.Sprintf("one of many values %d", i))
	}
	s, _, _ := kept(t, all...)
	wantValues(t, s.Values, all[8], all[7], all[6], all[5], all[4])
}

func TestSecret_ReadsAgainAfterFiveMinutes(t *testing.T) {
	t.Parallel()
	s, change, clock := kept(t, first)
	wantValues(t, s.Values, first)
	change(func(s *stored) { s.versions = append(s.versions, enabled(second)) })
	*clock = 5*time.Minute - 1
	wantValues(t, s.Values, first)
	*clock = 5 * time.Minute
	wantValues(t, s.Values, second, first)
	change(func(s *stored) {
		s.versions[0].state = secretmanagerpb.SecretVersion_DISABLED
		if s.lists != 2 {
			t.Errorf("%d reads, want 2", s.lists)
		}
	})
	*clock = 10 * time.Minute
	wantValues(t, s.Values, second)
}

// Forged signatures must not cause as many reads.
func TestSecret_RefreshesOnceInTenSeconds(t *testing.T) {
	t.Parallel()
	s, change, clock := kept(t, first)
	wantValues(t, s.Refresh, first)
	change(func(s *stored) { s.versions = append(s.versions, enabled(second)) })
	*clock = 10*time.Second - 1
	wantValues(t, s.Refresh, first)
	*clock = 10 * time.Second
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if values, err := s.Refresh(t.Context()); err != nil || len(values) != 2 {
				t.Errorf("%d values, error %v", len(values), err)
			}
		})
	}
	all.Wait()
	change(func(s *stored) {
		if s.lists != 2 {
			t.Errorf("%d reads, want 2", s.lists)
		}
	})
	wantValues(t, s.Values, second, first)
}

func TestSecret_FailedReadKeepsTheValues(t *testing.T) {
	t.Parallel()
	for _, code := range []codes.Code{codes.Unavailable, codes.PermissionDenied, codes.NotFound} {
		t.Run(code.String(), func(t *testing.T) {
			t.Parallel()
			s, change, clock := kept(t, first)
			wantValues(t, s.Values, first)
			change(func(s *stored) { s.refuse, s.versions = code, append(s.versions, enabled(second)) })
			*clock = 5 * time.Minute
			wantValues(t, s.Values, first)
			wantValues(t, s.Refresh, first)
			change(func(s *stored) { s.refuse = codes.OK })
			*clock += 10 * time.Second
			wantValues(t, s.Refresh, second, first)
		})
	}
}

// A first deployment comes up before its secrets have versions, and works as soon as they have.
func TestSecret_IsUsableOnceAVersionIsAdded(t *testing.T) {
	t.Parallel()
	s, change, clock := kept(t)
	wantValues(t, s.Values)
	if _, err := s.Value(t.Context()); !errors.Is(err, ErrNoSecret) || !strings.Contains(err.Error(), "KEY (projects/p/secrets/") ||
		!strings.Contains(err.Error(), "no enabled version") {
		t.Errorf("error %v", err)
	}
	change(func(s *stored) { s.versions = append(s.versions, enabled(first)) })
	wantValues(t, s.Values)
	*clock = 10 * time.Second
	wantValues(t, s.Values, first)
}

// Disabling every version is how a secret is revoked: what was read before must not live on.
func TestSecret_WithoutEnabledVersionIsGone(t *testing.T) {
	t.Parallel()
	s, change, clock := kept(t, first)
	wantValues(t, s.Values, first)
	change(func(s *stored) { s.versions[0].state = secretmanagerpb.SecretVersion_DISABLED })
	*clock = 5 * time.Minute
	wantValues(t, s.Values)
}

func TestSecret_LeavesOutVersionsDisabledMeanwhile(t *testing.T) {
	t.Parallel()
	s, change, _ := kept(t, first, second)
	change(func(s *stored) { s.versions[1].justDropped = true })
	wantValues(t, s.Values, first)
}

func TestSecret_LeavesOutUnusableVersions(t *testing.T) {
	t.Parallel()
	s, change, clock := kept(t, "placeholder-value-1", first+"\r\n", "short", "", "\n")
	wantValues(t, s.Values, first)
	change(func(s *stored) { s.versions = s.versions[:1] })
	*clock = time.Hour
	wantValues(t, s.Values)
	if _, err := s.Values(t.Context()); !strings.Contains(err.Error(), "a version is a placeholder") {
		t.Errorf("error %v", err)
	}
}

func TestSecret_SaysWhyItCannotBeRead(t *testing.T) {
	t.Parallel()
	for code, want := range map[codes.Code]string{
		codes.PermissionDenied: "Permission 'secretmanager.versions.list' denied",
		codes.Unavailable:      "Unavailable",
	} {
		t.Run(code.String(), func(t *testing.T) {
			t.Parallel()
			s, change, _ := kept(t, first)
			change(func(s *stored) { s.refuse = code })
			_, err := s.Values(t.Context())
			if !errors.Is(err, ErrNoSecret) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "KEY") {
				t.Errorf("error %v, want %s", err, want)
			}
		})
	}
	s, _, _ := kept(t)
	s.source().resource = "projects/p/secrets/absent"
	if _, err := s.Values(t.Context()); !errors.Is(err, ErrNoSecret) || !strings.Contains(err.Error(), "Secret [projects/p/secrets/absent] not found") {
		t.Errorf("error %v", err)
	}
}

// The first request may be gone before the answer is there: the next ones must not suffer for it.
func TestSecret_CanceledCallerStopsNoOther(t *testing.T) {
	t.Parallel()
	s, _, _ := kept(t, first)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if values, err := s.Values(gone); err != nil || len(values) != 1 {
		t.Errorf("%d values, error %v", len(values), err)
	}
}

func TestSecret_NotConfiguredHasNoValues(t *testing.T) {
	t.Parallel()
	var s Secret
	wantValues(t, s.Values)
	wantValues(t, s.Refresh)
	if s.Configured() || s.Name() != "" {
		t.Errorf("configured %t as %q", s.Configured(), s.Name())
	}
}

func TestSecret_DirectValuesAreFixed(t *testing.T) {
	t.Parallel()
	s := Direct("KEY", []byte(second), []byte(first))
	wantValues(t, s.Values, second, first)
	wantValues(t, s.Refresh, second, first)
	read, err := newSecret(Variable{Name: "KEY"}, environment(map[string]string{"KEY": first + "\n"}))
	if err != nil {
		t.Fatal(err)
	}
	wantValues(t, read.Values, first)
}

// Configurations get printed, sooner or later.
func TestSecret_IsNeverPrinted(t *testing.T) {
	t.Parallel()
	managed, _, _ := kept(t, first)
	wantValues(t, managed.Values, first) // now it holds it
	for name, s := range map[string]Secret{"KEY": Direct("KEY", []byte(first)), "KEY from Secret Manager": managed, "none": {}} {
		exported := struct{ Key Secret }{s}
		hidden := struct{ key Secret }{s}
		var shown bytes.Buffer
		for _, v := range []any{s, &s, exported, &exported, hidden, []Secret{s}, map[string]Secret{"k": s}} {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
				fmt.Fprintf(&shown, verb+"\n", v)
			}
			raw, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			shown.Write(raw)
			for _, h := range []slog.Handler{slog.NewJSONHandler(&shown, nil), slog.NewTextHandler(&shown, nil)} {
				slog.New(h).Info("configuration", "v", v)
			}
		}
		fmt.Fprint(&shown, s.GoString(), fmt.Errorf("with %v", s))
		for _, secret := range []string{first, fmt.Sprintf("%x", first), fmt.Sprint([]byte(first)), fmt.Sprintf("%#v", []byte(first)), "dGhlIGZpcnN0"} {
			if strings.Contains(shown.String(), secret) {
				t.Errorf("%s shows %s:\n%s", name, secret, shown.String())
			}
		}
		if s.Configured() && !strings.Contains(shown.String(), `"v":"secret KEY"`) {
			t.Errorf("%s: a log line does not name it:\n%s", name, shown.String())
		}
	}
}

func TestSecret_RefusesPlaceholders(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"", " ", "\n", "short", strings.Repeat("a", 15), "                short                ", strings.Repeat("x", 40), strings.Repeat("0", 64),
		"changemechangeme", "change_me_please_1", "CHANGE-THIS-SECRET", "<your-webhook-secret>", "{{your_webhook_secret}}", `"replace-me-please"`,
		"placeholder-value", "secret-goes-here", "password-password", "example-secret-value", "dummy-secret-value", "xxxxxxxxxxxxxxxxxx", "secretsecretsecret",
		"todo-set-the-secret", "your-32-byte-secret-goes-here",
	} {
		if _, err := checkedSecret([]byte(bad)); err == nil {
			t.Errorf("%q is taken for a secret", bad)
		} else if len(strings.TrimSpace(bad)) > 4 && strings.Contains(err.Error(), bad) {
			t.Errorf("%q: the fault repeats it: %v", bad, err)
		}
	}
	for _, good := range []string{
		value, "It's a Secret to Everybody", "secret-9f86d081884c7d659a2feaa0c55ad015", "x9f86d081884c7d659", "correct horse battery staple",
		"-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n", "aaaaaaaaaaaaaaab", "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15",
	} {
		got, err := checkedSecret([]byte(good))
		if err != nil || string(got) != strings.TrimRight(good, "\n") {
			t.Errorf("%q became %q, error %v", good, got, err)
		}
	}
}

package analysis_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

func TestCapability_IsForOneAttemptUntilItsExpiry(t *testing.T) {
	t.Parallel()
	key, other := []byte("a key of sixteen"), []byte("another key of 16")
	expiry := noon.Add(analysis.TokenLifetime)
	token := analysis.Mint(key, "x", 1, expiry)
	for _, c := range []struct {
		name    string
		keys    [][]byte
		token   string
		id      string
		attempt int
		now     time.Time
		ok      bool
	}{
		{"as minted", [][]byte{key}, token, "x", 1, noon, true},
		{"the key is the older one", [][]byte{other, key}, token, "x", 1, noon, true},
		{"the key is the newer one", [][]byte{key, other}, token, "x", 1, noon, true},
		{"in its last second", [][]byte{key}, token, "x", 1, expiry.Add(-time.Nanosecond), true},
		{"expired", [][]byte{key}, token, "x", 1, expiry, false},
		{"another analysis", [][]byte{key}, token, "y", 1, noon, false},
		{"another attempt", [][]byte{key}, token, "x", 2, noon, false},
		{"another key", [][]byte{other}, token, "x", 1, noon, false},
		{"no key", nil, token, "x", 1, noon, false},
		{"a later expiry", [][]byte{key}, fmt.Sprint(expiry.Unix()+1) + token[strings.Index(token, "."):], "x", 1, noon, false},
		{"the same expiry in other words", [][]byte{key}, "+" + token, "x", 1, noon, false},
		{"by the empty key", [][]byte{key}, analysis.Mint(nil, "x", 1, expiry), "x", 1, noon, false},
		{"fields moved over their borders", [][]byte{key}, analysis.Mint(key, "x\n1", 1, expiry), "x", 1, noon, false},
		{"padded", [][]byte{key}, token + "=", "x", 1, noon, false},
		{"with a line end", [][]byte{key}, token + "\n", "x", 1, noon, false},
		{"empty", [][]byte{key}, "", "x", 1, noon, false},
		{"a dot", [][]byte{key}, ".", "x", 1, noon, false},
		{"no MAC", [][]byte{key}, strings.SplitAfter(token, ".")[0], "x", 1, noon, false},
		{"no expiry", [][]byte{key}, token[strings.Index(token, "."):], "x", 1, noon, false},
		{"not base64", [][]byte{key}, strings.SplitAfter(token, ".")[0] + "!!!", "x", 1, noon, false},
		{"huge", [][]byte{key}, strings.Repeat("9", 1<<20) + "." + strings.Repeat("A", 1<<20), "x", 1, noon, false},
		{"a JWT", [][]byte{key}, "eyJhbGciOiJub25lIn0.e30.", "x", 1, noon, false},
	} {
		err := analysis.CheckCapability(c.keys, c.token, c.id, c.attempt, c.now)
		if (err == nil) != c.ok || err != nil && !errors.Is(err, analysis.ErrCapability) {
			t.Errorf("%s: error %v, accepted: want %t", c.name, err, c.ok)
		}
	}
}

func TestCapability_RefusesEveryChangedBit(t *testing.T) {
	t.Parallel()
	keys := [][]byte{[]byte("a key of sixteen")}
	token := analysis.Mint(keys[0], "x", 1, noon.Add(time.Hour))
	for i := range len(token) * 8 {
		flipped := []byte(token)
		flipped[i/8] ^= 1 << (i % 8)
		if analysis.CheckCapability(keys, string(flipped), "x", 1, noon) == nil {
			t.Errorf("accepted with bit %d flipped: %q", i, flipped)
		}
	}
	// The last character of 32 bytes in base64 has two bits that say nothing.
	seconds, mac, _ := strings.Cut(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(mac)
	if err != nil {
		t.Fatal(err)
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for _, last := range alphabet {
		spelled := seconds + "." + mac[:len(mac)-1] + string(last)
		if spelled != token && analysis.CheckCapability(keys, spelled, "x", 1, noon) == nil {
			t.Errorf("%x is accepted in two spellings: %s and %s", raw, token, spelled)
		}
	}
}

// Flows that were started before an update call back after it.
func TestCapability_FormatStaysTheSame(t *testing.T) {
	t.Parallel()
	got := analysis.Mint([]byte("a key of sixteen"), "pull_request-1-0123456789abcdef0123", 2, time.Unix(1772370000, 0))
	if want := "1772370000.zHB8ruOHlF8V6YGXVwYxJ83wL3tETwfR0q621Du-nNM"; got != want {
		t.Errorf("Mint = %s, want %s", got, want)
	}
}

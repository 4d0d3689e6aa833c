package analysis

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ErrCapability means that a token is missing, forged, expired or for another attempt. It does not say which.
var ErrCapability = errors.New("the token does not allow this")

// Mint returns the capability token that lets a workflow answer for one attempt until expiry:
// "{unix seconds}.{base64url of HMAC-SHA256}".
func Mint(key []byte, id string, attempt int, expiry time.Time) string {
	seconds := strconv.FormatInt(expiry.Unix(), 10)
	return seconds + "." + sign(key, id, attempt, seconds)
}

// CheckCapability accepts an unexpired token that any of the keys minted for this attempt.
func CheckCapability(keys [][]byte, token, id string, attempt int, now time.Time) error {
	seconds, mac, _ := strings.Cut(token, ".")
	valid := false
	for _, key := range keys { // all of them: the time taken must not show which one matched
		if hmac.Equal([]byte(mac), []byte(sign(key, id, attempt, seconds))) { // as text: base64 has several spellings of one value
			valid = true
		}
	}
	expiry, err := strconv.ParseInt(seconds, 10, 64)
	if !valid || err != nil || now.Unix() >= expiry {
		return ErrCapability
	}
	return nil
}

func sign(key []byte, id string, attempt int, seconds string) string {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "devplus callback\n%s\n%d\n%s", id, attempt, seconds)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

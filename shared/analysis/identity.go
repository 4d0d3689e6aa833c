package analysis

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// Identity identifies a subject of a repository.
type Identity struct {
	Kind         Kind
	RepositoryID int64
	Key          string // distinguishes subjects of the kind
	PlainKey     bool   // the subject's ID contains Key itself, not its digest
}

// ID returns the ID of the analysis of the subject at a head: {kind}-{repository id}-{20 hex of SHA-256}, lower case. It is the
// same for every delivery about that head, and valid as a Firestore document ID and as a Kestra label value.
func (i Identity) ID(headSHA string) string {
	return fmt.Sprintf("%s-%d-%s", i.Kind, i.RepositoryID, digest(i.Key+"\n"+strings.ToLower(headSHA)))
}

// LatestID returns the ID of the subject across its heads: {kind}-{repository id}-{Key, or 20 hex of its SHA-256}.
func (i Identity) LatestID() string {
	name := i.Key
	if !i.PlainKey {
		name = digest(i.Key)
	}
	return fmt.Sprintf("%s-%d-%s", i.Kind, i.RepositoryID, name)
}

// digest returns 20 hex digits of the SHA-256 of s, to stand for it in an ID.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])[:20]
}

// KindOf returns the kind that an ID begins with, "" for anything that can't be an ID.
func KindOf(id string) Kind {
	name, _, found := strings.Cut(id, "-")
	if !found || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
		return ""
	}
	return Kind(name)
}

// ExternalID returns the external ID of the check run of an attempt: "{id}.{attempt}".
func ExternalID(id string, attempt int) string { return id + "." + strconv.Itoa(attempt) }

// ParseExternalID splits an external ID; ok is false unless ExternalID made it.
func ParseExternalID(s string) (id string, attempt int, ok bool) {
	id, number, _ := strings.Cut(s, ".")
	attempt, err := strconv.Atoi(number)
	if id == "" || err != nil || attempt < 1 || ExternalID(id, attempt) != s {
		return "", 0, false
	}
	return id, attempt, true
}

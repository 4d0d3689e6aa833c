package analysis

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// Identity names a subject of a repository.
type Identity struct {
	Kind         Kind
	RepositoryID int64
	Key          string // what tells one subject of the kind from another
	PlainKey     bool   // the subject's ID has Key as it is, instead of its digest
}

// ID is the identity of the analysis of the subject at head: {kind}-{repository id}-{20 hex of SHA-256}, lower case. It is the
// same for every delivery about the same thing, and is valid as a Firestore document ID and as a Kestra label value.
func (i Identity) ID(headSHA string) string {
	return fmt.Sprintf("%s-%d-%s", i.Kind, i.RepositoryID, digest(i.Key+"\n"+strings.ToLower(headSHA)))
}

// LatestID names the subject across its heads: {kind}-{repository id}-{Key, or 20 hex of its SHA-256}.
func (i Identity) LatestID() string {
	name := i.Key
	if !i.PlainKey {
		name = digest(i.Key)
	}
	return fmt.Sprintf("%s-%d-%s", i.Kind, i.RepositoryID, name)
}

// digest stands in an ID for a text: 20 hex of its SHA-256.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])[:20]
}

// KindOf returns the kind that an ID begins with; "" for what can't be an ID.
func KindOf(id string) Kind {
	name, _, found := strings.Cut(id, "-")
	if !found || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
		return ""
	}
	return Kind(name)
}

// ExternalID is how a check run names the attempt it shows: "{id}.{attempt}".
func ExternalID(id string, attempt int) string { return id + "." + strconv.Itoa(attempt) }

// ParseExternalID takes apart what ExternalID made; ok is false for anything else.
func ParseExternalID(s string) (id string, attempt int, ok bool) {
	id, number, _ := strings.Cut(s, ".")
	attempt, err := strconv.Atoi(number)
	if id == "" || err != nil || attempt < 1 || ExternalID(id, attempt) != s {
		return "", 0, false
	}
	return id, attempt, true
}

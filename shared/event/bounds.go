package event

import (
	"strings"
	"unicode"

	"github.com/devplus-app/devplus/shared/text"
)

// Bounds on the fields of an Event, in bytes. A byte takes at most six in JSON, so all fields together stay below MaxBytes. A name beyond
// its bound is refused, because a cut name names something else; text that people only read is cut.
const (
	maxName       = 100 // GitHub: 39 for a login, 100 for a repository
	maxBranch     = 255 // GitHub's limit, for tags and environments too
	maxLogin      = 64  // of a sender: GitHub's 39 and "[bot]" for Apps, with room
	maxType       = 16  // "Organization" is the longest
	maxDelivery   = 64  // a GUID has 36
	maxExternalID = 96  // kind, repository ID, 20 hex digits, attempt
)

// isName reports whether s can name an owner or a repository. Such a name is also safe in a URL's path.
func isName(s string) bool {
	return s != "" && len(s) <= maxName && s != "." && s != ".." && onlyASCII(s, "-_.")
}

// isTitle reports whether s can be a tag or an environment. GitHub bounds only their length, and Git forbids control characters in tags.
func isTitle(s string) bool {
	return s != "" && len(s) <= maxBranch && !strings.ContainsFunc(s, unicode.IsControl)
}

// isDelivery reports whether s can be a delivery's GUID.
func isDelivery(s string) bool { return s != "" && len(s) <= maxDelivery && onlyASCII(s, "-") }

// isSHA reports whether s is a commit's SHA-1 or SHA-256 in hex.
func isSHA(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}

// onlyASCII reports whether s consists of ASCII letters, digits and the bytes of others.
func onlyASCII(s, others string) bool {
	for _, c := range []byte(s) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		digit := '0' <= c && c <= '9'
		if !letter && !digit && strings.IndexByte(others, c) < 0 {
			return false
		}
	}
	return true
}

// branchOrNone returns s, or "" if it is too long for a branch.
func branchOrNone(s string) string {
	if len(s) > maxBranch {
		return ""
	}
	return s
}

// refOrNone returns s, or "" if it can't be a branch, a tag or a SHA.
func refOrNone(s string) string {
	if !isTitle(s) {
		return ""
	}
	return s
}

// bounded cuts the sender's fields, and copies them so that the payload can be freed.
func (s Sender) bounded() Sender {
	return Sender{Login: strings.Clone(text.Head(s.Login, maxLogin)), Type: strings.Clone(text.Head(s.Type, maxType))}
}

package event

import (
	"strings"
	"unicode"

	"github.com/devplus-app/devplus/shared/text"
)

// Bounds on what an Event takes over, in bytes. In JSON a byte becomes six at worst, so that all of them together stay
// below MaxBytes. What names something is refused beyond its bound, because a cut name names something else; what is only
// shown to people is cut.
const (
	maxName       = 100 // GitHub: 39 for a login, 100 for a repository
	maxBranch     = 255 // GitHub's limit, for tags and environments too
	maxLogin      = 64  // of a sender: GitHub's 39 and "[bot]" for Apps, with room
	maxType       = 16  // "Organization" is the longest
	maxDelivery   = 64  // a GUID has 36
	maxExternalID = 96  // kind, repository ID, 20 hex digits, attempt
)

// isName reports whether s can be an owner or a repository; such a name is safe in a URL's path too.
func isName(s string) bool {
	return s != "" && len(s) <= maxName && s != "." && s != ".." && onlyASCII(s, "-_.")
}

// isTitle reports whether s can be a tag or an environment, of which GitHub says only how long they may be, and Git that tags
// have no control characters.
func isTitle(s string) bool {
	return s != "" && len(s) <= maxBranch && !strings.ContainsFunc(s, unicode.IsControl)
}

// isDelivery reports whether s can be the GUID of a delivery.
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

// branch drops a name that is too long to be one.
func branch(s string) string {
	if len(s) > maxBranch {
		return ""
	}
	return s
}

// reference drops what can't be a branch, a tag or a SHA.
func reference(s string) string {
	if !isTitle(s) {
		return ""
	}
	return s
}

func sender(s Sender) Sender {
	return Sender{Login: strings.Clone(text.Head(s.Login, maxLogin)), Type: strings.Clone(text.Head(s.Type, maxType))}
}

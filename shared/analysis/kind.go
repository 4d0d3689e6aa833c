package analysis

import "strings"

// Kind is the name of a kind of analysis, such as pull_request. Package kind describes them; this package knows none by name.
type Kind string

// CheckName begins the names of all of DevPlus's check runs.
const CheckName = "DevPlus"

// IsCheckName reports whether a check run of that name may be DevPlus's: "DevPlus", or "DevPlus: " and a kind.
func IsCheckName(name string) bool {
	return name == CheckName || strings.HasPrefix(name, CheckName+": ")
}

package analysis

import "strings"

// Kind names one of the analyses, such as pull_request. Package kind describes them; this package knows none by name.
type Kind string

// CheckName is how the names of all of DevPlus's check runs begin.
const CheckName = "DevPlus"

// IsCheckName reports whether a check run of that name may be DevPlus's: "DevPlus", or "DevPlus: " and more.
func IsCheckName(name string) bool {
	return name == CheckName || strings.HasPrefix(name, CheckName+": ")
}

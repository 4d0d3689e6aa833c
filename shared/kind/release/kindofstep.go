package release

import "github.com/devplus-app/devplus/shared/risk/yardstick"

// StepOf returns the line of a version and the size of its step from the previous one, by which risks are compared. ok is false for names that
// are no stable versions of one line.
func StepOf(tag, before string) (line string, step yardstick.Step, ok bool) {
	is, versioned := ParseVersion(tag)
	was, known := ParseVersion(before)
	if !versioned || !known || is.Prerelease() || is.Line != was.Line || is.Compare(was) <= 0 {
		return "", "", false
	}
	if is.kind(was) == Patch {
		return is.Line, yardstick.Patch, true
	}
	return is.Line, yardstick.Feature, true
}

package change

import "strings"

// marksAuthentication reports whether a trimmed line says that the code after it requires a login or a permission.
func marksAuthentication(text string) bool {
	text = strings.TrimPrefix(text, "@")
	for _, mark := range []string{
		"login_required", "permission_required", "before_action :authenticate", "[Authorize", "PreAuthorize", "RolesAllowed", "UseGuards",
	} {
		if strings.HasPrefix(text, mark) {
			return true
		}
	}
	return false
}

// removesAuthentication finds deleted authentication marks whose code stays: nothing is deleted beside them, and no such mark is added.
func removesAuthentication(_ File, lines []line) (found []line) {
	for _, l := range lines {
		if l.kind == '+' && marksAuthentication(l.text) {
			return nil // moved or replaced
		}
	}
	for i, l := range lines {
		alone := (i == 0 || lines[i-1].kind != '-') && (i+1 == len(lines) || lines[i+1].kind == ' ')
		if l.kind == '-' && alone && marksAuthentication(l.text) {
			found = append(found, l)
		}
	}
	return found
}

package change

import (
	"regexp"
	"strings"

	"github.com/rhysd/actionlint"
)

// secretUse matches a use of a secret.
var secretUse = regexp.MustCompile(`(?i)\bsecrets\s*(?:\.\s*(\w+)|\[|\)|:\s*inherit\b)`)

// usesSecret reports whether a text uses a secret other than the token, which the permissions limit.
func usesSecret(text string) bool {
	for _, m := range secretUse.FindAllStringSubmatch(text, -1) {
		if !strings.EqualFold(m[1], "github_token") {
			return true
		}
	}
	return false
}

// powers returns the lines that give a job something that a fork's code could misuse: secrets, a token that writes, a machine that is kept.
// A job is harmless if the workflow says that its token only reads and it has nothing else.
func (w workflow) powers(job *actionlint.Job) (lines []line, harmless bool) {
	for _, l := range w.linesOf(job.Pos) {
		if isCode(l.text) && usesSecret(l.text) {
			lines = append(lines, l)
		}
	}
	if env := w.parsed.Env; env != nil {
		for _, v := range env.Vars {
			if v.Value != nil && usesSecret(v.Value.Value) {
				lines = append(lines, w.at(v.Value.Pos))
			}
		}
	}
	if on := job.RunsOn; on != nil {
		if on.Group != nil {
			lines = append(lines, w.at(on.Group.Pos))
		}
		for _, label := range on.Labels {
			if strings.EqualFold(label.Value, "self-hosted") {
				lines = append(lines, w.at(label.Pos))
			}
		}
	}
	permissions := job.Permissions
	if permissions == nil {
		permissions = w.parsed.Permissions
	}
	if permissions == nil {
		return lines, false // the repository's settings say what the token may
	}
	harmless = len(lines) == 0 && (permissions.All == nil || permissions.All.Value == "read-all")
	for _, scope := range permissions.Scopes {
		if scope.Value != nil && scope.Value.Value == "write" {
			harmless = false
			if w.at(permissions.Pos).kind != '+' { // a new list takes away what the settings gave
				lines = append(lines, w.at(scope.Value.Pos))
			}
		}
	}
	return lines, harmless
}

package change

import (
	"cmp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// MaxGuards is how many guards Facts keeps.
const MaxGuards = 20

// Guard is something in the diff that is dangerous at any size. It raises the level of the change to Floor; the score is unchanged.
type Guard struct {
	Rule   string `json:"rule"`  // drops_data, exposes_secrets, skips_verification or removes_authentication
	Floor  Level  `json:"floor"` // the minimum level of the change
	Place         // the line of the new file; for a deleted line, the line after it
	Line   string `json:"line"`   // the text of the line, shortened
	Reason string `json:"reason"` // for people
}

// guard is a rule and how it finds its lines.
type guard struct {
	rule   string
	floor  Level
	reason string
	may    func(f *shownFile) bool           // whether the file can have such lines
	find   func(f File, lines []line) []line // the dangerous ones
}

var guards = []guard{
	{"drops_data", High, "the migration drops data that was stored",
		func(f *shownFile) bool { return f.Class == filekind.Migration && f.Additions > 0 }, dropsData},
	{"exposes_secrets", Critical, "the workflow runs a fork's code with the repository's secrets",
		func(f *shownFile) bool {
			return f.Class == filekind.CI && strings.Contains(f.text, "pull_request_target")
		}, exposesSecrets},
	{"skips_verification", High, "a check of who is talking is switched off",
		func(f *shownFile) bool {
			return f.kinds&verification != 0 || f.Class == filekind.CI && f.Additions > 0
		}, skipsVerification},
	{"removes_authentication", High, "an authentication check is removed from code that stays",
		func(f *shownFile) bool { return f.kinds&authentication != 0 }, removesAuthentication},
}

// findGuards applies the rules to the files in their order.
func findGuards(files []*shownFile) []Guard {
	var found []Guard
	for _, f := range files {
		var lines []line
		for _, g := range guards {
			if !g.may(f) {
				continue
			}
			if lines == nil {
				lines = linesOf(f.text)
			}
			for _, l := range g.find(f.File, lines) {
				if len(found) == MaxGuards {
					return found
				}
				at := max(l.number, 1)
				text := strings.ToValidUTF8(l.text[:min(len(l.text), 120)], "\uFFFD")
				found = append(found, Guard{g.rule, g.floor, Place{f.Path, diff.Range{Start: at, End: at}}, text, g.reason})
			}
		}
	}
	return found
}

// IsGuard reports whether the name is that of a guard's rule.
func IsGuard(name string) bool {
	return slices.ContainsFunc(guards, func(g guard) bool { return g.rule == name })
}

// line is a line of a hunk. Its number is that in the new file; for a deleted line, the number of the line after it.
type line struct {
	kind   byte // '+', '-', ' ', or '@' for a hunk header with the text after its second @@
	number int
	text   string // without blanks at the ends
}

func linesOf(text string) []line {
	lines := make([]line, 0, 1+strings.Count(text, "\n"))
	number := 1
	for text != "" {
		var raw string
		raw, text, _ = strings.Cut(text, "\n")
		if start, ok := diff.HunkStart(raw); ok {
			number = start
			_, within, _ := strings.Cut(raw[2:], "@@")
			lines = append(lines, line{'@', number, trim(within)})
			continue
		}
		l := line{kind: ' ', number: number}
		if raw != "" && raw[0] != '\r' {
			l.kind, l.text = raw[0], trim(raw[1:])
		}
		if l.kind == '\\' {
			continue
		}
		lines = append(lines, l)
		if l.kind != '-' {
			number++
		}
	}
	return lines
}

// dropsData finds where a migration drops data. The way back, a down script or function, may drop what the way forward has created.
func dropsData(f File, lines []line) (found []line) {
	lower := strings.ToLower(f.Path)
	if strings.Contains(lower, ".down.") || strings.HasSuffix(lower, "/down.sql") || strings.HasSuffix(lower, "schema.rb") {
		return nil
	}
	back := false
	for _, l := range lines {
		text := strings.ToLower(l.text)
		switch words := strings.FieldsFunc(text, func(r rune) bool { return r < 'a' || r > 'z' }); {
		case slices.Contains(words, "def") || strings.Contains(text, "migrate:") || strings.Contains(text, "+goose") || strings.Contains(text, "exports.") || slices.Contains(words, "function"):
			back = slices.ContainsFunc([]string{"down", "downgrade"}, func(word string) bool { return slices.Contains(words, word) })
		case back || l.kind != '+' || !isCode(l.text):
		case slices.ContainsFunc(droppers, func(call string) bool { return strings.Contains(text, call) }),
			len(words) > 1 && (words[0] == "drop" && (words[1] == "table" || words[1] == "database" || words[1] == "schema") || words[0] == "truncate"),
			strings.HasPrefix(text, "alter table") && strings.Contains(text, " drop column "), strings.HasPrefix(text, "drop column "):
			if !slices.Contains(words, "temp") && !slices.Contains(words, "temporary") {
				found = append(found, l)
			}
		}
	}
	return found
}

var droppers = []string{"drop_table", "drop_column", "remove_column", "migrations.removefield", "migrations.deletemodel", ".droptable(", ".dropcolumn("}

// exposesSecrets finds a workflow that runs on pull_request_target, so with the secrets, and checks out the head, which a fork may have written. One of
// the two lines must be new.
func exposesSecrets(_ File, lines []line) []line {
	var trigger, checkout line
	for _, l := range lines {
		code, _, _ := strings.Cut(l.text, "#")
		if l.kind == '-' || l.kind == '@' {
			continue
		}
		if strings.Contains(code, "pull_request_target") && !strings.Contains(code, "github.event_name") {
			trigger = cmp.Or(trigger, l)
		}
		if (strings.HasPrefix(code, "ref:") || strings.HasPrefix(code, "repository:") || strings.Contains(code, "git checkout")) &&
			(strings.Contains(code, "github.event.pull_request.head.") || strings.Contains(code, "github.head_ref")) {
			checkout = cmp.Or(checkout, l)
		}
	}
	switch {
	case trigger.text == "" || checkout.text == "":
		return nil
	case checkout.kind == '+':
		return []line{checkout}
	case trigger.kind == '+':
		return []line{trigger}
	}
	return nil
}

// skipsVerification finds new lines that disable the check of a certificate, a token or a login.
func skipsVerification(_ File, lines []line) (found []line) {
	for _, l := range lines {
		if l.kind != '+' || !isCode(l.text) || !mayVerify(l.text) {
			continue
		}
		text := strings.ReplaceAll(l.text, " ", "")
		if strings.Contains(text, "InsecureSkipVerify:true") || strings.Contains(text, "InsecureSkipVerify=true") ||
			strings.Contains(text, "verify=False") || strings.Contains(text, "rejectUnauthorized:false") || strings.HasPrefix(text, "@csrf_exempt") ||
			strings.HasPrefix(text, "skip_before_action:authenticate") || strings.HasPrefix(text, "skip_before_action:verify_authenticity_token") ||
			strings.HasPrefix(text, "skip_forgery_protection") || strings.Contains(text, "SSL::VERIFY_NONE") {
			found = append(found, l)
		}
	}
	return found
}

func mayVerify(text string) (may bool) {
	for start, end := nextWord(text, 0); start < end; start, end = nextWord(text, end) {
		may = may || exactWords[text[start:end]]&verification != 0
	}
	return may
}

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

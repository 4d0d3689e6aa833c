package change

import (
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
)

// startWords start what switches a check off only with the lines after it: .csrf() before .disable(), and a section of settings.
var startWords = []string{"csrf(", "csrf {", "enabled: false", `enabled": false`, "enabled = false", "enabled=false", "enabled' => false", "verification: none", "verification: off", "verification: false"}

// localSettings is the path of a file of settings that a framework reads on a developer's machine or for tests, by its convention: ASP.NET,
// Spring, dotenv, Rails, Symfony, Phoenix, Compose.
var localSettings = regexp.MustCompile(`(?:^|/)(?:(?:appsettings\.(?:Development|Local|Test\w*)\.json|launchSettings\.json)|(?:application|bootstrap)-(?:dev|development|local|test)\.(?:ya?ml|properties)|\.env\.(?:dev|development|local|test)(?:\.local)?|config/environments/(?:development|test)\.rb|config/packages/(?:dev|test)/[^/]+|config/(?:dev|test)\.exs(?:\.eex)?|(?:docker-)?compose\.(?:override|dev|local|test)\.ya?ml)$`)

// exempts reports whether a file of Laravel lists the addresses whose requests may be forged.
func exempts(path string) bool {
	if !strings.HasSuffix(path, ".php") {
		return false
	}
	name := path[strings.LastIndexByte(path, '/')+1:]
	return strings.Contains(name, "Csrf") || strings.Contains(name, "RequestForgery") || strings.HasSuffix(path, "bootstrap/app.php")
}

var (
	route       = regexp.MustCompile(`^["'][^"']+["'],?(?:\s*(?://|#).*)?$`)
	routesBegin = regexp.MustCompile(`(?i)\$except\s*=\s*(?:\[|array\()|\bexcept:\s*\[`)
)

// exemptsRoute reports whether added line i of such a file is an address in its list.
func exemptsRoute(lines []line, i int) bool {
	l := lines[i]
	if isCode(l.text) && routesBegin.MatchString(l.text) {
		return !strings.HasSuffix(l.text, "[") && !strings.HasSuffix(l.text, "(") && !strings.Contains(l.text, "[]") &&
			(strings.Contains(l.text, "$except") || strings.Contains(l.text, "Csrf"))
	}
	if !route.MatchString(l.text) {
		return false
	}
	address := strings.TrimSuffix(l.text, ",")
	if slices.ContainsFunc(lines, func(other line) bool { return other.kind == '-' && strings.TrimSuffix(other.text, ",") == address }) {
		return false
	}
	for i--; i >= 0 && lines[i].kind != '@'; i-- {
		if text := lines[i].text; lines[i].kind != '-' && !route.MatchString(text) && isCode(text) {
			return routesBegin.MatchString(text) && (strings.Contains(text, "$except") || strings.Contains(text, "Csrf") || i > 0 && strings.Contains(lines[i-1].text, "Csrf"))
		}
	}
	return false
}

// goesOn reports whether a trimmed line is the start of what the forms of these indices match, and the next lines may be the rest.
func (f *forms) goesOn(text string, indices []int) bool {
	if len(indices) == 0 {
		return false
	}
	switch text[len(text)-1] {
	case ':':
		return f.off(text+"false", indices) != ""
	case '(', ',', '=':
		return indices[len(indices)-1] >= len(namedForms) || f.off(text+"false", indices) != "" || f.off(text+"true", indices) != ""
	case '[', '{', '>', '|', '\\':
		return indices[len(indices)-1] >= len(namedForms)
	}
	return strings.HasSuffix(text, "csrf()")
}

// maxJoined is how many lines are read as one.
const maxJoined = 5

// switchesOffBelow returns the part that matches one of the forms in a line with those that go on with it, where it begins in the line.
func switchesOffBelow(text string, next []line) string {
	if offs := switchOffs(); !offs.goesOn(text, offs.in(text)) {
		return ""
	}
	joined := strings.TrimSuffix(text, `\`)
	start := len(joined)
	for n, i := 1, 0; i < len(next) && n < maxJoined && next[i].kind != '@'; i++ {
		if next[i].kind == '-' || next[i].text == "" || strings.IndexByte("#*", next[i].text[0]) >= 0 || strings.HasPrefix(next[i].text, "//") {
			continue
		}
		joined += " " + strings.TrimSuffix(withoutComment(next[i].text), `\`)
		n++
	}
	if off := switchesOff(joined); off != "" && strings.Index(joined, off) < start {
		return off
	}
	return ""
}

// startsValue and endsValue are the bytes that a line of isValue may start and end with, which most lines do not.
var (
	startsValue = [256]bool{'f': true, 'F': true, 't': true, 'T': true, 'n': true, 'N': true, 'B': true, '0': true, '"': true, '\'': true}
	endsValue   = [256]bool{'e': true, 'E': true, 'l': true, 'L': true, '0': true, '"': true, '\'': true, ',': true, ';': true, ')': true}
)

// switchValues are values that may switch a check off.
var switchValues = []string{"false", "true", "0", `"false"`, `"true"`, `""`, "''", "nil", "null", "none", "boolean.false", "boolean.true"}

// isValue reports whether a trimmed line is only such a value.
func isValue(text string) bool {
	text = strings.TrimRight(text, ",;)")
	return slices.ContainsFunc(switchValues, func(value string) bool { return len(text) == len(value) && strings.EqualFold(text, value) })
}

// maySet reports whether an added line is only a value, and what stands above it in its hunk may be a check that it switches off.
func (f *shownFile) maySet(l diff.ChangedLine, text string) bool {
	return text != "" && startsValue[text[0]] && endsValue[text[len(text)-1]] && len(text) <= len("Boolean.FALSE)") && isValue(text) && f.setsAbove(l)
}

func (f *shownFile) setsAbove(l diff.ChangedLine) bool {
	for end := int(l.Start) - 1; end > 0; {
		start := strings.LastIndexByte(f.text[:end], '\n') + 1
		if f.text[start] != '-' {
			above := trim(f.text[min(start+1, end):end]) // some tools strip the blank of an empty line
			return f.text[start] != '@' && above != "" && maySkip(above)
		}
		end = start - 1
	}
	return false
}

// switchesOffAbove reports whether added line i is the value of a name on the line above it, which stays.
func switchesOffAbove(lines []line, i int) bool {
	at := i - 1
	for at >= 0 && lines[at].kind == '-' {
		at--
	}
	if at < 0 || lines[at].kind != ' ' || lines[at].text == "" {
		return false
	}
	head := withoutComment(lines[at].text)
	return isNew(lines, lines[i]) && switchesOff(head) == "" && switchesOffBelow(head, lines[i:]) != ""
}

var (
	// stateSetting is a setting that says nothing without the section that it is in, and sectionHead the head of one.
	stateSetting = regexp.MustCompile(`(?i)^["']?(?:enabled?|verification)["']?\s*(?::|=>?)`)
	sectionHead  = regexp.MustCompile(`^(?:\[+([\w.-]+)\]+|["']?([\w.-]+)["']?\s*(?::|=>?)?\s*[\[{(]?)$`)
)

// setting returns a setting with its name where that stands on a line before: the name and the value that Kubernetes has as fields of their
// own, and the state of a section.
func setting(before []line, l line, text string) string {
	if value, ok := strings.CutPrefix(text, "value:"); ok {
		above := len(before) - 1
		for above >= 0 && before[above].kind == '-' { // the value that this one replaces
			above--
		}
		if above >= 0 {
			if name, ok := strings.CutPrefix(strings.TrimPrefix(before[above].text, "- "), "name:"); ok {
				return name + ":" + value
			}
		}
	}
	if name := strings.TrimLeft(text, `"'`); !strings.HasPrefix(name, "enable") && !strings.HasPrefix(name, "verification") || !stateSetting.MatchString(text) {
		return text
	}
	for i := len(before) - 1; i >= 0 && before[i].kind != '@'; i-- {
		if b := before[i]; b.kind != '-' && (b.indent() < l.indent() && b.text != "" || strings.HasPrefix(b.text, "[")) {
			if name := sectionHead.FindStringSubmatch(b.text); name != nil {
				return name[1] + name[2] + "." + strings.TrimLeft(text, `"'`)
			}
			break
		}
	}
	return text
}

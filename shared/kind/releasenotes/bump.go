package releasenotes

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/text"
)

// Bump is what a range did to one dependency, all its updates together.
type Bump struct {
	Name string        `json:"name"`
	From string        `json:"from,omitempty"` // empty where nobody says it
	To   string        `json:"to"`
	Refs []release.Ref `json:"refs,omitempty"` // those that update nothing else
}

const (
	single = `(?i)^(?:bump|update|upgrade)s?\s+(?:the\s+)?(?:dependency\s+|module\s+)?(\S+)\s+(?:requirement\s+)?`
	where  = `(?:\s+in\s+(?:/\S*|\S+/\S*|the\s+\S+\s+group))*(?:\s+across\s+\d+\s+director(?:y|ies))?\.?$`
)

var (
	fromTo = regexp.MustCompile(single + `from\s+(\S.*?)\s+to\s+(\S.*?)` + where)            // Dependabot's titles
	onlyTo = regexp.MustCompile(single + `(?:action\s+|docker\s+tag\s+|orb\s+)?to\s+(\S+)$`) // Renovate's
	update = regexp.MustCompile(`(?i)^(?:bump|update|upgrade|lock file maintenance|pin)\b`)  // what a robot calls several
	listed = regexp.MustCompile("(?m)^(?:Bumps|Updates)\\s+[\\[`]([^\\]`\n]+)[\\]`](?:\\([^)\\s]*\\))?\\s+from\\s+(\\S+)\\s+to\\s+(\\S+?)\\.?\\s*$")
	tabled = regexp.MustCompile("(?m)^\\|\\s*\\[([^\\]\n]+)\\]\\([^)\n]*\\)[^|\n]*\\|(?:[^|\n]*\\|)??\\s*\\[?`([^`\n]+)`\\s*(?:\\||->|→)\\s*`([^`\n]+)`")
	robots = regexp.MustCompile(`^(?:app/)?(?:dependabot|renovate|pyup|snyk)\b`) // in a login, and before a branch's name
)

// bumps are the updates that a change consists of. ok is false for a change that is anything else. Robots' titles say one, their
// descriptions all; another's title is believed when it says what Dependabot's would.
func bumps(t title, author release.Account, headRef, body string) (found []Bump, ok bool) {
	robot := author.Bot && robots.MatchString(author.Login) || robots.MatchString(headRef)
	if m := fromTo.FindStringSubmatch(t.Text); m != nil {
		return []Bump{{Name: m[1], From: short(m[2]), To: short(m[3])}}, true
	}
	if !robot || !update.MatchString(t.Text) {
		return nil, false
	}
	body = strings.ReplaceAll(body, "\r\n", "\n")
	for _, pattern := range []*regexp.Regexp{listed, tabled} {
		for _, m := range pattern.FindAllStringSubmatch(body, -1) {
			b := Bump{Name: m[1], From: short(m[2]), To: short(m[3])}
			if !slices.ContainsFunc(found, func(o Bump) bool { return o.Name == b.Name }) {
				found = append(found, b)
			}
		}
	}
	if m := onlyTo.FindStringSubmatch(t.Text); len(found) == 0 && m != nil {
		found = []Bump{{Name: m[1], To: short(m[2])}}
	}
	return found, true
}

var hexadecimal = regexp.MustCompile(`^[0-9a-f]{40,64}$`)

// short is a version, or a commit as GitHub shortens it.
func short(version string) string {
	version = strings.Trim(version, "`")
	if hexadecimal.MatchString(version) {
		return version[:7]
	}
	return text.Cut(version, maxName)
}

// fold adds the updates of one change to what the earlier ones did.
func fold(all []Bump, found []Bump, ref release.Ref) []Bump {
	for _, b := range found {
		b.Name = text.Cut(b.Name, maxName)
		i := slices.IndexFunc(all, func(o Bump) bool { return o.Name == b.Name })
		if i < 0 {
			i = len(all)
			all = append(all, Bump{Name: b.Name, From: b.From})
		}
		all[i].To = b.To
		if len(found) == 1 {
			all[i].Refs = append(all[i].Refs, ref)
		}
	}
	return all
}

func sortBumps(all []Bump) {
	slices.SortStableFunc(all, func(a, b Bump) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Name, b.Name))
	})
}

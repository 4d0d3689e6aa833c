package releasenotes

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/text"
)

// Bump is the update of one dependency in one directory over the whole range.
type Bump struct {
	Name      string        `json:"name"`
	Directory string        `json:"directory,omitempty"` // of its manifest; empty if not known
	From      string        `json:"from,omitempty"`      // empty if not known
	To        string        `json:"to"`
	Security  bool          `json:"security,omitempty"`
	Advisory  string        `json:"advisory,omitempty"` // GHSA or CVE
	Refs      []release.Ref `json:"refs,omitempty"`     // changes that update nothing else
}

const (
	single = `(?i)^(?:security\s+)?(?:bump|update|upgrade)s?\s+(?:the\s+)?(?:(?:dependency|module|rust\s+crate|helm\s+release|pre-commit\s+hook|terraform)\s+)?(\S+)\s+(?:requirement\s+)?`
	where  = `(?:\s+in\s+(?:(/\S*|\S+/\S*)|the\s+\S+\s+group))*(?:\s+across\s+\d+\s+director(?:y|ies))?\.?$`
)

var (
	fromTo    = regexp.MustCompile(single + `from\s+(\S.*?)\s+to\s+(\S.*?)` + where)                                                          // Dependabot's titles
	onlyTo    = regexp.MustCompile(single + `(?:(?:action|docker\s+(?:tag|digest)|digest|orb|helm\s+release|crate|monorepo)\s+)?to\s+(\S+)$`) // Renovate's
	branch    = regexp.MustCompile(`^dependabot/[a-z_-]+/(.+)-(v?[0-9][\w.]*)$`)                                                              // Dependabot's branches
	update    = regexp.MustCompile(`(?i)^(?:security\s+)?(?:bump|update|upgrade|lock file maintenance|pin)\b`)                                // a bot's title for several updates
	robots    = regexp.MustCompile(`^(?:app/)?(?:dependabot|renovate|pyup|snyk|depfu|greenkeeper|scala-steward)\b`)                           // in a login, and before a branch's name
	isSecure  = regexp.MustCompile(`(?i)\s*\[security\]`)
	advisory  = regexp.MustCompile(`\b(?:GHSA(?:-[0-9a-z]{4}){3}|CVE-[0-9]{4}-[0-9]{4,})\b`)
	isVersion = regexp.MustCompile("^(?:[~^<>=!]+\\s*)?`?(?:v?[0-9]+(?:\\.[0-9A-Za-z]+)*(?:[-+][0-9A-Za-z.-]+)?|[0-9a-f]{7,64})`?$")
	// botForm matches titles that only bots write, and that call their subject a dependency.
	botForm = regexp.MustCompile(`(?i)^(?:(?:bump|update|upgrade)s?\s+(?:(?:the\s+)?(?:dependency|module)\s|the\s+\S+\s+group\b|all\s+(?:non-major\s+)?dependencies\b|(?:rust\s+crate|helm\s+release|pre-commit\s+hook)\s+\S+\s+to\s|\S+\s+(?:action|docker\s+(?:tag|digest)|digest|orb|helm\s+release|monorepo)\s+to\s)|lock\s+file\s+maintenance|pin\s+dependenc)`)
	// setting matches names before a version that are no dependency.
	setting = regexp.MustCompile(`(?i)^(?:the|a|version|timeouts?|limits?|retries|size|max\S*|min\S*|memory|cpu|copyright|coverage)$`)
)

// dependencyChange is the part of a change that bumps reads.
type dependencyChange struct {
	title         title
	author        release.Account
	headRef, body string
	labels        []string
}

// robot reports whether a bot for dependencies made the change.
func (c dependencyChange) robot() bool {
	return c.author.Bot && robots.MatchString(c.author.Login) || robots.MatchString(c.headRef)
}

// claimed reports whether more than a verb shows that the change is about dependencies: a bot, its scope, its labels, or a form of title
// that only bots write.
func (c dependencyChange) claimed() bool {
	return c.robot() || c.title.section(c.labels) == dependencies || botForm.MatchString(c.title.Text)
}

// bumps returns the updates in a change that consists of updates only; otherwise ok is false. A bot's title names one update, its
// description all. A person's title counts if it names two versions and is no feature or fix.
func (c dependencyChange) bumps() (found []Bump, ok bool) {
	secure := isSecure.MatchString(c.title.Text) || strings.HasPrefix(strings.ToLower(c.title.Text), "security upgrade")
	title := isSecure.ReplaceAllString(c.title.Text, "")
	defer func() {
		for i := range found {
			found[i].Security = secure
			if secure {
				found[i].Advisory = advisory.FindString(c.body)
			}
		}
	}()
	typed := c.title.Kind == "feat" || c.title.Kind == "fix"
	if m := fromTo.FindStringSubmatch(title); m != nil {
		versions := isVersion.MatchString(m[2]) && isVersion.MatchString(m[3])
		if c.claimed() || versions && !typed && !setting.MatchString(m[1]) {
			return []Bump{{Name: withoutCodeSpan(m[1]), From: short(m[2]), To: short(m[3]), Directory: m[4]}}, true
		}
		return nil, false
	}
	if !c.claimed() {
		return nil, false
	}
	if m := branch.FindStringSubmatch(title); m != nil {
		return []Bump{{Name: m[1], To: m[2]}}, true
	}
	if !update.MatchString(title) {
		return nil, false
	}
	if found = described(c.body); len(found) > 0 {
		return found, true
	}
	if m := onlyTo.FindStringSubmatch(title); m != nil && isVersion.MatchString(m[2]) {
		return []Bump{{Name: withoutCodeSpan(m[1]), To: short(m[2])}}, true
	}
	return nil, c.robot()
}

// withoutCodeSpan returns a name without the code span that it may be.
func withoutCodeSpan(name string) string {
	if inner, ok := strings.CutPrefix(name, "`"); ok {
		return strings.TrimSuffix(inner, "`")
	}
	return name
}

var hexadecimal = regexp.MustCompile(`^[0-9a-f]{40,64}$`)

// short returns a version, or a commit as GitHub shortens it.
func short(version string) string {
	version = strings.Trim(version, "`")
	if hexadecimal.MatchString(version) {
		return version[:7]
	}
	return text.Cut(version, maxName)
}

// sibling returns the index of the sibling whose version a title only updates in the manifest, such as "Update kyaml to v0.21.0"; -1 if
// there is none.
func (s *Set) sibling(t title) int {
	name, to := "", ""
	if m := fromTo.FindStringSubmatch(t.Text); m != nil {
		name, to = m[1], m[3]
	} else if m := onlyTo.FindStringSubmatch(t.Text); m != nil {
		name, to = m[1], m[2]
	}
	return slices.IndexFunc(s.Siblings, func(o release.Sibling) bool {
		return strings.EqualFold(path.Base(o.Name), path.Base(name)) && sameVersion(short(to), o.To)
	})
}

// place returns the index of the update that this one continues; -1 if there is none. An update without a directory, such as Renovate's or
// one at the top, continues an update of any directory that ended at its old version.
func (b Bump) place(all []Bump) int {
	same := slices.IndexFunc(all, func(o Bump) bool { return b.Name == o.Name && b.Directory == o.Directory })
	if same >= 0 {
		return same
	}
	return slices.IndexFunc(all, func(o Bump) bool {
		return b.Name == o.Name && (b.Directory == "" || o.Directory == "") && (b.From == "" || sameVersion(b.From, o.To))
	})
}

// fold merges the updates of one change into the earlier ones.
func fold(all []Bump, found []Bump, ref release.Ref) []Bump {
	for _, b := range found {
		b.Name = text.Cut(b.Name, maxName)
		i := b.place(all)
		if i < 0 {
			i = len(all)
			all = append(all, Bump{Name: b.Name, From: b.From})
		}
		switch goesOn := sameVersion(all[i].To, b.From); {
		case all[i].From != "":
		case !goesOn: // an earlier update did not say from where
			all[i].From = b.From
		case lower(b.To, b.From): // it took back one that did not
			all[i].From = b.To
		}
		all[i].To, all[i].Directory = b.To, cmp.Or(all[i].Directory, b.Directory)
		all[i].Security, all[i].Advisory = all[i].Security || b.Security, cmp.Or(all[i].Advisory, b.Advisory)
		if len(found) == 1 {
			all[i].Refs = append(all[i].Refs, ref)
		}
	}
	return all
}

// lower reports whether a version comes before another.
func lower(a, b string) bool {
	v, ok := release.ParseVersion(a)
	w, known := release.ParseVersion(b)
	return ok && known && v.Compare(w) < 0
}

// sameVersion compares versions whether or not they are written with a "v".
func sameVersion(a, b string) bool { return strings.TrimPrefix(a, "v") == strings.TrimPrefix(b, "v") }

// sortBumps puts security updates first, then orders by name.
func sortBumps(all []Bump) {
	slices.SortStableFunc(all, func(a, b Bump) int {
		switch {
		case a.Security && !b.Security:
			return -1
		case b.Security && !a.Security:
			return 1
		}
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Name, b.Name), strings.Compare(a.Directory, b.Directory))
	})
}

package repository

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// people identifies the authors of a repository's commits.
type people struct {
	bot     string            // the name of a bot of the owner's: "prometheusbot" of prometheus
	aliasOf map[string]string // identity → another of the same person
	merges  map[string]bool   // SHA → the commit is a merge
	names   map[string]string // root identity → what the person is called, by the newest commit
}

// newPeople learns from the commits which identities are one person's: those that share an account, an address or a full name.
func newPeople(owner string, commits []githubapp.Commit) *people {
	p := &people{bot: strings.ToLower(owner) + "bot", aliasOf: map[string]string{}, merges: map[string]bool{}, names: map[string]string{}}
	for _, c := range commits {
		p.merges[c.SHA] = c.Merge
		all := identities(c.Author)
		for _, other := range all[min(len(all), 1):] {
			if a, b := p.root(all[0]), p.root(other); a != b {
				p.aliasOf[b] = a
			}
		}
	}
	for _, c := range commits {
		if id := p.root(identities(c.Author)[0]); p.names[id] == "" {
			p.names[id] = cmp.Or(c.Author.Login, c.Author.Name)
		}
	}
	return p
}

// identities returns the identities of an author, the most reliable first. A name counts if it has several words: people share first
// names.
func identities(a githubapp.Author) (all []string) {
	for _, id := range []struct{ kind, name string }{{"login ", a.Login}, {"email ", strings.ToLower(a.Email)}} {
		if id.name != "" {
			all = append(all, id.kind+id.name)
		}
	}
	if name := strings.ToLower(strings.TrimSpace(a.Name)); strings.Contains(name, " ") || len(all) == 0 {
		all = append(all, "name "+name)
	}
	return all
}

func (p *people) root(id string) string {
	for p.aliasOf[id] != "" {
		id = p.aliasOf[id]
	}
	return id
}

// identityOf returns the root identity of an author: that of a person who is known, by whatever identity.
func (p *people) identityOf(a githubapp.Author) string {
	all := identities(a)
	for _, id := range all {
		if root := p.root(id); p.names[root] != "" {
			return root
		}
	}
	return p.root(all[0])
}

// count counts commits by author, most first, without bots.
func (p *people) count(authors []githubapp.Author) (list []Person, bots int) {
	byIdentity := map[string]*Person{}
	for _, a := range authors {
		if p.isBot(a) {
			bots++
			continue
		}
		id := p.identityOf(a)
		if byIdentity[id] == nil {
			byIdentity[id] = &Person{Name: cmp.Or(p.names[id], a.Login, a.Name, "somebody")}
		}
		byIdentity[id].Commits++
	}
	for _, one := range byIdentity {
		one.Share = share(one.Commits, len(authors)-bots)
		list = append(list, *one)
	}
	slices.SortFunc(list, func(a, b Person) int { return cmp.Or(b.Commits-a.Commits, strings.Compare(a.Name, b.Name)) })
	return list, bots
}

// work is the work of people on a path.
type work struct {
	commits  int // without those of bots, and without merges
	people   int
	main     string // who has the most commits
	mainPart float64
}

// work returns the work of people on a path. If not all commits were read, it assumes the same share of people among the rest.
func (p *people) work(h githubapp.PathHistory) work {
	var authors []githubapp.Author
	for _, c := range h.Newest {
		if !p.merges[c.SHA] {
			authors = append(authors, c.Author)
		}
	}
	list, bots := p.count(authors)
	w := work{commits: len(authors) - bots, people: len(list)}
	if read := len(h.Newest); read > 0 && read < h.Commits {
		w.commits = w.commits * h.Commits / read
	}
	if len(list) > 0 {
		w.main, w.mainPart = list[0].Name, math.Round(100*list[0].Share)/100
	}
	return w
}

// isBot reports whether an author is a program.
func (p *people) isBot(a githubapp.Author) bool {
	if change.IsBot(a.Login, a.Name, a.Email) {
		return true
	}
	local, _, _ := strings.Cut(strings.ToLower(a.Email), "@")
	if _, account, found := strings.Cut(local, "+"); found {
		local = account
	}
	return slices.ContainsFunc([]string{strings.ToLower(a.Login), strings.ToLower(a.Name), local}, func(name string) bool {
		return strings.ReplaceAll(name, "-", "") == p.bot
	})
}

// updaters are the services that commit updates of dependencies, by a part of their names.
var updaters = []struct{ part, name string }{
	{"dependabot", "Dependabot"}, {"renovate", "Renovate"}, {"scala-steward", "Scala Steward"}, {"scala steward", "Scala Steward"}, {"pyup", "PyUp"},
	{"depfu", "Depfu"}, {"snyk-bot", "Snyk"}, {"greenkeeper", "Greenkeeper"}, {"mend-for-github", "Mend"},
}

// updaterOf returns the service that updates dependencies if the author is one.
func updaterOf(a githubapp.Author) string {
	who := strings.ToLower(a.Login + " " + a.Name)
	for _, u := range updaters {
		if strings.Contains(who, u.part) {
			return u.name
		}
	}
	return ""
}

package repository

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
)

// authorName returns an author's login or, without one, the name. bot: the author is an App or a service.
func authorName(a githubapp.Author) (name string, bot bool) {
	name = cmp.Or(a.Login, a.Name, "somebody")
	return name, strings.HasSuffix(a.Name, "[bot]") || strings.HasSuffix(a.Login, "[bot]") || strings.HasSuffix(a.Email, "[bot]@users.noreply.github.com")
}

// authorKey identifies an author by account, else by e-mail address, because people share names and use several.
func authorKey(a githubapp.Author) string { return cmp.Or(a.Login, strings.ToLower(a.Email), a.Name) }

// countPeople counts commits by author, most first, without bots.
func countPeople(authors []githubapp.Author) (list []Person, bots int) {
	byIdentity := map[string]*Person{}
	for _, a := range authors {
		name, bot := authorName(a)
		if bot {
			bots++
			continue
		}
		id := authorKey(a)
		if byIdentity[id] == nil {
			byIdentity[id] = &Person{Name: name}
		}
		byIdentity[id].Commits++
	}
	for _, p := range byIdentity {
		p.Share = share(p.Commits, len(authors)-bots)
		list = append(list, *p)
	}
	slices.SortFunc(list, func(a, b Person) int { return cmp.Or(b.Commits-a.Commits, strings.Compare(a.Name, b.Name)) })
	return list, bots
}

// historyOf counts the authors of the commits since from.
func historyOf(log source.Log, from time.Time) History {
	commits := log.Commits
	h := History{From: from, Commits: len(commits), Truncated: log.More, Top: []Person{}}
	if len(commits) > 0 {
		h.LastAt = commits[0].At
		if log.More {
			h.From = commits[len(commits)-1].At
		}
	}
	authors := make([]githubapp.Author, len(commits))
	for i, c := range commits {
		authors[i] = c.Author
	}
	list, bots := countPeople(authors)
	h.Bots, h.People = bots, len(list)
	covered := 0
	for _, one := range list {
		if 2*covered > len(authors)-bots {
			break
		}
		covered += one.Commits
		h.BusFactor++
	}
	h.Top = append(h.Top, list[:min(len(list), maxPeople)]...)
	return h
}

// addPeople fills in the people of the folders.
func addPeople(folders []Folder, histories map[string]githubapp.PathHistory) {
	for i := range folders {
		if h, ok := histories[folders[i].Path]; ok {
			folders[i].Commits = h.Commits
			folders[i].People, folders[i].Main, folders[i].MainPart = mainAuthor(h.Authors)
		}
	}
}

// mainAuthor returns the number of authors, and the one with the most commits.
func mainAuthor(authors []githubapp.Author) (count int, main string, part float64) {
	list, _ := countPeople(authors)
	if len(list) == 0 {
		return 0, "", 0
	}
	return len(list), list[0].Name, math.Round(100*list[0].Share) / 100
}

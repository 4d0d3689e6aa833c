package repository

import (
	"time"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
)

// historyOf counts the authors of the commits since from, without bots and merges.
func historyOf(log source.Log, from time.Time, who *people) History {
	commits := log.Commits
	h := History{From: from, Commits: len(commits), Truncated: log.More, Top: []Person{}}
	if len(commits) > 0 {
		h.LastAt = commits[0].At
		if log.More {
			h.From = commits[len(commits)-1].At
		}
	}
	var authors []githubapp.Author
	for _, c := range commits {
		if c.Merge {
			h.Merges++
		} else {
			authors = append(authors, c.Author)
		}
	}
	list, bots := who.count(authors)
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
func addPeople(folders []Folder, histories map[string]githubapp.PathHistory, who *people) {
	for i := range folders {
		if h, ok := histories[folders[i].Path]; ok {
			w := who.work(h)
			folders[i].Commits, folders[i].People, folders[i].Main, folders[i].MainPart = w.commits, w.people, w.main, w.mainPart
		}
	}
}

package repository

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
)

// sizes sums the tree by language and by class, largest first.
func (t *tree) sizes() ([]Language, []ClassSize) {
	byLanguage, byClass := map[string]*Language{}, map[filekind.Class]*ClassSize{}
	var all int64
	for _, f := range t.files {
		if byClass[f.class] == nil {
			byClass[f.class] = &ClassSize{Class: f.class}
		}
		byClass[f.class].Files++
		byClass[f.class].Bytes += f.bytes
		if !f.code || f.language == "" {
			continue
		}
		if byLanguage[f.language] == nil {
			byLanguage[f.language] = &Language{Name: f.language}
		}
		byLanguage[f.language].Files++
		byLanguage[f.language].Bytes += f.bytes
		all += f.bytes
	}
	languages, classes := []Language{}, []ClassSize{}
	for _, l := range byLanguage {
		l.Share = share(l.Bytes, all)
		languages = append(languages, *l)
	}
	slices.SortFunc(languages, func(a, b Language) int { return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), strings.Compare(a.Name, b.Name)) })
	languages = languages[:min(len(languages), maxLanguages)]
	for _, c := range slices.Sorted(maps.Keys(byClass)) {
		classes = append(classes, *byClass[c])
	}
	slices.SortStableFunc(classes, func(a, b ClassSize) int { return cmp.Compare(b.Bytes, a.Bytes) })
	return languages, classes
}

// largestFolders sums the code by folder, at most two levels deep, and returns the largest.
func (t *tree) largestFolders() []Folder {
	parts, tests, languages := map[string]*Folder{}, map[string]int{}, map[string]map[string]int{}
	for _, f := range t.files {
		part := partOf(f.path)
		if f.test() {
			tests[part]++
		}
		if !f.source() {
			continue
		}
		if parts[part] == nil {
			parts[part], languages[part] = &Folder{Path: part}, map[string]int{}
		}
		parts[part].Files++
		parts[part].Bytes += f.bytes
		languages[part][f.language] += int(f.bytes)
	}
	folders := []Folder{}
	for name, p := range parts {
		p.Tests, p.Language = tests[name], mostFrequent(languages[name], 1)[0]
		folders = append(folders, *p)
	}
	slices.SortFunc(folders, func(a, b Folder) int { return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), strings.Compare(a.Path, b.Path)) })
	return folders[:min(len(folders), maxFolders)]
}

// holdsOther reports whether another one of the folders, or any, lies in this one. The history of such a folder is not that of its own files.
func (f Folder) holdsOther(folders []Folder) bool {
	return f.Path == "." || slices.ContainsFunc(folders, func(o Folder) bool { return strings.HasPrefix(o.Path, f.Path+"/") })
}

// share returns the part of all, 0 to 1, in four digits.
func share[N int | int64](part, all N) float64 {
	if all == 0 {
		return 0
	}
	return math.Round(1e4*float64(part)/float64(all)) / 1e4
}

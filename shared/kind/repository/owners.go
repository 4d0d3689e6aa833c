package repository

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hmarr/codeowners"
)

// ownerFiles are the paths where GitHub looks for CODEOWNERS; the first that exists counts ("About code owners").
var ownerFiles = []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}

// maxOwnersBytes is the size from which GitHub does not load a CODEOWNERS file ("About code owners": under 3 MB).
const maxOwnersBytes = 3 << 20

// maxMatches bounds the matches of patterns with paths, each of up to 15 µs. Beyond it only every n-th file is matched.
const maxMatches = 2_000_000

// ownership reads a CODEOWNERS file by GitHub's rules and applies it to the files: the last pattern that matches a file counts, one
// without owners leaves it unowned, and a line that is not valid is skipped.
func ownership(filePath, text string, files []string) *Ownership {
	o := &Ownership{Path: filePath, Invalid: []int{}, Owners: []string{}, Folders: []Unowned{}}
	rules := parseOwners(o, text)
	files = everyNth(files, max(1, len(files)*len(rules)/maxMatches))
	o.Files = len(files)
	owners, folders := map[string]int{}, map[string]*Unowned{}
	for _, f := range files {
		folder := partOf(f)
		if folders[folder] == nil {
			folders[folder] = &Unowned{Path: folder}
		}
		folders[folder].Of++
		rule, err := rules.Match(f)
		if err != nil || rule == nil || len(rule.Owners) == 0 {
			o.Unowned++
			folders[folder].Files++
			continue
		}
		for _, owner := range rule.Owners {
			owners[owner.String()]++
		}
	}
	if len(files) > 0 {
		o.Share = float64(o.Unowned) / float64(len(files))
	}
	o.Owners = append(o.Owners, mostFrequent(owners, maxPeople)...)
	for _, f := range folders {
		if f.Files > 0 {
			o.Folders = append(o.Folders, *f)
		}
	}
	slices.SortFunc(o.Folders, func(a, b Unowned) int { return cmp.Or(b.Files-a.Files, strings.Compare(a.Path, b.Path)) })
	o.Folders = o.Folders[:min(len(o.Folders), maxUnownedList)]
	return o
}

func parseOwners(o *Ownership, text string) codeowners.Ruleset {
	var rules codeowners.Ruleset
	number := 0
	for l := range strings.Lines(text) {
		number++
		one, err := codeowners.ParseFile(strings.NewReader(l))
		// GitHub knows neither negation nor ranges of characters. "/" matches nothing, and would make the library panic.
		if err != nil || strings.HasPrefix(l, "!") || len(one) > 0 && (strings.ContainsAny(one[0].RawPattern(), "[]") || one[0].RawPattern() == "/") {
			if len(o.Invalid) < maxListed {
				o.Invalid = append(o.Invalid, number)
			}
			continue
		}
		rules = append(rules, one...)
	}
	o.Rules = len(rules)
	return rules
}

func everyNth(files []string, n int) []string {
	if n == 1 {
		return files
	}
	var some []string
	for i := 0; i < len(files); i += n {
		some = append(some, files[i])
	}
	return some
}

// partOf returns the part of a repository that a file belongs to: its folder, at most two levels deep.
func partOf(filePath string) string {
	folder := path.Dir(filePath)
	parts := strings.SplitN(folder, "/", 3)
	return strings.Join(parts[:min(len(parts), 2)], "/")
}

// mostFrequent returns the n most frequent keys.
func mostFrequent(counts map[string]int, n int) []string {
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	return keys[:min(len(keys), n)]
}

package main

import (
	"context"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
)

// notesFile matches files in which repositories publish their release notes.
var notesFile = regexp.MustCompile(`(?i)^(?:[^/]+/){0,3}(?:change-?log|changes|history|releases|release[-_]?notes|00-releasenotes)(?:\.(?:md|markdown|rst|txt))?$`)

// notesFiles returns the files of release notes, those at the top first.
func notesFiles(ctx context.Context, dir string) ([]string, error) {
	listed, err := git(ctx, dir, "ls-tree", "-r", "--name-only", "HEAD")
	if err != nil {
		return nil, err
	}
	var files []string
	for _, f := range strings.Split(listed, "\n") {
		if notesFile.MatchString(f) {
			files = append(files, f)
		}
	}
	slices.SortStableFunc(files, func(a, b string) int { return strings.Count(a, "/") - strings.Count(b, "/") })
	return files, nil
}

// publishedNotes returns a release's section in a file, as of now or of the release; "" if there is none. For a part's release only
// files in the folder with its name count. Among several files below the top, the longest section counts.
func publishedNotes(ctx context.Context, dir, tag string, files []string) string {
	v, _ := release.ParseVersion(tag)
	number := strings.TrimPrefix(tag, v.Prefix())
	part, longest := path.Base(strings.Trim(v.Line, "-_/.@")), ""
	for _, revision := range []string{"HEAD", tag} {
		for _, f := range files {
			if v.Line != "" && part != "." && part != "release" && path.Base(path.Dir(f)) != part {
				continue
			}
			text, err := git(ctx, dir, "show", revision+":"+f)
			if err != nil {
				continue
			}
			section := releasenotes.PublishedSection(text, number)
			if section != "" && !strings.Contains(f, "/") {
				return section
			}
			if len(section) > len(longest) {
				longest = section
			}
		}
		if longest != "" {
			return longest
		}
	}
	return ""
}

// numbers are the pull requests that the titles of commits name. The first commit with a number is that of its merge, and later ones are
// cherry-picks of it.
type numbers struct {
	merged       map[int]bool // in the range and, of a part's release, in its folder
	otherFolders map[int]bool // in the range, in other folders
	cherryPicked map[int]bool // in other folders, and a commit of the range has the number
	mentioned    map[int]bool // in messages of the range
	outsideRange map[int]bool // by commits outside of the range
}

// readNumbers reads the titles of the range base..head.
func readNumbers(ctx context.Context, dir, base, head, folder string) (n numbers, err error) {
	n = numbers{merged: map[int]bool{}, otherFolders: map[int]bool{}, cherryPicked: map[int]bool{}, mentioned: map[int]bool{}, outsideRange: map[int]bool{}}
	first, err := firstNaming(ctx, dir)
	if err != nil {
		return n, err
	}
	span := head
	if base != "" {
		span = base + ".." + head
	}
	messages, err := git(ctx, dir, "log", "--format=%B", span)
	if err != nil {
		return n, err
	}
	for _, m := range anyNumber.FindAllStringSubmatch(messages, -1) {
		number, _ := strconv.Atoi(m[1])
		n.mentioned[number] = true
	}
	whole, err := git(ctx, dir, "log", "--format=%H %s", span)
	if err != nil {
		return n, err
	}
	within := map[string]bool{}
	for l := range strings.Lines(whole) {
		sha, title, _ := strings.Cut(l, " ")
		within[sha], n.cherryPicked[numberIn(title)] = true, true
	}
	below := within
	if folder != "" {
		listed, err := git(ctx, dir, "log", "--format=%H", span, "--full-history", "--", folder)
		if err != nil {
			return n, err
		}
		below = map[string]bool{}
		for _, sha := range strings.Fields(listed) {
			below[sha] = true
		}
	}
	for number, sha := range first {
		n.merged[number], n.otherFolders[number], n.outsideRange[number] = below[sha], within[sha], true
	}
	return n, nil
}

// firstNaming returns the oldest commit whose title names each pull request as its own.
func firstNaming(ctx context.Context, dir string) (map[int]string, error) {
	all, err := git(ctx, dir, "log", "--exclude=refs/pull/*", "--all", "--format=%H %ct %s")
	if err != nil {
		return nil, err
	}
	first, at := map[int]string{}, map[int]int64{}
	for l := range strings.Lines(all) {
		sha, rest, _ := strings.Cut(l, " ")
		seconds, title, _ := strings.Cut(rest, " ")
		number := numberIn(title)
		when, err := strconv.ParseInt(seconds, 10, 64)
		if err != nil || number == 0 || first[number] != "" && at[number] <= when {
			continue
		}
		first[number], at[number] = sha, when
	}
	return first, nil
}

var anyNumber = regexp.MustCompile(`(?:^|[^\w/])#([0-9]{1,9})\b`)

// reasonMissing says why the notes do not name a pull request that people named.
func (n numbers) reasonMissing(number int) string {
	switch {
	case n.merged[number]:
		return "missing"
	case n.otherFolders[number]:
		return "changes another part of the repository"
	case n.cherryPicked[number]:
		return "merged before or on another branch, and a cherry-pick of it is in the range"
	case n.mentioned[number]:
		return "an issue, or a pull request that a commit of the range only mentions"
	case n.outsideRange[number]:
		return "merged in another release or on another branch"
	}
	return "no commit of the repository names it"
}

// mostFrequent returns the keys of counts, those with the highest first.
func mostFrequent(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
}

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

// publishedNotes returns what a file says of a release, as it is now or was then; "" if none does. A part's release is in a file of the
// folder with its name only; of several files below the top, the longest section counts.
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

// numbers are the pull requests that the titles of commits name.
type numbers struct {
	merged    map[int]bool // in the range and, of a part's release, in its folder
	elsewhere map[int]bool // in the range, in other folders
	mentioned map[int]bool // in titles and messages of the range, otherwise
	other     map[int]bool // in commits outside of the range
}

// readNumbers reads the titles of the range base..head.
func readNumbers(ctx context.Context, dir, base, head, folder string) (n numbers, err error) {
	span := head
	if base != "" {
		span = base + ".." + head
	}
	n = numbers{merged: map[int]bool{}, elsewhere: map[int]bool{}, mentioned: map[int]bool{}, other: map[int]bool{}}
	all, err := git(ctx, dir, "log", "--format=%s", "--all")
	if err != nil {
		return n, err
	}
	addNumbers(n.other, all)
	if all, err = git(ctx, dir, "log", "--format=%s", span); err != nil {
		return n, err
	}
	addNumbers(n.elsewhere, all)
	if all, err = git(ctx, dir, "log", "--format=%B", span); err != nil {
		return n, err
	}
	for _, m := range anyNumber.FindAllStringSubmatch(all, -1) {
		number, _ := strconv.Atoi(m[1])
		n.mentioned[number] = true
	}
	args := []string{"log", "--format=%s", span}
	if folder != "" {
		args = append(args, "--full-history", "--", folder)
	}
	if all, err = git(ctx, dir, args...); err != nil {
		return n, err
	}
	addNumbers(n.merged, all)
	return n, nil
}

var anyNumber = regexp.MustCompile(`(?:^|[^\w/])#([0-9]{1,9})\b`)

func addNumbers(to map[int]bool, titles string) {
	for title := range strings.Lines(titles) {
		if n := numberIn(title); n > 0 {
			to[n] = true
		}
	}
}

// why says why the notes do not name a pull request that people named.
func (n numbers) why(number int) string {
	switch {
	case n.merged[number]:
		return "missing"
	case n.elsewhere[number]:
		return "changes another part of the repository"
	case n.mentioned[number]:
		return "an issue, or a pull request that a commit of the range only mentions"
	case n.other[number]:
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

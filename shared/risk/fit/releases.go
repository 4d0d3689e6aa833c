package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
)

// released is a tag of a whole version, not of a beta or a candidate.
var released = regexp.MustCompile(`^v?[0-9]+(\.[0-9]+)+$`)

// releases tells of each commit which release was the first to ship it, counted from 1 by the date of the tag.
func releases(ctx context.Context, dir string) (map[string]int, error) {
	git := func(args ...string) ([]string, error) {
		out, err := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...).Output()
		if err != nil {
			return nil, fmt.Errorf("git %s: %w", args[0], err)
		}
		return strings.Fields(string(out)), nil
	}
	tags, err := git("for-each-ref", "--sort=creatordate", "--format=%(refname:strip=2)", "refs/tags")
	if err != nil {
		return nil, err
	}
	shippedBy, last := map[string]int{}, 0
	before := []string{"--not"}
	for _, tag := range tags {
		if !released.MatchString(tag) {
			continue
		}
		last++
		commits, err := git(append([]string{"rev-list", "--no-merges", "refs/tags/" + tag}, before...)...)
		if err != nil {
			return nil, err
		}
		for _, sha := range commits {
			shippedBy[sha] = last
		}
		before = append(before, "refs/tags/"+tag)
	}
	return shippedBy, nil
}

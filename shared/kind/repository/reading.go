package repository

import (
	"context"
	"path"
	"slices"

	"github.com/devplus-app/devplus/shared/filekind"
)

// Bounds on the files whose text is read; 56 of them take 4 requests.
const (
	maxRead         = 56
	maxReadBytes    = 200 << 10 // of one file
	maxReadSecrets  = maxListed // all that a report lists: an unread file is a concern by its name
	maxReadLicenses = 4
	maxReadUnlocked = 6
	maxReadInline   = 3
	attributesPath  = ".gitattributes"
)

// readFiles reads the files whose text decides on a concern, the most important first, and classifies the tree by its attributes.
func (g *gatherer) readFiles(ctx context.Context) error {
	var paths []string
	size := int64(0)
	add := func(limit int, more ...string) {
		for _, p := range more {
			f := g.tree.byPath[p]
			if f == nil || limit == 0 || len(paths) == maxRead || f.bytes > maxReadBytes && !f.web() || size+min(f.bytes, maxShown) > 4<<20 || slices.Contains(paths, p) {
				continue
			}
			paths, limit, size = append(paths, p), limit-1, size+min(f.bytes, maxShown)
		}
	}
	r := treeReport(g.tree, nil)
	add(1, attributesPath)
	add(1, ownerFiles...)
	add(maxReadLicenses, g.tree.licenses()...)
	add(1, r.Documents.Readme)
	add(maxReadSecrets, pathsOf(r.SecretFiles)...)
	add(maxReadUnlocked, r.unlockedPaths()...)
	add(1, "package.json")
	add(maxListed, actionsPaths(r.CI)...)
	add(maxReadInline, g.tree.withInlineTests()...)
	largest := map[string]string{} // path → its folder
	for _, folder := range r.Tests.Untested {
		p := g.tree.largestIn(folder)
		largest[p] = folder
		add(1, p)
	}
	add(maxReadBuilt, g.tree.largeWeb()...)
	if err := g.readTexts(ctx, paths...); err != nil {
		return err
	}
	for p, folder := range largest {
		if body, read := g.texts[p]; read && !saysGenerated(body) {
			g.untested = append(g.untested, folder)
		}
	}
	g.tree.reclassify(filekind.ParseAttributes(g.texts[attributesPath]), g.texts)
	return nil
}

// actionsService is filekind's name of GitHub Actions.
const actionsService = "GitHub Actions"

// largestIn returns the largest source file directly in a folder.
func (t *tree) largestIn(folder string) string {
	var largest file
	for _, f := range t.files {
		if f.source() && path.Dir(f.path) == folder && f.bytes > largest.bytes {
			largest = f
		}
	}
	return largest.path
}

// withInlineTests returns the largest source files of languages that keep tests in the code.
func (t *tree) withInlineTests() []string {
	var list []file
	for _, f := range t.files {
		if f.source() && filekind.TestsInline(f.language) {
			list = append(list, f)
		}
	}
	slices.SortStableFunc(list, func(a, b file) int { return int(b.bytes - a.bytes) })
	return collect(list, func(f file) string { return f.path })
}

// reclassify gives the files the classes that the repository's attributes name, and that their own text shows.
func (t *tree) reclassify(attributes filekind.Attributes, texts map[string]string) {
	for i := range t.files {
		f := &t.files[i]
		if class, ok := attributes.ClassOf(f.path); ok {
			f.class = class
		}
		if f.source() && (saysGenerated(texts[f.path]) || f.built(texts[f.path])) {
			f.class = filekind.Generated
		}
		f.code = f.code && f.class != filekind.Vendored && f.class != filekind.Generated
	}
}

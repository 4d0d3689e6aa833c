package release

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
)

// Bounds on the siblings of a component.
const (
	maxSiblings        = 5
	maxSiblingTouching = 300 // commits of each end that are counted
)

// Sibling is a component of the repository that the released one depends on, and that moved with it.
type Sibling struct {
	Name    string `json:"name"` // its folder
	From    string `json:"from"`
	To      string `json:"to"`
	Changes int    `json:"changes"`        // commits below its folder between the two; 0 if they could not be counted
	Refs    []Ref  `json:"refs,omitempty"` // changes that only update the component's manifest to it
}

// siblings reads from the component's manifest, at both ends of the range, which siblings it depends on.
func (g *gathering) siblings(ctx context.Context) error {
	if g.Component == "" || g.Base == "" {
		return nil
	}
	before, err := g.requirements(ctx, g.src.At(g.Base))
	if err == nil {
		var after map[string]requirement
		if after, err = g.requirements(ctx, g.src); err == nil {
			return g.compareSiblings(ctx, before, after)
		}
	}
	if githubapp.Permanent(err) {
		return nil // the notes lack a line
	}
	return err
}

func (g *gathering) compareSiblings(ctx context.Context, before, after map[string]requirement) error {
	var names []string
	for name, now := range after {
		if from := before[name].version; from != "" && now.version != "" && from != now.version {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names[:min(len(names), maxSiblings)] {
		s := Sibling{Name: name, From: before[name].version, To: after[name].version}
		if err := g.countSibling(ctx, &s, after[name].tags(name)); err != nil {
			return err
		}
		g.Siblings = append(g.Siblings, s)
	}
	return nil
}

// countSibling counts the commits below the sibling's folder from one version's tag to the other's, if the repository has both.
func (g *gathering) countSibling(ctx context.Context, s *Sibling, tags []string) error {
	for _, form := range tags {
		after, err := g.gh.CommitsTouching(ctx, form+s.To, s.Name, time.Time{}, maxSiblingTouching)
		if errors.Is(err, githubapp.ErrNotFound) {
			continue
		}
		var before []string
		if err == nil {
			before, err = g.gh.CommitsTouching(ctx, form+s.From, s.Name, time.Time{}, maxSiblingTouching)
		}
		switch {
		case errors.Is(err, githubapp.ErrNotFound), err != nil && githubapp.Permanent(err):
			return nil
		case err != nil:
			return err
		}
		known := map[string]bool{}
		for _, sha := range before {
			known[sha] = true
		}
		after = slices.DeleteFunc(after, func(sha string) bool { return known[sha] })
		if len(after) < maxSiblingTouching {
			s.Changes = len(after)
		}
		return nil
	}
	return nil
}

// requirement is what a manifest asks for of a sibling.
type requirement struct {
	pkg     string // its name as a package of npm; empty for a module of Go
	version string
}

// tags returns what the tags of a sibling in a folder may begin with, before the version.
func (r requirement) tags(folder string) []string {
	if r.pkg == "" {
		return []string{folder + "/"}
	}
	base := path.Base(folder)
	return slices.Compact([]string{r.pkg + "@", path.Base(r.pkg) + "@", base + "@", base + "-v", folder + "/v"})
}

// requirements returns what the component's manifest asks for of its siblings, by folder.
func (g *gathering) requirements(ctx context.Context, src *source.Snapshot) (map[string]requirement, error) {
	tree, err := src.Tree(ctx)
	if err != nil {
		return nil, err
	}
	blobs, err := src.Blobs(ctx, g.Component+"/go.mod", g.Component+"/package.json")
	if err != nil {
		return nil, err
	}
	if blobs[0].Text != "" {
		return goRequirements(blobs[0].Text, g.Component), nil
	}
	found := npmRequirements(blobs[1].Text, g.Component, tree.Entries)
	return found, inWorkspace(ctx, src, found)
}

// inWorkspace completes requirements of whatever the workspace has: their versions are in the siblings' own manifests.
func inWorkspace(ctx context.Context, src *source.Snapshot, found map[string]requirement) error {
	var folders, files []string
	for _, folder := range slices.Sorted(maps.Keys(found)) {
		if found[folder].version == "" && len(folders) < maxSiblings {
			folders, files = append(folders, folder), append(files, folder+"/package.json")
		}
	}
	if len(files) == 0 {
		return nil
	}
	blobs, err := src.Blobs(ctx, files...)
	if err != nil {
		return err
	}
	for i, b := range blobs {
		var manifest struct{ Version string }
		if json.Unmarshal([]byte(b.Text), &manifest) == nil {
			found[folders[i]] = requirement{found[folders[i]].pkg, manifest.Version}
		}
	}
	return nil
}

var (
	goModule  = regexp.MustCompile(`(?m)^module\s+"?([^\s"]+)`)
	goRequire = regexp.MustCompile(`(?m)^(?:require\s+|\s+)([^\s/]+\.[^\s/]+/\S+)\s+(v[0-9]\S*)`)
	goMajor   = regexp.MustCompile(`/v[0-9]+$`)
	npmPinned = regexp.MustCompile(`^(?:workspace:)?[\^~=]?(v?[0-9]+\.[0-9][0-9A-Za-z.+-]*)$`)
)

// goRequirements reads a go.mod. The modules of a repository have its path in common.
func goRequirements(text, component string) map[string]requirement {
	m := goModule.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	root, ok := strings.CutSuffix(goMajor.ReplaceAllString(m[1], ""), "/"+component)
	if !ok {
		return nil
	}
	versions := map[string]requirement{}
	for _, r := range goRequire.FindAllStringSubmatch(text, -1) {
		if folder, ok := strings.CutPrefix(goMajor.ReplaceAllString(r[1], ""), root+"/"); ok {
			versions[folder] = requirement{version: r[2]}
		}
	}
	return versions
}

// npmRequirements reads a package.json. A sibling is a package of the repository in a folder with the dependency's name. The version of what
// the workspace has is empty.
func npmRequirements(text, component string, entries []githubapp.TreeEntry) map[string]requirement {
	var manifest struct{ Dependencies, PeerDependencies map[string]string }
	if json.Unmarshal([]byte(text), &manifest) != nil {
		return nil
	}
	packages := slices.DeleteFunc(slices.Clone(entries), func(e githubapp.TreeEntry) bool { return path.Base(e.Path) != "package.json" })
	found := map[string]requirement{}
	for _, list := range []map[string]string{manifest.PeerDependencies, manifest.Dependencies} {
		for _, name := range slices.Sorted(maps.Keys(list)) {
			r := requirement{pkg: name}
			if m := npmPinned.FindStringSubmatch(list[name]); m != nil {
				r.version = m[1]
			} else if !strings.HasPrefix(list[name], "workspace:") {
				continue
			}
			folder := folderOf(name, packages)
			if folder != component && slices.ContainsFunc(packages, func(e githubapp.TreeEntry) bool { return e.Path == folder+"/package.json" }) {
				found[folder] = r
			}
		}
	}
	return found
}

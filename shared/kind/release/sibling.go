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
		var after map[string]string
		if after, err = g.requirements(ctx, g.src); err == nil {
			return g.compareSiblings(ctx, before, after)
		}
	}
	if githubapp.Permanent(err) {
		return nil // the notes lack a line
	}
	return err
}

func (g *gathering) compareSiblings(ctx context.Context, before, after map[string]string) error {
	var names []string
	for name, version := range after {
		if from := before[name]; from != "" && from != version {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names[:min(len(names), maxSiblings)] {
		s := Sibling{Name: name, From: before[name], To: after[name]}
		if err := g.countSibling(ctx, &s); err != nil {
			return err
		}
		g.Siblings = append(g.Siblings, s)
	}
	return nil
}

// countSibling counts the commits below the sibling's folder from one version's tag to the other's, if the repository has both.
func (g *gathering) countSibling(ctx context.Context, s *Sibling) error {
	for _, form := range []string{s.Name + "/", path.Base(s.Name) + "@", path.Base(s.Name) + "-v"} {
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

// requirements returns the versions of the siblings, by folder, that the component's manifest asks for.
func (g *gathering) requirements(ctx context.Context, src *source.Snapshot) (map[string]string, error) {
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
	return npmRequirements(blobs[1].Text, g.Component, tree.Entries), nil
}

var (
	goModule  = regexp.MustCompile(`(?m)^module\s+"?([^\s"]+)`)
	goRequire = regexp.MustCompile(`(?m)^(?:require\s+|\s+)([^\s/]+\.[^\s/]+/\S+)\s+(v[0-9]\S*)`)
	goMajor   = regexp.MustCompile(`/v[0-9]+$`)
	npmPinned = regexp.MustCompile(`^(?:workspace:)?[\^~=]?(v?[0-9]+\.[0-9][0-9A-Za-z.+-]*)$`)
)

// goRequirements reads a go.mod. The modules of a repository have its path in common.
func goRequirements(text, component string) map[string]string {
	m := goModule.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	root, ok := strings.CutSuffix(goMajor.ReplaceAllString(m[1], ""), "/"+component)
	if !ok {
		return nil
	}
	versions := map[string]string{}
	for _, r := range goRequire.FindAllStringSubmatch(text, -1) {
		if folder, ok := strings.CutPrefix(goMajor.ReplaceAllString(r[1], ""), root+"/"); ok {
			versions[folder] = r[2]
		}
	}
	return versions
}

// npmRequirements reads a package.json. A sibling is a package of the repository in a folder with the dependency's name.
func npmRequirements(text, component string, entries []githubapp.TreeEntry) map[string]string {
	var manifest struct{ Dependencies, PeerDependencies map[string]string }
	if json.Unmarshal([]byte(text), &manifest) != nil {
		return nil
	}
	versions := map[string]string{}
	for _, list := range []map[string]string{manifest.PeerDependencies, manifest.Dependencies} {
		for _, name := range slices.Sorted(maps.Keys(list)) {
			m := npmPinned.FindStringSubmatch(list[name])
			if m == nil {
				continue
			}
			if folder := folderOf(name, entries); folder != "" && folder != component {
				versions[folder] = m[1]
			}
		}
	}
	return versions
}

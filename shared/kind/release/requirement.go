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

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
)

// requirement is a manifest's dependency on a sibling.
type requirement struct {
	pkg      string // its name as a package of npm or Cargo; empty for a module of Go
	version  string
	manifest string // file of its folder with its version, if it is not known otherwise
}

// tags returns the prefixes, before the version, of the tags of a sibling in a folder.
func (r requirement) tags(folder string) []string {
	if r.pkg == "" {
		return []string{folder + "/"}
	}
	base := path.Base(folder)
	return slices.Compact([]string{r.pkg + "@", path.Base(r.pkg) + "@", base + "@", base + "-v", path.Base(r.pkg) + "-v", folder + "/v"})
}

// requirements returns the component manifest's dependencies on siblings, by folder.
func (g *gathering) requirements(ctx context.Context, src *source.Snapshot) (map[string]requirement, error) {
	tree, err := src.Tree(ctx)
	if err != nil {
		return nil, err
	}
	blobs, err := src.Blobs(ctx, g.Component+"/go.mod", g.Component+"/Cargo.toml", g.Component+"/package.json")
	if err != nil {
		return nil, err
	}
	if blobs[0].Text != "" {
		return goRequirements(blobs[0].Text, g.Component), nil
	}
	found := cargoRequirements(blobs[1].Text, g.Component)
	if len(found) == 0 {
		found, err = npmRequirements(blobs[2].Text, g.Component, tree.Entries, func(name string) (string, error) {
			return packageFolder(ctx, src, name, tree.Entries)
		})
	}
	return found, errors.Join(err, inWorkspace(ctx, src, found))
}

// inWorkspace completes dependencies on workspace members, whose versions are in their own manifests.
func inWorkspace(ctx context.Context, src *source.Snapshot, found map[string]requirement) error {
	var folders, files []string
	for _, folder := range slices.Sorted(maps.Keys(found)) {
		if found[folder].version == "" && len(folders) < maxSiblings {
			folders, files = append(folders, folder), append(files, folder+"/"+found[folder].manifest)
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
		r := found[folders[i]]
		r.version = packageVersion(files[i], b.Text)
		found[folders[i]] = r
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

// npmRequirements reads a package.json. A sibling is a package of the repository in a folder with the dependency's name, or a workspace member
// with that name, whose folder find returns. The version of a workspace member is empty.
func npmRequirements(text, component string, entries []githubapp.TreeEntry, find func(name string) (string, error)) (map[string]requirement, error) {
	var manifest struct{ Dependencies, PeerDependencies map[string]string }
	if json.Unmarshal([]byte(text), &manifest) != nil {
		return nil, nil
	}
	packages := slices.DeleteFunc(slices.Clone(entries), func(e githubapp.TreeEntry) bool { return path.Base(e.Path) != npmManifest })
	found, looked := map[string]requirement{}, 0
	for _, list := range []map[string]string{manifest.PeerDependencies, manifest.Dependencies} {
		for _, name := range slices.Sorted(maps.Keys(list)) {
			r := requirement{pkg: name, manifest: npmManifest}
			workspace := strings.HasPrefix(list[name], "workspace:")
			if m := npmPinned.FindStringSubmatch(list[name]); m != nil {
				r.version = m[1]
			} else if !workspace {
				continue
			}
			folder := folderOf(name, packages)
			if folder == "" && workspace && looked < maxSiblings {
				looked++
				var err error
				if folder, err = find(name); err != nil {
					return found, err
				}
			}
			if folder != component && slices.ContainsFunc(packages, func(e githubapp.TreeEntry) bool { return e.Path == folder+"/"+npmManifest }) {
				found[folder] = r
			}
		}
	}
	return found, nil
}

// The manifests of workspaces.
const (
	npmManifest   = "package.json"
	cargoManifest = "Cargo.toml"
)

var (
	tomlSection = regexp.MustCompile(`^\s*\[+([^\]]+)\]`)
	cargoInline = regexp.MustCompile(`^\s*"?([A-Za-z0-9_-]+)"?\s*=\s*\{(.*)\}`)
	cargoValue  = regexp.MustCompile(`\b(path|version|package)\s*=\s*"[\^~=]?([^"]+)"`)
	tomlVersion = regexp.MustCompile(`(?m)^\s*version\s*=\s*"([^"\n]+)"`)
)

// cargoRequirements reads a Cargo.toml. A sibling is a dependency with a path; its version is empty if only its own manifest has it.
func cargoRequirements(text, component string) map[string]requirement {
	found, section := map[string]requirement{}, ""
	for l := range strings.Lines(text) {
		if m := tomlSection.FindStringSubmatch(l); m != nil {
			section = m[1]
		}
		m := cargoInline.FindStringSubmatch(l)
		if m == nil || !strings.HasSuffix(section, "dependencies") || strings.HasSuffix(section, "dev-dependencies") {
			continue
		}
		folder, r := "", requirement{pkg: m[1], manifest: cargoManifest}
		for _, value := range cargoValue.FindAllStringSubmatch(m[2], -1) {
			switch value[1] {
			case "path":
				folder = path.Join(component, value[2])
			case "package":
				r.pkg = value[2]
			default:
				r.version = value[2]
			}
		}
		if folder != "" && folder != component && !strings.HasPrefix(folder, "..") {
			found[folder] = r
		}
	}
	return found
}

// packageVersion returns the version that a manifest gives its package; "" if it gives none.
func packageVersion(file, content string) string {
	if path.Base(file) == cargoManifest {
		if m := tomlVersion.FindStringSubmatch(content); m != nil {
			return m[1]
		}
		return ""
	}
	var manifest struct{ Version string }
	_ = json.Unmarshal([]byte(content), &manifest) // a broken one has none
	return manifest.Version
}

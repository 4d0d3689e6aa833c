package release

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/text"
)

// maxTouching bounds the commits of a component that are read; the range of a component rarely has more.
const maxTouching = 1000

// manifests are the files that make a folder a package.
var manifests = text.Words("package.json go.mod cargo.toml pyproject.toml setup.py pom.xml build.gradle build.gradle.kts composer.json deno.json jsr.json pubspec.yaml mix.exs gemspec chart.yaml action.yml action.yaml")

// places are folders whose subfolders are released separately, with or without a manifest.
var places = text.Words("apps services packages libs libraries modules plugins charts components projects crates images actions functions tools addons integrations providers sdks clients")

// component returns the folder of the part that a tag releases. The tag has a folder's name before the version, as in api/v1.2.0, or a
// package's, as in @scope/pkg@1.2.3. The result is empty if the tag releases the whole repository, whose name it may have, or if no
// folder fits. folders are the configured ones.
func component(ctx context.Context, src *source.Snapshot, tag string, folders map[string]string) (string, error) {
	v, ok := ParseVersion(tag)
	if !ok {
		return "", nil
	}
	if folder := folders[lineName(v.Line)]; folder != "" {
		return folder, nil
	}
	if generic(v.Line) {
		return "", nil
	}
	tree, err := src.Tree(ctx)
	if err != nil {
		return "", err
	}
	name := strings.Trim(strings.TrimRight(v.Line, "-_/@."), "/")
	folder := folderOf(name, tree.Entries)
	if strings.EqualFold(folder, name) && !strings.HasSuffix(v.Line, "/") && strings.EqualFold(name, path.Base(src.GitHub().String())) {
		return "", nil // a project's code is often in a folder with the project's name
	}
	if folder != "" {
		return folder, nil
	}
	return packageFolder(ctx, src, name, tree.Entries)
}

// folderOf returns the folder with that path, else the package in the folder with the name's last element, else such a folder where parts
// usually are.
func folderOf(name string, entries []githubapp.TreeEntry) string {
	base := path.Base(name)
	var packages, parts []string
	for _, e := range entries {
		for folder := path.Dir(e.Path); folder != "."; folder = path.Dir(folder) {
			switch {
			case strings.EqualFold(folder, name):
				return folder
			case !strings.EqualFold(path.Base(folder), base):
			case folder == path.Dir(e.Path) && isManifest(path.Base(e.Path)) && !slices.Contains(packages, folder):
				packages = append(packages, folder)
			case places[strings.ToLower(path.Base(path.Dir(folder)))] && !slices.Contains(parts, folder):
				parts = append(parts, folder)
			}
		}
	}
	return cmp.Or(nearest(packages), nearest(parts))
}

// nearest returns the folder at the smallest depth; "" if there are several or none.
func nearest(packages []string) string {
	slices.SortFunc(packages, func(a, b string) int {
		return cmp.Or(strings.Count(a, "/")-strings.Count(b, "/"), strings.Compare(a, b))
	})
	if len(packages) == 0 || len(packages) > 1 && strings.Count(packages[0], "/") == strings.Count(packages[1], "/") {
		return ""
	}
	return packages[0]
}

func isManifest(file string) bool {
	file = strings.ToLower(file)
	return manifests[file] || strings.HasSuffix(file, ".gemspec") || strings.HasSuffix(file, ".csproj")
}

// restrict keeps in the evidence only changes to the released component's folder, and counts the rest.
func (g *gathering) restrict(ctx context.Context) error {
	tag := g.HeadTag
	if tag == Unreleased {
		tag = g.BaseTag
	}
	folder, err := component(ctx, g.src, tag, g.Folders)
	if err != nil {
		return g.whole(err)
	}
	if folder == "" || len(g.Commits) == 0 {
		return nil
	}
	oldest := slices.MinFunc(g.Commits, func(a, b Commit) int { return a.At.Compare(b.At) })
	var touching []string
	for _, path := range append([]string{folder}, g.Shared...) {
		found, err := g.gh.CommitsTouching(ctx, g.Head, strings.Trim(path, "/"), oldest.At, maxTouching)
		if err != nil {
			return g.whole(err)
		}
		touching = append(touching, found...)
	}
	before := len(g.Changes())
	g.keepCommits(touching)
	inFolder := func(p string) bool {
		return strings.HasPrefix(p, folder+"/") || slices.ContainsFunc(g.Shared, func(s string) bool {
			return p == strings.Trim(s, "/") || strings.HasPrefix(p, strings.Trim(s, "/")+"/")
		})
	}
	g.Files = slices.DeleteFunc(slices.Clone(g.Files), func(p diff.Patch) bool { return !inFolder(p.Path) && !inFolder(p.PreviousPath) })
	g.Component = folder
	if g.Elsewhere = before - len(g.Changes()); g.Elsewhere > 0 {
		g.note("Only changes below %s count; %d changes elsewhere in the repository are left out.", folder, g.Elsewhere)
	}
	if len(touching) >= maxTouching {
		g.note("The oldest commits below %s were not read.", folder)
	}
	return nil
}

// whole keeps the changes of the whole repository in the evidence if a retry would not help.
func (g *gathering) whole(err error) error {
	if !githubapp.Permanent(err) {
		return err
	}
	g.note("Which changes belong to %s could not be read, so those of the whole repository count.", g.HeadTag)
	return nil
}

// keepCommits drops all commits and pull requests except those of the SHAs.
func (g *gathering) keepCommits(shas []string) {
	kept := map[string]bool{}
	for _, sha := range shas {
		kept[sha] = true
	}
	pulls := map[int]bool{}
	for _, c := range g.Commits {
		if kept[c.SHA] {
			for _, n := range c.Pulls {
				pulls[n] = true
			}
		}
	}
	g.Pulls = slices.DeleteFunc(g.Pulls, func(p Pull) bool { return !pulls[p.Number] && len(p.Commits) > 0 })
	g.Commits = slices.DeleteFunc(g.Commits, func(c Commit) bool {
		return !kept[c.SHA] && !slices.ContainsFunc(c.Pulls, func(n int) bool { return pulls[n] })
	})
	for i := range g.Commits {
		c := &g.Commits[i]
		c.Pulls = slices.DeleteFunc(slices.Clone(c.Pulls), func(n int) bool { return !pulls[n] })
	}
}

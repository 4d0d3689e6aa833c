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

// maxTouching is how many commits that touch a component are read; the range of a component rarely has more.
const maxTouching = 1000

// manifests are the files by which a folder is a package.
var manifests = text.Words("package.json go.mod cargo.toml pyproject.toml setup.py pom.xml build.gradle build.gradle.kts composer.json deno.json jsr.json pubspec.yaml mix.exs gemspec chart.yaml action.yml action.yaml")

// places are folders whose subfolders are parts that are released by themselves, whether they have a manifest or not.
var places = text.Words("apps services packages libs libraries modules plugins charts components projects crates images actions functions tools addons integrations providers sdks clients")

// component returns the folder of the part of the repository that a tag releases: of a folder's name before the version, as in
// api/v1.2.0, or of a package's, as in @scope/pkg@1.2.3. It is empty if the tag releases the whole repository, whose name it may have, or
// no folder fits. folders has those that are configured.
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
		return "", nil // the code of a project is often in a folder of its name
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

// nearest returns the folder that is the least deep; "" if there are several, or none.
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

// restrict leaves in the evidence what changes the folder of the released component, and counts the rest.
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
	g.keep(touching)
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

// whole leaves the changes of the whole repository in the evidence if it is pointless to try again.
func (g *gathering) whole(err error) error {
	if !githubapp.Permanent(err) {
		return err
	}
	g.note("Which changes belong to %s could not be read, so those of the whole repository count.", g.HeadTag)
	return nil
}

// keep drops commits and pull requests that none of the SHAs is of.
func (g *gathering) keep(shas []string) {
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

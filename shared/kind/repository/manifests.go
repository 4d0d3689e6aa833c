package repository

import (
	"path"
	"slices"
	"strings"
)

// ecosystem is where dependencies come from.
type ecosystem struct {
	name   string
	files  []string // base names; "*.ext" for an extension
	locks  []string // base names of its lock files, in the folder or above it
	locked bool     // applications have one: without it a build takes what is newest
}

var ecosystems = []ecosystem{
	{"Go modules", []string{"go.mod"}, []string{"go.sum"}, false},
	{"npm", []string{"package.json"}, []string{"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"}, true},
	{"Deno", []string{"deno.json", "deno.jsonc"}, []string{"deno.lock"}, false},
	{"Python", []string{"pyproject.toml", "setup.py", "setup.cfg", "environment.yml"}, []string{"uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"}, false},
	{"Pipenv", []string{"Pipfile"}, []string{"Pipfile.lock"}, true},
	{"Cargo", []string{"Cargo.toml"}, []string{"Cargo.lock"}, false},
	{"Bundler", []string{"Gemfile", "*.gemspec"}, []string{"Gemfile.lock"}, false},
	{"Maven", []string{"pom.xml"}, nil, false},
	{"Gradle", []string{"build.gradle", "build.gradle.kts"}, []string{"gradle.lockfile"}, false},
	{"sbt", []string{"build.sbt"}, nil, false},
	{"Composer", []string{"composer.json"}, []string{"composer.lock"}, true},
	{"NuGet", []string{"*.csproj", "*.fsproj", "*.vbproj", "Directory.Packages.props"}, []string{"packages.lock.json"}, false},
	{"Mix", []string{"mix.exs"}, []string{"mix.lock"}, false},
	{"pub", []string{"pubspec.yaml"}, []string{"pubspec.lock"}, false},
	{"SwiftPM", []string{"Package.swift"}, []string{"Package.resolved"}, false},
	{"CocoaPods", []string{"Podfile"}, []string{"Podfile.lock"}, true},
	{"Helm", []string{"Chart.yaml"}, []string{"Chart.lock"}, false},
	{"Terraform", []string{"versions.tf"}, []string{".terraform.lock.hcl"}, false},
	{"Conan", []string{"conanfile.py", "conanfile.txt"}, []string{"conan.lock"}, false},
	{"vcpkg", []string{"vcpkg.json"}, nil, false},
}

// requirements tells pip's lists, which may be locks of themselves.
func isRequirements(filePath string) bool {
	base := strings.ToLower(path.Base(filePath))
	ends := strings.HasSuffix(base, ".txt") || strings.HasSuffix(base, ".in")
	return ends && (strings.HasPrefix(base, "requirements") || strings.HasSuffix(path.Dir(filePath), "requirements"))
}

// manifestsIn finds what names dependencies, those nearest to the top first.
func manifestsIn(files []string, exists func(string) bool) []Manifest {
	var found []Manifest
	for _, f := range files {
		if isRequirements(f) {
			found = append(found, Manifest{Path: f, Ecosystem: "pip"})
			continue
		}
		base := path.Base(f)
		for _, e := range ecosystems {
			if slices.Contains(e.files, base) || slices.Contains(e.files, "*"+path.Ext(base)) && path.Ext(base) != "" {
				lock := lockOf(e, path.Dir(f), exists)
				found = append(found, Manifest{Path: f, Ecosystem: e.name, Lock: lock, unlocked: e.locked && lock == ""})
				break
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Manifest) int { return strings.Count(a.Path, "/") - strings.Count(b.Path, "/") })
	return found
}

// lockOf looks for the lock file in the folder and, as workspaces have one for all, in those above.
func lockOf(e ecosystem, folder string, exists func(string) bool) string {
	for {
		for _, lock := range e.locks {
			if p := path.Join(folder, lock); exists(p) {
				return p
			}
		}
		if folder == "." {
			return ""
		}
		folder = path.Dir(folder)
	}
}

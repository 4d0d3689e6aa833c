package filekind

import (
	"path"
	"slices"
	"strings"
)

// Ecosystem is a place that dependencies come from. Names of files are as people write them.
type Ecosystem struct {
	Name      string
	Manifests []string // base names; "*.ext" for an extension
	Locks     []string // base names of its lock files, in the manifest's folder or above it
	Locked    bool     // applications have a lock file: without one, a build takes what is newest
}

// pip's lists may be locks of themselves.
var pip = Ecosystem{Name: "pip"}

var ecosystems = []Ecosystem{
	{"Go modules", words("go.mod"), words("go.sum"), false},
	{"npm", words("package.json"), words("package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb"), true},
	{"Deno", words("deno.json deno.jsonc"), words("deno.lock"), false},
	{"Python", words("pyproject.toml setup.py setup.cfg environment.yml"), words("uv.lock poetry.lock pdm.lock pylock.toml"), false},
	{"Pipenv", words("Pipfile"), words("Pipfile.lock"), true},
	{"Cargo", words("Cargo.toml"), words("Cargo.lock"), false},
	{"Bundler", words("Gemfile *.gemspec"), words("Gemfile.lock"), false},
	{"Maven", words("pom.xml"), nil, false},
	{"Gradle", words("build.gradle build.gradle.kts"), words("gradle.lockfile"), false},
	{"sbt", words("build.sbt"), nil, false},
	{"Composer", words("composer.json"), words("composer.lock"), true},
	{"NuGet", words("*.csproj *.fsproj *.vbproj Directory.Packages.props"), words("packages.lock.json"), false},
	{"Mix", words("mix.exs"), words("mix.lock"), false},
	{"pub", words("pubspec.yaml"), words("pubspec.lock"), false},
	{"SwiftPM", words("Package.swift"), words("Package.resolved"), false},
	{"CocoaPods", words("Podfile"), words("Podfile.lock"), true},
	{"Helm", words("Chart.yaml"), words("Chart.lock"), false},
	{"Terraform", words("versions.tf"), words(".terraform.lock.hcl"), false},
	{"Conan", words("conanfile.py conanfile.txt"), words("conan.lock"), false},
	{"vcpkg", words("vcpkg.json"), nil, false},
}

// EcosystemOf returns the ecosystem whose dependencies the file at the path names.
func EcosystemOf(filePath string) (e Ecosystem, ok bool) {
	if isRequirements(filePath) {
		return pip, true
	}
	base := path.Base(filePath)
	extension := "*" + path.Ext(base)
	for _, e := range ecosystems {
		if slices.Contains(e.Manifests, base) || extension != "*" && slices.Contains(e.Manifests, extension) {
			return e, true
		}
	}
	return Ecosystem{}, false
}

// isRequirements reports whether the file is a list of pip's.
func isRequirements(filePath string) bool {
	base := strings.ToLower(path.Base(filePath))
	list := strings.HasSuffix(base, ".txt") || strings.HasSuffix(base, ".in")
	return list && (strings.HasPrefix(base, "requirements") || strings.HasSuffix(path.Dir(filePath), "requirements"))
}

// lockNames are the lock files of all ecosystems, in lower case.
func lockNames() (names []string) {
	for _, e := range ecosystems {
		for _, lock := range e.Locks {
			names = append(names, strings.ToLower(lock))
		}
	}
	return names
}

// manifestNames and manifestExtensions are the manifests of all ecosystems, in lower case.
func manifestNames() (names []string) {
	for _, e := range ecosystems {
		for _, manifest := range e.Manifests {
			if !strings.HasPrefix(manifest, "*") {
				names = append(names, strings.ToLower(manifest))
			}
		}
	}
	return names
}

func manifestExtensions() (extensions []string) {
	for _, e := range ecosystems {
		for _, manifest := range e.Manifests {
			if extension, ok := strings.CutPrefix(manifest, "*."); ok {
				extensions = append(extensions, strings.ToLower(extension))
			}
		}
	}
	return extensions
}

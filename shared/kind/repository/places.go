package repository

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
)

// pattern names the role of a file by its path in lower case.
type pattern struct {
	path *regexp.Regexp
	role string
}

func patterns(pairs ...string) []pattern {
	var list []pattern
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, pattern{regexp.MustCompile(`^(?:` + pairs[i] + `)$`), pairs[i+1]})
	}
	return list
}

// roleOf returns the role of a file by the first pattern that matches its path, "" for none.
func roleOf(list []pattern, filePath string) string {
	lower := strings.ToLower(filePath)
	for _, p := range list {
		if p.path.MatchString(lower) {
			return p.role
		}
	}
	return ""
}

// entryPoints match the first files of programs, services and packages, by the conventions of each language.
var entryPoints = patterns(
	`(?:.*/)?cmd/[^/]+/main\.go`, "Go program",
	`(?:.*/)?main\.go`, "Go program",
	`src/main\.rs|(?:.*/)?src/bin/[^/]+\.rs|(?:.*/)src/main\.rs`, "Rust program",
	`(?:.*/)?src/lib\.rs`, "Rust library",
	`(?:.*/)?__main__\.py`, "Python program",
	`(?:.*/)?manage\.py`, "Django commands",
	`(?:.*/)?(?:wsgi|asgi)\.py`, "Python service",
	`(?:src/)?(?:main|app|cli|server)\.py`, "Python program",
	`src/[^/]+/(?:main|app|cli|__init__)\.py|[^/]+/(?:main|cli)\.py`, "Python package",
	`(?:(?:apps|packages|services)/[^/]+/)?(?:src/)?(?:server|app|main|cli)\.[cm]?[jt]sx?`, "Node.js program",
	`(?:(?:apps|packages|services)/)?(?:[^/]+/)?(?:src/)?index\.[cm]?[jt]sx?`, "JavaScript module",
	`(?:.*/)?src/main/.*application\.(?:java|kt)|(?:.*/)?src/main/.*/main\.(?:java|kt|scala)`, "JVM program",
	`(?:.*/)?program\.cs`, ".NET program",
	`(?:.*/)?config\.ru`, "Ruby service",
	`exe/[^/]+`, "Ruby program",
	`public/index\.php|artisan`, "PHP application",
	`lib/[^/]+/application\.ex`, "Elixir application",
	`lib/main\.dart|bin/[^/]+\.dart`, "Dart program",
	`sources/[^/]+/main\.swift`, "Swift program",
	`(?:.*/)?(?:src/)?main\.(?:c|cc|cpp|cxx|zig|hs|ml)`, "program",
	`(?:.*/)?(?:dockerfile|containerfile)(?:\.[^/]+)?`, "container image",
	`procfile|app\.yaml|fly\.toml`, "deployed processes",
	`(?:.*/)?serverless\.ya?ml`, "serverless functions",
	`action\.ya?ml`, "GitHub Action",
)

// secretNames match files that usually contain keys and passwords. A match by name alone must be right, so public keys, examples and
// templates don't match.
var secretNames = patterns(
	`(?:.*/)?\.env(?:\.(?:local|dev|development|stage|staging|prod|production|secret|secrets))?`, "environment variables",
	`(?:.*/)?id_(?:rsa|dsa|ecdsa|ed25519)`, "SSH private key",
	`(?:.*/)?[^/]+\.(?:pem|key|ppk)`, "key or certificate",
	`(?:.*/)?[^/]+\.(?:p12|pfx|jks|keystore|kdbx|ovpn)`, "key store",
	`(?:.*/)?(?:\.netrc|\.pgpass|\.pypirc|\.htpasswd|\.dockercfg|\.docker/config\.json|\.git-credentials|\.vault-token|\.aws/credentials)`, "credentials",
	`(?:.*/)?(?:credentials|client_secrets?|secrets?)(?:\.(?:json|ya?ml|toml|ini|properties|txt|env))`, "credentials",
	`(?:.*/)?service[-_]?account(?:[-_]?key)?\.json`, "service account key",
	`(?:.*/)?(?:[^/]+\.tfstate(?:\.backup)?|secrets?\.(?:auto\.)?tfvars)`, "Terraform state or secrets",
	`(?:.*/)?(?:kubeconfig|\.kube/config)(?:\.ya?ml)?`, "cluster credentials",
	`(?:.*/)?config/master\.key`, "Rails master key",
)

// documentOf returns the first file with one of the names, without its extension, in .github, at the top or in docs, in GitHub's order
// ("Creating a default community health file"), or else in a folder of docs with the first name, as in docs/security/security.md.
func documentOf(files []string, names ...string) string {
	for _, folder := range []string{".github", ".", "docs", "docs/" + names[0]} {
		for _, f := range files {
			base := strings.ToLower(path.Base(f))
			stem, _, _ := strings.Cut(base, ".")
			if dir := path.Dir(f); (dir == folder || dir == ".gitlab" && folder == ".") && slices.Contains(names, stem) && !isCode(f) {
				return f
			}
		}
	}
	return ""
}

// ownersOf returns a file that names owners in a form that GitHub does not read: of Kubernetes' Prow, of GitLab, or for people.
func ownersOf(files []string) string {
	if found := documentOf(files, "owners", "maintainers", "codeowners"); found != "" {
		return found
	}
	for _, f := range files {
		if path.Base(f) == "OWNERS" {
			return f
		}
	}
	return ""
}

// entries returns the first entry points, upper folders first.
func (t *tree) entries(limit int) []NamedPath {
	found := []NamedPath{}
	for _, f := range t.files {
		switch f.class {
		case filekind.Vendored, filekind.Test, filekind.Docs, filekind.Generated:
			continue
		}
		if role := roleOf(entryPoints, f.path); role != "" {
			found = append(found, NamedPath{f.path, role})
		}
	}
	slices.SortStableFunc(found, func(a, b NamedPath) int { return strings.Count(a.Path, "/") - strings.Count(b.Path, "/") })
	return found[:min(len(found), limit)]
}

// servicesIn groups the configuration files of services by service.
func servicesIn(files []string, serviceOf func(path string) string) []Service {
	paths := map[string][]string{}
	for _, f := range files {
		if name := serviceOf(f); name != "" {
			paths[name] = append(paths[name], f)
		}
	}
	found := []Service{}
	for _, name := range slices.Sorted(maps.Keys(paths)) {
		found = append(found, Service{name, paths[name][:min(len(paths[name]), maxListed)]})
	}
	return found
}

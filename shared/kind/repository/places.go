package repository

import (
	"cmp"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
)

// pattern says what a file is by the form of its path, in lower case.
type pattern struct {
	form *regexp.Regexp
	what string
}

func patterns(pairs ...string) []pattern {
	var list []pattern
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, pattern{regexp.MustCompile(`^(?:` + pairs[i] + `)$`), pairs[i+1]})
	}
	return list
}

// what is the first pattern's word for the path, "" for none.
func what(list []pattern, filePath string) string {
	lower := strings.ToLower(filePath)
	for _, p := range list {
		if p.form.MatchString(lower) {
			return p.what
		}
	}
	return ""
}

// entryPoints is where programs, services and packages begin, by the customs of each language.
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

// secretNames are what files are called that hold keys and passwords. Who matches only names must not cry wolf: public keys,
// examples and templates are not among them.
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

// documentOf finds the file of one of the names, without its extension, at the top, in .github or in docs, in GitHub's order
// ("Creating a default community health file").
func documentOf(files []string, names ...string) string {
	for _, folder := range []string{".github", ".", "docs"} {
		for _, f := range files {
			base := strings.ToLower(path.Base(f))
			stem, _, _ := strings.Cut(base, ".")
			if path.Dir(f) == folder && slices.Contains(names, stem) && !isCode(f) {
				return f
			}
		}
	}
	return ""
}

// places are the files that a list knows, nearest to the top first, and how many there are of them; examples, documentation and
// tests are left out where only the delivered counts.
func (t *tree) places(list []pattern, limit int, delivered bool) ([]Place, int) {
	found := []Place{}
	for _, f := range t.files {
		if f.class == filekind.Vendored || delivered && (f.class == filekind.Test || f.class == filekind.Docs || f.class == filekind.Generated) {
			continue
		}
		if w := what(list, f.path); w != "" {
			if f.class == filekind.Test {
				w += ", among tests"
			}
			found = append(found, Place{f.path, w})
		}
	}
	slices.SortStableFunc(found, func(a, b Place) int {
		return cmp.Or(strings.Count(a.What, ", among tests")-strings.Count(b.What, ", among tests"), strings.Count(a.Path, "/")-strings.Count(b.Path, "/"))
	})
	return found[:min(len(found), limit)], len(found)
}

// servicesIn groups the files that services read by the service.
func servicesIn(files []string, serviceOf func(path string) string) []Service {
	paths := map[string][]string{}
	for _, f := range files {
		if name := serviceOf(f); name != "" {
			paths[name] = append(paths[name], f)
		}
	}
	found := []Service{}
	for _, name := range slices.Sorted(maps.Keys(paths)) {
		found = append(found, Service{name, paths[name][:min(len(paths[name]), maxPlaces)]})
	}
	return found
}

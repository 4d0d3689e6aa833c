package filekind

import (
	"regexp"
	"slices"
	"strings"
)

// service is a CI service, or one that updates dependencies. Everything is in lower case.
type service struct {
	name    string
	updates bool     // it updates dependencies
	files   []string // base names of its files, which are of class CI in any folder
	folders []string // folders at the root whose files are of class CI
	reads   string   // regular expression of the paths that the service itself reads; the files at the root when empty
}

// services are all known ones. "own scripts" means folders with scripts that a CI service runs.
var services = []service{
	{name: "GitHub Actions", folders: words(".github/workflows/ .github/actions/"), reads: `\.github/workflows/[^/]+\.ya?ml`},
	{name: "GitLab CI", files: words(".gitlab-ci.yml"), folders: words(".gitlab/")},
	{name: "Jenkins", files: words("jenkinsfile"), reads: `(?:.*/)?jenkinsfile`},
	{name: "CircleCI", folders: words(".circleci/"), reads: `\.circleci/config\.yml`},
	{name: "Travis CI", files: words(".travis.yml")},
	{
		name:    "Azure Pipelines",
		files:   words("azure-pipelines.yml azure-pipelines.yaml .azure-pipelines.yml .azure-pipelines.yaml"),
		folders: words(".azure-pipelines/"),
	},
	{name: "Bitbucket Pipelines", files: words("bitbucket-pipelines.yml")},
	{name: "Codefresh", files: words("codefresh.yml")},
	{name: "Drone", files: words(".drone.yml")},
	{name: "Woodpecker", files: words(".woodpecker.yml"), folders: words(".woodpecker/"), reads: `\.woodpecker(?:\.yml|/.*\.ya?ml)`},
	{name: "Buildkite", folders: words(".buildkite/"), reads: `\.buildkite/.*\.ya?ml`},
	{name: "Cirrus CI", files: words(".cirrus.yml")},
	{name: "AppVeyor", files: words("appveyor.yml .appveyor.yml")},
	{name: "Cloud Build", files: words("cloudbuild.yaml cloudbuild.yml cloudbuild.json"), reads: `(?:.*/)?cloudbuild\.(?:ya?ml|json)`},
	{name: "AWS CodeBuild", files: words("buildspec.yml buildspec.yaml")},
	{name: "Semaphore", folders: words(".semaphore/"), reads: `\.semaphore/.*\.ya?ml`},
	{name: "Tekton", folders: words(".tekton/"), reads: `\.tekton/.*\.ya?ml`},
	{name: "TeamCity", folders: words(".teamcity/"), reads: `\.teamcity/.*`},
	{name: "Wercker", files: words("wercker.yml")},
	{name: "Prow", files: words(".prow.yaml")},
	{name: "Zuul", files: words(".zuul.yaml zuul.yaml"), folders: words(".zuul.d/ zuul.d/"), reads: `\.?zuul(?:\.yaml|\.d/.*\.yaml)`},
	{name: "Evergreen", files: words(".evergreen.yml"), folders: words(".evergreen/"), reads: `\.evergreen(?:\.yml|/.*\.ya?ml)`},
	{name: "SourceHut", files: words(".build.yml"), folders: words(".builds/"), reads: `\.build\.yml|\.builds/.*\.yml`},
	{name: "Forgejo Actions", folders: words(".forgejo/workflows/ .gitea/workflows/"), reads: `\.(?:forgejo|gitea)/workflows/[^/]+\.ya?ml`},
	{name: "Kokoro", folders: words(".kokoro/"), reads: `\.kokoro/.*`},
	{name: "Bazel CI", folders: words(".bazelci/"), reads: `\.bazelci/.*\.yml`},
	{name: "Bitrise", files: words("bitrise.yml")},
	{name: "Codemagic", files: words("codemagic.yaml")},
	{name: "own scripts", folders: words(".ci/ ci/"), reads: `\.ci/[^/]+|ci/[^/]+`},
	{name: "Dependabot", updates: true, files: words("dependabot.yml dependabot.yaml"), reads: `\.github/dependabot\.ya?ml`},
	{
		name: "Renovate", updates: true, files: words("renovate.json renovate.json5 .renovaterc .renovaterc.json .renovaterc.json5"),
		reads: `(?:\.github/|\.gitlab/)?\.?renovate(?:rc)?(?:\.json5?)?`,
	},
	{name: "Scala Steward", updates: true, files: words(".scala-steward.conf"), reads: `(?:\.github/|\.config/)?\.scala-steward\.conf`},
	{name: "Updatecli", updates: true, files: words("updatecli.yaml updatecli.yml"), reads: `updatecli\.ya?ml`},
	{name: "Mend", updates: true, files: words(".whitesource")},
	{name: "PyUp", updates: true, files: words(".pyup.yml .pyup.yaml")},
}

// CIService returns the name of the CI service that reads the file at the path, or "".
func CIService(path string) string { return serviceOf(path, false) }

// Updater returns the name of the service that reads the file at the path to update dependencies, or "".
func Updater(path string) string { return serviceOf(path, true) }

func serviceOf(path string, updates bool) string {
	lower := strings.ToLower(path)
	for i, s := range services {
		if s.updates == updates && serviceReads[i].MatchString(lower) {
			return s.name
		}
	}
	return ""
}

// serviceReads are the expressions of services, in their order.
var serviceReads = func() []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, s := range services {
		reads := s.reads
		if reads == "" {
			var files []string
			for _, file := range s.files {
				files = append(files, regexp.QuoteMeta(file))
			}
			reads = strings.Join(files, "|")
		}
		all = append(all, regexp.MustCompile("^(?:"+reads+")$"))
	}
	return all
}()

// ciFiles and ciFolders are the files and folders of all services.
func ciFiles() (files []string) {
	for _, s := range services {
		files = append(files, s.files...)
	}
	return files
}

func ciFolders() (folders []string) {
	for _, s := range services {
		folders = append(folders, s.folders...)
	}
	return slices.Clip(folders)
}

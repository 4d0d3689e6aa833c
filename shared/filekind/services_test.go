package filekind

import "testing"

// A service is one row of one table: what measures a change and what describes a repository both see it.
func TestServices_AreOfClassCIAndNamed(t *testing.T) {
	t.Parallel()
	reads := map[string]string{
		"GitHub Actions": ".github/workflows/ci.yaml", "GitLab CI": ".gitlab-ci.yml", "Jenkins": "build/Jenkinsfile", "CircleCI": ".circleci/config.yml",
		"Travis CI": ".travis.yml", "Azure Pipelines": "azure-pipelines.yml", "Bitbucket Pipelines": "bitbucket-pipelines.yml",
		"Codefresh": "codefresh.yml", "Drone": ".drone.yml", "Woodpecker": ".woodpecker.yml", "Buildkite": ".buildkite/pipeline.yml",
		"Cirrus CI": ".cirrus.yml", "AppVeyor": ".appveyor.yml", "Cloud Build": "deploy/cloudbuild.json", "AWS CodeBuild": "buildspec.yaml",
		"Semaphore": ".semaphore/semaphore.yml", "Tekton": ".tekton/push.yaml", "TeamCity": ".teamcity/settings.kts", "Wercker": "wercker.yml",
		"own scripts": ".ci/run", "Dependabot": ".github/dependabot.yml", "Renovate": ".github/renovate.json5", "PyUp": ".pyup.yml",
		"Prow": ".prow.yaml", "Zuul": "zuul.d/jobs.yaml", "Evergreen": ".evergreen/config.yml", "SourceHut": ".builds/alpine.yml",
		"Forgejo Actions": ".forgejo/workflows/test.yaml", "Kokoro": ".kokoro/build.sh", "Bazel CI": ".bazelci/presubmit.yml", "Bitrise": "bitrise.yml",
		"Codemagic": "codemagic.yaml", "Scala Steward": ".scala-steward.conf", "Updatecli": "updatecli.yaml", "Mend": ".whitesource",
	}
	for _, s := range services {
		path := reads[s.name]
		if path == "" {
			t.Errorf("%s has no example here", s.name)
			continue
		}
		ci, updater := CIService(path), Updater(path)
		if s.updates && (ci != "" || updater != s.name) || !s.updates && (ci != s.name || updater != "") {
			t.Errorf("%s: CI service %q, updater %q, want %q", path, ci, updater, s.name)
		}
		if class := ClassOf(path); class != CI {
			t.Errorf("%s is of class %s", path, class)
		}
	}
	if len(reads) != len(services) {
		t.Errorf("%d examples of %d services", len(reads), len(services))
	}
}

func TestServices_ReadOnlyTheirOwnPaths(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"docs/.travis.yml", ".github/workflows/README.md", ".github/workflows/a/b.yml", ".github/actions/x/action.yml", "sub/buildspec.yml", "xtravis.yml",
		"a.gitlab-ci.yml", "ci/lib/x.sh", ".circleci/other.yml", "", "src/main.go",
	} {
		if name := CIService(path) + Updater(path); name != "" {
			t.Errorf("%q is read by %s", path, name)
		}
	}
}

func TestEcosystems_ManifestsAndLocks(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]struct {
		ecosystem string
		class     Class
	}{
		"go.mod": {"Go modules", Build}, "web/package.json": {"npm", Build}, "a/Pipfile": {"Pipenv", Build}, "pipfile": {"", Build}, "x.gemspec": {"Bundler", Build},
		"src/App.fsproj": {"NuGet", Build}, "Directory.Packages.props": {"NuGet", Build}, "charts/a/Chart.yaml": {"Helm", Infrastructure},
		"versions.tf": {"Terraform", Infrastructure}, "conanfile.py": {"Conan", Build}, "environment.yml": {"Python", Build},
		"requirements-dev.txt": {"pip", Build}, "requirements/base.in": {"pip", Build}, "requirements.md": {"", Docs}, "base.in": {"", Production},
		"gemspec": {"", Production}, "go.sum": {"", LockFile}, "sub/Cargo.lock": {"", LockFile}, "pylock.toml": {"", LockFile}, "rebar.lock": {"", LockFile},
	} {
		e, ok := EcosystemOf(path)
		if class := ClassOf(path); e.Name != want.ecosystem || ok != (want.ecosystem != "") || class != want.class {
			t.Errorf("%s: %q (%v) of class %s, want %q of class %s", path, e.Name, ok, class, want.ecosystem, want.class)
		}
	}
	locked := map[string]bool{"npm": true, "Pipenv": true, "Composer": true, "CocoaPods": true}
	for _, e := range ecosystems {
		if e.Locked != locked[e.Name] {
			t.Errorf("applications of %s have a lock file: %v", e.Name, e.Locked)
		}
		for _, lock := range e.Locks {
			if class := ClassOf("a/" + lock); class != LockFile {
				t.Errorf("%s of %s is of class %s", lock, e.Name, class)
			}
		}
	}
}

package filekind

import (
	"slices"
	"strings"
)

// rules are in order of precedence: who wrote a file comes before its purpose.
var rules = []rule{
	{
		class: Vendored,
		folders: words(`vendor vendored third_party third-party thirdparty node_modules bower_components jspm_packages godeps
			_workspace pods carthage`),
		roots: words(".yarn/releases/ .yarn/plugins/ .mvn/wrapper/ gradle/wrapper/"),
		names: words("gradlew gradlew.bat mvnw mvnw.cmd"),
	},
	{
		class: LockFile,
		names: slices.Concat(lockNames(), words("go.work.sum rebar.lock paket.lock flake.lock buf.lock module.bazel.lock cartfile.resolved")),
	},
	{
		class:    Generated,
		folders:  words("__generated__ generated"),
		roots:    words("dist/"),
		prefixes: words("zz_generated"),
		suffixes: words(`.pb.go .pb.gw.go .pb.cc .pb.h _pb2.py _pb2.pyi _pb2_grpc.py _pb.js _pb.d.ts .g.dart .freezed.dart .g.cs
			.designer.cs _generated.go .gen.go _gen.go .generated.go .autogen.go .generated.ts .generated.js .gen.ts .min.js .min.css .js.map
			.css.map .bundle.js`),
		extensions: words("svg"),
	},
	{
		class: Binary,
		extensions: words(`png jpg jpeg gif webp bmp ico tif tiff avif heic psd ai eps pdf doc docx xls xlsx ppt pptx odt ods
			zip gz tgz bz2 xz zst 7z rar tar jar war ear aar class pyc whl egg nupkg gem deb rpm apk ipa dmg iso exe dll so dylib
			a o lib obj wasm bin pdb ttf otf woff woff2 eot mp3 mp4 m4a wav ogg flac webm mov avi mkv sqlite sqlite3 db mo
			parquet avro pkl pickle npy npz h5 onnx pt safetensors p12 pfx jks keystore der`),
	},
	{
		class: CI,
		roots: ciFolders(),
		names: slices.Concat(ciFiles(), words(".pre-commit-config.yaml .codecov.yml codecov.yml")),
	},
	{
		class: Test,
		folders: words(`test tests __tests__ testdata test-data test_data testing-data spec specs e2e fixtures __fixtures__
			__mocks__ mocks __snapshots__ __test__ androidtest integrationtest integrationtests functionaltest functionaltests regress
			testfixtures testsuite testcases unittest unittests cypress playwright step_definitions
			commontest jvmtest jstest nativetest iostest macostest linuxtest appletest wasmtest wasmjstest nonjvmtest
			androidunittest androidhosttest androidinstrumentedtest androiddevicetest
			bench benches benchmark benchmarks __benchmarks__`),
		folderEnds: words(".test .tests -test -tests _test _tests .unittests .integrationtests .specs"),
		roots:      words("t/ xt/ src/it/"),
		names:      words("conftest.py tests.py test.py test.js test.jsx test.mjs test.ts test.tsx test.rb test.rs tests.rs"),
		prefixes:   words("test_"),
		suffixes: words(`_test.go _test.py _tests.py _test.rb _spec.rb _test.exs _test.cc _test.cpp _test.c _unittest.cc _test.dart
			_test.rs _tests.rs _test.clj _test.lua _spec.lua -test.js -test.ts -test.jsx -test.tsx -spec.js -spec.ts _test.js _test.ts _test.mjs
			_test.jsx _test.tsx _spec.js _spec.ts _test.ml _test.nim _test.zig _spec.cr _test.sh _tests.erl _suite.erl _unittest.cpp .tftest.hcl
			.snap .bats`),
		infixes:    words(".test. .tests. .spec. .specs. .stories. .cy. .e2e. .e2e-spec. .int-spec. .test-d. .tst. .test-helper."),
		extensions: words("feature t"),
		camel: words(`Test.java Tests.java TestCase.java IT.java Test.kt Tests.kt Spec.kt Test.cs Tests.cs Test.scala Spec.scala
			Suite.scala Test.groovy Spec.groovy Test.swift Tests.swift Spec.swift Test.php Cest.php Spec.php Spec.hs Specs.cs Tests.fs Test.cpp
			Tests.cpp Tests.m Test.js Spec.js Test.ts Spec.ts Test.jsx Test.tsx`),
	},
	{
		class:   Docs,
		folders: words("examples _examples .vitepress .vuepress"),
		roots:   words("docs/ doc/ documentation/ example/ samples/ sample/ .github/issue_template/"),
	},
	{
		class:      Docs, // wherever it lies: the README beside a chart or a migration is read, not run
		notCode:    true,
		extensions: words(proseExtensions),
	},
	{
		class:   Migration,
		folders: words("migrations"),
		roots:   words("db/migrate/ alembic/versions/ db/structure.sql db/schema.rb"),
		infixes: words(".up.sql .down.sql"),
	},
	{
		class: Infrastructure,
		names: words(`dockerfile containerfile vagrantfile chart.yaml kustomization.yaml kustomization.yml helmfile.yaml
			serverless.yml serverless.yaml skaffold.yaml procfile pulumi.yaml docker-compose.yml docker-compose.yaml compose.yml
			compose.yaml tiltfile fly.toml app.yaml`),
		prefixes:   words("dockerfile. docker-compose."),
		extensions: words("tf tfvars tftpl hcl bicep nomad dockerfile"),
	},
	{
		class:   Infrastructure,
		notCode: true, // folders of these names hold application code too
		folders: words(`terraform helm charts k8s kubernetes manifests ansible playbooks deploy deployment deployments infra
			infrastructure cloudformation`),
	},
	{
		class: Build,
		roots: words("requirements/"),
		names: slices.Concat(manifestNames(), words(`makefile gnumakefile cmakelists.txt go.work lerna.json nx.json turbo.json
			settings.gradle settings.gradle.kts gradle.properties manifest.in tox.ini noxfile.py build.rs rakefile meson.build build
			workspace build.bazel workspace.bazel module.bazel justfile taskfile.yml configure configure.ac magefile.go flake.nix
			gulpfile.js gruntfile.js .goreleaser.yml .goreleaser.yaml buf.gen.yaml project.clj`)),
		prefixes: words(`webpack.config. rollup.config. vite.config. babel.config. jest.config. vitest.config.
			esbuild.config. tsconfig. postcss.config. eslint.config. tsup.config.`),
		extensions: slices.Concat(manifestExtensions(), words("vcxproj pbxproj sln props targets gradle mk cmake bzl bazel")),
	},
	{
		class:    Build,
		notCode:  true,
		prefixes: words("requirements"),
		suffixes: words("-requirements.txt -requirements.in -constraints.txt"),
	},
	{
		class:    Docs,
		notCode:  true,
		prefixes: words("readme license licence copying notice authors contributors changelog changes. history. maintainers"),
	},
	{
		class: Configuration,
		roots: words(".devcontainer/ .vscode/ .idea/"),
		names: words("cname codeowners owners"), // a CNAME is the domain of a site on GitHub Pages
	},
}

func words(list string) []string { return strings.Fields(list) }

package change

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/google/go-cmp/cmp"
)

func TestTouches_HaveTheirLines(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, path, text string
		want             []string // kind×count first place, detail
	}{
		{"a handler", "api/login.go", "@@ -8,3 +8,7 @@ func Login(\n \tctx := r.Context()\n+\tif err := checkPassword(ctx, user); err != nil {\n+\t\treturn err\n+\t}\n+\tgo audit(user)\n \treturn nil\n }",
			[]string{"control_flow×2 9-10", "error_handling×2 9-10", "concurrency×1 12-12", "authentication×1 9-9"}},
		{"names are taken apart", "a.py", "@@ -0,0 +1,3 @@\n+x = maxPrice * vat_rate\n+y = HMACKey(utcNow)\n+author = pricelist",
			[]string{"cryptography×1 2-2", "money×1 1-1", "time×1 2-2"}},
		{"what others call", "a.go", "@@ -1,2 +1,3 @@\n-func Run(x int) {\n-func (s *Server) stop() {\n+func Run(ctx context.Context, x int) {\n+func (s *Server) Close() {\n+type state struct{",
			[]string{"public_interface×3 1-2"}},
		{"a check is suppressed", "a.py", "@@ -3,0 +4,3 @@\n+x = eval(y)  # noqa: S307\n+# pylint: disable=broad-except\n+allow = ignore", []string{"disabled_checks×2 4-5"}},
		{"a test is skipped", "a_test.go", "@@ -4 +4,2 @@\n \tt.Parallel()\n+\tt.Skip(\"flaky\")", []string{"disabled_checks×1 5-5"}},
		{"tests go", "a_test.go", "@@ -4,9 +4 @@\n-func TestA(t *testing.T) {\n-}\n-\n-func TestB(t *testing.T) {\n-}\n-\n-\n-\n \n", []string{"deleted_tests×2 4-4"}},
		{"a test is renamed", "test_a.py", "@@ -4 +4 @@\n-def test_a():\n+def test_b():", nil},
		{"a workflow may write and reads a secret", ".github/workflows/ci.yml", "@@ -1 +1,7 @@\n on: push\n+permissions:\n+  contents: write\n+env:\n+  # KEY: ${{ secrets.OLD }}\n+  KEY: ${{ secrets.KEY }}\n+  continue-on-error: true",
			[]string{"permissions×2 2-3", "secrets×1 6-6", "disabled_checks×1 7-7"}},
		{"a role", "infra/main.tf", "@@ -0,0 +1 @@\n+  role = \"roles/owner\"", []string{"permissions×1 1-1"}},
		{"a migration", "db/migrate/1_x.rb", "@@ -0,0 +1,2 @@\n+add_column :users, :email, :string\n+end", []string{"migrations×2 1-2"}},
		{"go.mod", "go.mod", "@@ -3,4 +3,5 @@\n-\tgithub.com/a/b v1.2.3\n-\tgithub.com/a/c/v2 v2.9.0\n-\tgithub.com/a/d v0.1.0\n-\tgithub.com/a/e v1.0.0\n+\tgithub.com/a/b v1.2.4\n+\tgithub.com/a/c/v3 v3.0.0\n+\tgithub.com/a/d v0.2.0 // indirect\n+\tgithub.com/a/f v1.0.0\n+go 1.25",
			[]string{"dependencies×5 3-6 1 major (github.com/a/c v2.9.0 → v3.0.0), 1 below 1.0, may break (github.com/a/d v0.1.0 → v0.2.0), 1 patch, 1 added, 1 removed"}},
		{"package.json", "package.json", "@@ -3,3 +3,3 @@\n-  \"version\": \"1.0.0\",\n-    \"react\": \"^17.0.2\",\n-    \"left-pad\": \"~1.2.0\"\n+  \"version\": \"2.0.0\",\n+    \"react\": \"^18.2.0\",\n+    \"left-pad\": \"~1.3.0\"",
			[]string{"dependencies×2 4-5 1 major (react ^17.0.2 → ^18.2.0), 1 minor"}},
		{"requirements", "requirements.txt", "@@ -1,2 +1,2 @@\n-Django==3.2.1\n-celery[redis]>=5.0,<6\n+django==4.0\n+celery[redis]>=4.4,<6", []string{"dependencies×2 1-2 1 major (django ==3.2.1 → ==4.0), 1 to an older version"}},
		{"pyproject", "pyproject.toml", "@@ -1,3 +1,3 @@\n-version = \"1.0.0\"\n-  \"flask>=2.0\",\n-httpx = { version = \"^0.23.1\", extras = [\"http2\"] }\n+version = \"2.0.0\"\n+  \"flask>=2.0.1\",\n+httpx = { version = \"^0.23.2\", extras = [\"http2\"] }", []string{"dependencies×2 2-3 2 patch"}},
		{"Cargo.toml", "Cargo.toml", "@@ -1,2 +1,2 @@\n-serde = \"1.0\"\n-edition = \"2018\"\n+serde = \"2.0\"\n+edition = \"2021\"", []string{"dependencies×1 1-1 1 major (serde 1.0 → 2.0)"}},
		{"go.mod below v1", "go.mod", "@@ -3,5 +3,5 @@\n-\tgolang.org/x/sys v0.12.0\n-\tgolang.org/x/net v0.1.0\n-\tgithub.com/a/e v0.0.0-20230101000000-aaaaaaaaaaaa\n-\tgithub.com/a/f v0.9.0\n-\tgithub.com/a/g v0.4.0\n+\tgolang.org/x/sys v0.13.0\n+\tgolang.org/x/net v0.1.1\n+\tgithub.com/a/e v0.0.0-20240101000000-bbbbbbbbbbbb\n+\tgithub.com/a/f v1.0.0\n+\tgithub.com/a/g v0.3.0",
			[]string{"dependencies×5 3-7 1 major (github.com/a/f v0.9.0 → v1.0.0), 1 below 1.0, may break (golang.org/x/sys v0.12.0 → v0.13.0), 1 patch, 1 to an older version, 1 to another version"}},
		{"package.json below 1.0.0", "package.json", "@@ -3,3 +3,3 @@\n-    \"esbuild\": \"^0.19.2\",\n-    \"tiny\": \"^0.0.3\",\n-    \"vite-node\": \"~0.34.1\"\n+    \"esbuild\": \"^0.20.0\",\n+    \"tiny\": \"^0.0.4\",\n+    \"vite-node\": \"~0.34.6\"",
			[]string{"dependencies×3 3-5 2 below 1.0, may break (esbuild ^0.19.2 → ^0.20.0, tiny ^0.0.3 → ^0.0.4), 1 patch"}},
		{"Cargo.toml below 1.0.0", "Cargo.toml", "@@ -1,2 +1,2 @@\n-rand = \"0.8\"\n-bytes = \"0.5.1\"\n+rand = \"0.9\"\n+bytes = \"0.5.2\"", []string{"dependencies×2 1-2 1 below 1.0, may break (rand 0.8 → 0.9), 1 patch"}},
		{"Gemfile", "Gemfile", "@@ -1 +1,2 @@\n-gem \"rails\", \"~> 6.1\"\n+gem \"rails\", \"~> 7.0\"\n+gem 'puma'", []string{"dependencies×2 1-2 1 major (rails ~> 6.1 → ~> 7.0), 1 added"}},
		{"pom.xml", "pom.xml", "@@ -7,3 +7,3 @@\n <artifactId>guava</artifactId>\n-<version>31.1-jre</version>\n-<jackson.version>2.14.0</jackson.version>\n+<version>32.0.0-jre</version>\n+<jackson.version>2.14.1</jackson.version>", []string{"dependencies×2 8-9 1 major (a dependency 31.1-jre → 32.0.0-jre), 1 patch"}},
		{"gradle", "app/build.gradle", "@@ -1 +1 @@\n-implementation 'com.squareup:okhttp:4.9.0'\n+implementation 'com.squareup:okhttp:4.10.0'", []string{"dependencies×1 1-1 1 minor"}},
		{"gradle in Kotlin", "build.gradle.kts", "@@ -1 +1 @@\n-implementation(\"com.squareup:okhttp:4.9.0\")\n+implementation(\"com.squareup:okhttp:5.0.0\")", []string{"dependencies×1 1-1 1 major (com.squareup:okhttp 4.9.0 → 5.0.0)"}},
		{"composer.json", "composer.json", "@@ -1,2 +1,2 @@\n-    \"php\": \">=7.4\",\n-    \"monolog/monolog\": \"^2.3\"\n+    \"php\": \">=8.1\",\n+    \"monolog/monolog\": \"^2.9\"", []string{"dependencies×2 1-2 1 major (php >=7.4 → >=8.1), 1 minor"}},
		{"Pipfile", "Pipfile", "@@ -1 +1,2 @@\n-requests = \"==2.30.0\"\n+requests = \"==2.31.0\"\n+pytest = \"*\"", []string{"dependencies×1 1-1 1 minor"}},
		{"setup.py", "setup.py", "@@ -9,2 +9,2 @@\n-        \"click>=7.0\",\n-    version=\"1.0.0\",\n+        \"click>=8.0\",\n+    version=\"1.1.0\",", []string{"dependencies×1 9-9 1 major (click >=7.0 → >=8.0)"}},
		{"setup.cfg", "setup.cfg", "@@ -9 +9 @@\n-    attrs>=21.1.0\n+    attrs>=21.1.3", []string{"dependencies×1 9-9 1 patch"}},
		{"gemspec", "a.gemspec", "@@ -9 +9 @@\n-  s.add_dependency(\"rack\", \"~> 2.2\")\n+  s.add_dependency(\"rack\", \"~> 3.0\")", []string{"dependencies×1 9-9 1 major (rack ~> 2.2 → ~> 3.0)"}},
		{"a project of .NET", "src/App.csproj", "@@ -3 +3,2 @@\n-    <PackageReference Include=\"Serilog\" Version=\"2.12.0\" />\n+    <PackageReference Include=\"Serilog\" Version=\"3.0.1\" />\n+    <PackageReference Include=\"Dapper\" />", []string{"dependencies×1 3-3 1 major (Serilog 2.12.0 → 3.0.1)"}},
		{"steps of a workflow", ".github/workflows/ci.yml", "@@ -5,2 +5,3 @@\n-      - uses: actions/checkout@v3\n-        uses: a/b@aaaa # v1.2.3\n+      - uses: actions/checkout@v4\n+        uses: a/b@bbbb # v1.2.4\n+      - uses: c/d@" + strings.Repeat("2b", 20) + "\n@@ -20 +21,0 @@\n-      - uses: c/d@" + strings.Repeat("1a", 20),
			[]string{"dependencies×3 5-7 1 major (actions/checkout v3 → v4), 1 patch, 1 to another version"}},
		{"a dependency for another", "requirements.txt", "@@ -1 +1 @@\n-flask==1.0\n+django==2.0", []string{"dependencies×2 1-1 1 added, 1 removed"}},
		{"no dependency", "setup.py", "@@ -0,0 +1 @@\n+    check(python >= 3.8)", nil},
		{"steps by commit", ".github/workflows/ci.yml", "@@ -5,2 +5,2 @@\n-  - uses: c/d@" + strings.Repeat("1a", 20) + " # v1.2.3\n-  - uses: e/f@" + strings.Repeat("1a", 20) + " # pinned\n+  - uses: c/d@" + strings.Repeat("2b", 20) + " # v1.3.0\n+  - uses: e/f@" + strings.Repeat("2b", 20) + " # pinned",
			[]string{"dependencies×2 5-6 1 minor, 1 to another version"}},
		{"what others call in Ruby", "lib/a.rb", "@@ -0,0 +1,3 @@\n+class A\n+  def run(x)\n+  def _hidden", []string{"public_interface×2 1-2"}},
		{"plain code", "a.go", "@@ -0,0 +1,2 @@\n+x := y\n+\tprint(x)", nil},
	} {
		var got []string
		for _, touch := range Measure([]diff.Patch{{Path: tt.path, Text: tt.text}}).Touches {
			said := fmt.Sprintf("%s×%d %d-%d", touch.Kind, touch.Count, touch.Places[0].Start, touch.Places[0].End)
			if touch.Detail != "" {
				said += " " + touch.Detail
			}
			got = append(got, said)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

package change

import (
	"fmt"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/google/go-cmp/cmp"
)

func TestGuards_FindDangerousLines(t *testing.T) {
	t.Parallel()
	const workflow = ".github/workflows/ci.yml"
	for _, tt := range []struct {
		name, path, text string
		want             []string // rule:line
		level            Level
	}{
		{"a migration drops a column", "db/migrate/1_x.rb", "@@ -0,0 +1,3 @@\n+class X\n+  def change\n+    remove_column :users, :email", []string{"drops_data:3"}, High},
		{"a script drops a table", "migrations/2.up.sql", "@@ -1 +1,2 @@\n SELECT 1;\n+DROP TABLE users;", []string{"drops_data:2"}, High},
		{"the way back drops what the way forward made", "migrations/3.py", "@@ -0,0 +1,4 @@\n+def upgrade():\n+    op.create_table('a')\n+def downgrade():\n+    op.drop_table('a')", nil, Low},
		{"a down script", "migrations/2.down.sql", "@@ -0,0 +1 @@\n+DROP TABLE users;", nil, Low},
		{"an index goes", "migrations/4.up.sql", "@@ -0,0 +1,2 @@\n+-- DROP TABLE users;\n+DROP INDEX users_email;", nil, Low},
		{"a fork's head with secrets", workflow, "@@ -1,2 +1,6 @@\n on:\n-  pull_request:\n+  pull_request_target:\n+jobs:\n+  - uses: actions/checkout@v4\n+    with:\n+      ref: ${{ github.event.pull_request.head.sha }}", []string{"exposes_secrets:6"}, Critical},
		{"a labeller", workflow, "@@ -0,0 +1,3 @@\n+on:\n+  pull_request_target:\n+  - uses: actions/labeler@v5", nil, Low},
		{"a fork's head without secrets", workflow, "@@ -0,0 +1,4 @@\n+on: # not pull_request_target\n+  pull_request:\n+    with:\n+      ref: ${{ github.event.pull_request.head.sha }}", nil, Low},
		{"certificates go unchecked", "client.go", "@@ -9 +9 @@\n-\tc := &tls.Config{}\n+\tc := &tls.Config{InsecureSkipVerify: true}", []string{"skips_verification:9"}, High},
		{"a setting decides", "client.go", "@@ -9 +9 @@\n-\tc := &tls.Config{InsecureSkipVerify: true}\n+\tc := &tls.Config{InsecureSkipVerify: o.Insecure}", nil, Low},
		{"a test's server", "client_test.go", "@@ -9 +9 @@\n-x\n+\tc := &tls.Config{InsecureSkipVerify: true}", nil, Low},
		{"a view loses its login", "views.py", "@@ -4,4 +4,3 @@\n \n-@login_required\n def account(request):\n     pass", []string{"removes_authentication:5"}, High},
		{"a view goes with its login", "views.py", "@@ -4,4 +4 @@\n \n-@login_required\n-def account(request):\n-    pass", nil, Low},
		{"another check takes its place", "views.py", "@@ -4,2 +4,2 @@\n-@login_required\n+@permission_required('x')\n def account(request):", nil, Low},
	} {
		facts := Measure([]diff.Patch{{Path: tt.path, Status: diff.Modified, Text: tt.text}})
		var got []string
		for _, g := range facts.Guards {
			got = append(got, fmt.Sprintf("%s:%d", g.Rule, g.Start))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if facts.Unreadable > 0 {
			t.Errorf("%s: %d unreadable", tt.name, facts.Unreadable)
		}
		for _, g := range facts.Guards {
			if g.Floor != tt.level {
				t.Errorf("%s: %s holds the level at %s, want %s", tt.name, g.Rule, g.Floor, tt.level)
			}
		}
	}
}

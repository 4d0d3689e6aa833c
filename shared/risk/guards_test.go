package risk

import (
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

func TestGuards_RaiseTheLevelAndSayWhy(t *testing.T) {
	t.Parallel()
	const workflow = ".github/workflows/ci.yml"
	for _, tt := range []struct {
		name, path, text string
		guards           int
		level            change.Level
	}{
		{"a migration drops a column", "db/migrate/1_x.rb", "@@ -0,0 +1,3 @@\n+class X\n+  def change\n+    remove_column :users, :email", 1, change.High},
		{"a fork's head with secrets", workflow, "@@ -1,2 +1,6 @@\n on:\n-  pull_request:\n+  pull_request_target:\n+jobs:\n+  - uses: actions/checkout@v4\n+    with:\n+      ref: ${{ github.event.pull_request.head.sha }}", 1, change.Critical},
		{"certificates go unchecked", "client.go", "@@ -9 +9 @@\n-\tc := &tls.Config{}\n+\tc := &tls.Config{InsecureSkipVerify: true}", 1, change.High},
		{"two views lose their login", "views.py", "@@ -4,5 +4,3 @@\n \n-@login_required\n def account(request):\n-@login_required\n def bill(request):", 2, change.High},
	} {
		risk := Assess(change.Measure([]diff.Patch{{Path: tt.path, Status: diff.Modified, Text: tt.text}}))
		if first := risk.Signals[0]; first.Value != float64(tt.guards) || len(first.Places) != tt.guards || first.Reason == "" {
			t.Errorf("%s: the signals do not say why: %+v", tt.name, first)
		}
		if risk.Level != higher(tt.level, LevelOf(risk.Score)) {
			t.Errorf("%s: level %s", tt.name, risk.Level)
		}
	}
}

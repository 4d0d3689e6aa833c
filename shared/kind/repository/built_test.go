package repository

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// A copy of a viewer made a project in Go one third JavaScript, and a logo made one in Ruby a tenth PostScript.
func TestLanguages_LeaveOutWhatToolsBuilt(t *testing.T) {
	t.Parallel()
	minified := strings.Repeat(strings.Repeat("a(b);", 100)+"\n", 3000)
	written := strings.Repeat("first(second, third);\n", 4000)
	g := serve(t, standin.Options{Dir: imported(t, commit("mona", 30,
		"main.go", code(5000), "static/viewer.js", minified, "static/viewer.css", minified, "ui/dist/app.js", "a(b);\n", "logo.eps", strings.Repeat("%!PS\n", 30_000), "ui/app.js", written))})
	_, r, _ := g.analyze(t, nil)
	sizes := map[string]int64{}
	for _, l := range r.Languages {
		sizes[l.Name] = l.Bytes
	}
	if diff := cmp.Diff(map[string]int64{"Go": int64(len(code(5000))), "JavaScript": int64(len(written))}, sizes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

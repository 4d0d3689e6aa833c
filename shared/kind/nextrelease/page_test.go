package nextrelease

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/render"
)

// A repository of many parts has more to say than GitHub takes, and GitHub refuses the whole page then, push after push.
func TestShown_ManyPartsFitOnAPage(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 27, 3, 0, 0, 0, time.UTC)
	s := &state{}
	s.Evidence.Head = strings.Repeat("a", 40)
	var paths []string
	for i := range 30 {
		folder := fmt.Sprintf("part%d", i)
		paths = append(paths, folder+"/main.go")
		s.Lines = append(s.Lines, release.ReleasedLine{
			Folder: folder, Last: release.Tag{Name: folder + "/v1.0.0", SHA: "b", At: now.Add(-time.Hour)}, Versions: []string{folder + "/v1.0.0"},
		})
	}
	for i := range 40 {
		sha := fmt.Sprintf("%040x", i+1)
		s.Evidence.Commits = append(s.Evidence.Commits, release.Commit{SHA: sha, Title: fmt.Sprintf("feat: change %d, %s", i, strings.Repeat("word ", 20)), At: now})
		s.measured = append(s.measured, releaserisk.Kept{Ref: release.Ref{SHA: sha}, How: releaserisk.Pushed, Paths: paths})
	}
	r := &Runner{Risk: &releaserisk.Kind{}, Now: func() time.Time { return now }}
	request := kind.Request{}
	request.Event.Repository = analysis.Repository{ID: 1, Owner: "o", Name: "r"}
	p := r.preview(request, s)
	block := p.block.String()
	if len(block) > render.MaxText {
		t.Errorf("%d bytes", len(block))
	}
	for _, want := range []string{"The next release of `part0` is `part0/v1.1.0`", "The next release of `part29`", "left out: the text would be too long"} {
		if !strings.Contains(block, want) {
			t.Errorf("no %q in:\n%s", want, block[:min(len(block), 3000)])
		}
	}
}

package kind

import (
	"fmt"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/render"
)

// List is all kinds that there are.
type List []Kind

// Of is the kind of that name, nil when there is none.
func (l List) Of(name analysis.Kind) Kind {
	for _, k := range l {
		if k.Name() == name {
			return k
		}
	}
	return nil
}

// Page is what an analysis's kind says of it, as a render.Renderer asks.
func (l List) Page(a *analysis.Analysis, w render.Writer, reviewed bool) (render.Page, error) {
	k := l.Of(a.Kind)
	if k == nil {
		return render.Page{}, fmt.Errorf("there is no kind %q", a.Kind)
	}
	return k.Page(a, w, reviewed)
}

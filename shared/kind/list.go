package kind

import (
	"fmt"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
)

// List is a list of kinds.
type List []Kind

// Of returns the kind of that name, nil if there is none.
func (l List) Of(name analysis.Kind) Kind {
	for _, k := range l {
		if k.Descriptor().Name == name {
			return k
		}
	}
	return nil
}

// Named returns the kind of that name, or an error if there is none.
func (l List) Named(name analysis.Kind) (Kind, error) {
	if k := l.Of(name); k != nil {
		return k, nil
	}
	return nil, fmt.Errorf("there is no kind %q", name)
}

// Page renders the page of the analysis's kind, for a render.Renderer.
func (l List) Page(a *analysis.Analysis, w page.Writer, reviewed bool) (render.Page, error) {
	k, err := l.Named(a.Kind)
	if err != nil {
		return render.Page{}, err
	}
	p, err := k.Page(a, w, reviewed)
	d := k.Descriptor()
	p.CheckName, p.SentUnit, p.SentText = d.CheckName, d.Sent.Unit, d.Sent.Text
	return p, err
}

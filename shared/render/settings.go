package render

import (
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/settings"
)

// settings describes which files the analysis's settings come from, and what bounds changed.
func (p view) settings() []page.Inline {
	s := settings.Of(p.a.Settings)
	var from []page.Inline
	for _, source := range s.Sources {
		name := source.Path
		if source.Repository != p.a.Repository.FullName() {
			name = source.Repository + "/" + name
		}
		from = append(from, page.Code(name+"@"+SHA7(source.SHA)))
	}
	var out []page.Inline
	if len(from) > 0 {
		out = append(out, page.Say("Settings: %s, over the deployment's.", page.Join(", over ", from...)))
	}
	for _, note := range s.Notes {
		out = append(out, page.Say("Settings: %s.", page.Text(note)))
	}
	return out
}

// fault is the line about a settings file that does not apply; none if all apply.
func (p view) fault() []page.Section {
	fault := settings.Of(p.a.Settings).Fault
	if fault == "" {
		return nil
	}
	return []page.Section{page.Statement("Settings: %s.", page.Text(withoutStop(fault)))}
}

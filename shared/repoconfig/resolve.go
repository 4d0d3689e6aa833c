package repoconfig

import (
	"reflect"

	"github.com/devplus-app/devplus/shared/settings"
)

// Layers are what settings are made of, the weakest first.
type Layers struct {
	Deployment   settings.Settings
	Bounds       settings.Bounds // of the deployment
	Organization []byte          // the organization's file; nil: none
	Repository   []byte          // the repository's; nil: none
}

// Resolved is what the layers come to.
type Resolved struct {
	Settings settings.Settings
	Origins  map[string]Origin // of each key that a file sets or bounds change, by its path, such as block.risk; the deployment sets the others
	document document
}

// Check returns the faults of a file.
func Check(content []byte, organization bool) Faults {
	d := documentOf(settings.Default())
	_, faults := d.overlay(content, organization)
	return faults
}

// Resolve applies the layers. A file with faults changes nothing: check it before.
func Resolve(l Layers) Resolved {
	r := Resolved{Origins: map[string]Origin{}, document: documentOf(l.Deployment)}
	apply := func(content []byte, from Origin) {
		next := r.document.clone()
		set, faults := next.overlay(content, from == FromOrganization)
		if len(faults) > 0 {
			return
		}
		r.document = next
		for _, path := range set {
			r.Origins[path] = from
		}
	}
	apply(l.Organization, FromOrganization)
	apply(l.Repository, FromRepository)
	s := r.document.settings()
	var notes []string
	l.Bounds.RetentionDays = l.Deployment.RetentionDays // which is what a deployment promises
	s, _ = settings.Bounds{}.Clamp(s, "")               // each gate has all values, as bounds leave them
	for _, one := range []struct {
		bounds settings.Bounds
		by     string
		origin Origin
	}{{r.document.Bounds, "the organization", FromOrganizationBounds}, {l.Bounds, "the deployment", FromDeploymentBounds}} {
		bounded, changed := one.bounds.Clamp(s, one.by)
		notes = append(notes, changed...)
		if !reflect.DeepEqual(bounded, s) { // most bounds change nothing, and listing all keys takes longer than the rest
			before := leaves(documentOf(s))
			for path, value := range leaves(documentOf(bounded)) {
				if before[path] != value {
					r.Origins[path] = one.origin
				}
			}
		}
		s = bounded
	}
	s.Notes = notes
	r.Settings = s
	bounds := r.document.Bounds
	r.document = documentOf(s)
	r.document.Bounds = bounds
	return r
}

// overlay decodes a file over d. It returns the paths of the keys that the file sets.
func (d *document) overlay(content []byte, organization bool) (set []string, _ Faults) {
	root, faults := parse(content)
	if root == nil {
		return nil, faults
	}
	dec := decoder{organization: organization}
	dec.value(root, "", reflect.ValueOf(d).Elem(), "")
	dec.faults.sort()
	return dec.set, dec.faults
}

// clone returns a copy that shares no map with d; lists are replaced, never changed.
func (d document) clone() document {
	gates := make(map[string]settings.EnvironmentGate, len(d.Gates))
	for name, g := range d.Gates {
		gates[name] = g
	}
	d.Gates = gates
	return d
}

package repoconfig

import (
	"fmt"
	"reflect"
	"strings"
)

// Origin is a layer.
type Origin string

// The origins. Bounds are the origin of what they changed.
const (
	FromDeployment         Origin = "deployment"
	FromOrganization       Origin = "organization"
	FromRepository         Origin = "repository"
	FromOrganizationBounds Origin = "the organization's bounds"
	FromDeploymentBounds   Origin = "the deployment's bounds"
)

// origin returns where the value of a key comes from. A gate has what it does not set from the gate of all others.
func (p printer) origin(path string) Origin {
	if from, ok := p.origins[path]; ok {
		return from
	}
	if rest, isGate := strings.CutPrefix(path, "gates."); isGate {
		if from, ok := p.origins["gates.*"+rest[strings.LastIndexByte(rest, '.'):]]; ok {
			return from
		}
	}
	return FromDeployment
}

// leaves returns the values of a document as text, by their paths.
func leaves(d document) map[string]string {
	found := map[string]string{}
	collect(found, "", reflect.ValueOf(d))
	return found
}

func collect(into map[string]string, path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			collect(into, path, v.Elem())
		}
	case reflect.Struct:
		for _, k := range keysOf(v.Type()) {
			collect(into, join(path, k.name), v.FieldByIndex(k.index))
		}
	case reflect.Map:
		for _, key := range sortedKeys(v) {
			collect(into, join(path, key), v.MapIndex(reflect.ValueOf(key)))
		}
	case reflect.Slice:
	default:
		into[path] = fmt.Sprint(v.Interface())
	}
}

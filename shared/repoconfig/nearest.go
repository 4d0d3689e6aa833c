package repoconfig

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// unknownKey describes a key that is not known, and names the nearest that is: among its neighbors, else elsewhere in the file.
func unknownKey(path, key string, known []keyField) string {
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = k.name
	}
	what := fmt.Sprintf("%s is no key", join(path, key))
	if near := didYouMean(key, names); near != "" {
		return what + near
	}
	if at := placesOf(key, "", reflect.TypeFor[document]()); len(at) > 0 {
		return what + "; there is " + oneOf(at)
	}
	return what + "; " + name(path) + " takes " + oneOf(names)
}

// placesOf lists the paths of the keys with that name.
func placesOf(key, path string, t reflect.Type) []string {
	switch t.Kind() {
	case reflect.Map:
		return placesOf(key, join(path, "NAME"), t.Elem())
	case reflect.Struct:
	default:
		return nil
	}
	var at []string
	for _, k := range keysOf(t) {
		if k.name == key {
			at = append(at, join(path, k.name))
		}
		at = append(at, placesOf(key, join(path, k.name), t.FieldByIndex(k.index).Type)...)
	}
	return at
}

// didYouMean returns "; did you mean X?" for the nearest of the names, "" if none is near.
func didYouMean(got string, names []string) string {
	if len(got) > maxText {
		return ""
	}
	spelled := make([]string, len(names))
	for i, name := range names {
		spelled[i] = normal(name)
	}
	best := slices.Index(spelled, text.Nearest(normal(got), spelled))
	if best < 0 {
		return ""
	}
	return "; did you mean " + names[best] + "?"
}

// normal leaves out what spellings of one key differ by.
func normal(s string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(s))
}

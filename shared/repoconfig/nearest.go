package repoconfig

import (
	"fmt"
	"reflect"
	"strings"
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
	best, least := "", 1+max(2, len(got)/3)
	if len(got) > maxText {
		return ""
	}
	for _, one := range names {
		if d := distance(normal(got), normal(one)); d < least {
			best, least = one, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// normal leaves out what spellings of one key differ by.
func normal(s string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(s))
}

// distance counts the letters to insert, remove, replace or swap with the next (optimal string alignment).
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

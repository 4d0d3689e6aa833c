package store

import (
	"reflect"
	"strings"
	"time"
)

// size returns the size of a document by Firestore's rules, without its name; the limit is 1 MiB:
// https://cloud.google.com/firestore/docs/storage-size.
func size(v reflect.Value) int {
	if v.Type() == reflect.TypeFor[time.Time]() {
		return 8
	}
	total := 0
	switch v.Kind() {
	case reflect.String:
		return v.Len() + 1
	case reflect.Bool:
		return 1
	case reflect.Pointer:
		return size(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("firestore"), ",")
			if name != "-" && !v.Field(i).IsZero() {
				total += len(name) + 1 + size(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return v.Len()
		}
		for i := range v.Len() {
			total += size(v.Index(i))
		}
	case reflect.Map:
		for key, value := range v.Seq2() {
			total += size(key) + size(value)
		}
	default:
		return 8
	}
	return total
}

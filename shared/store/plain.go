package store

import (
	"reflect"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Plain is the Codec of a struct that is its own stored form. Its fields ID (a string) and Revision (an analysis.Revision)
// are the store's and have the tags "-".
func Plain[T any]() Codec[T] {
	part := func(v *T, field string) any { return reflect.ValueOf(v).Elem().FieldByName(field).Addr().Interface() }
	id := func(v *T) *string { return part(v, "ID").(*string) }
	revision := func(v *T) *analysis.Revision { return part(v, "Revision").(*analysis.Revision) }
	clone := func(v *T) *T { return normal(reflect.ValueOf(v)).Interface().(*T) }
	return Codec[T]{
		Key:   func(v *T) (string, analysis.Revision) { return *id(v), *revision(v) },
		Clone: clone,
		Encode: func(v *T) (any, error) {
			fields := clone(v)
			*id(fields), *revision(fields) = "", ""
			return fields, nil
		},
		Decode: func(name string, read analysis.Revision, fields func(any) error) (*T, error) {
			v := new(T)
			if err := fields(v); err != nil {
				return nil, err
			}
			v = clone(v)
			*id(v), *revision(v) = name, read
			return v, nil
		},
	}
}

// normal returns a deep copy of v in the form that every store returns: times in UTC at microseconds, valid UTF-8, and nil
// for empty.
func normal(v reflect.Value) reflect.Value {
	to := reflect.New(v.Type()).Elem()
	if at, ok := v.Interface().(time.Time); ok {
		to.Set(reflect.ValueOf(instant(at)))
		return to
	}
	switch v.Kind() {
	case reflect.String:
		to.SetString(strings.ToValidUTF8(v.String(), "\uFFFD"))
	case reflect.Pointer:
		if !v.IsNil() {
			to.Set(reflect.New(v.Type().Elem()))
			to.Elem().Set(normal(v.Elem()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			to.Field(i).Set(normal(v.Field(i)))
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			to.SetBytes(append([]byte(nil), v.Bytes()...))
			return to
		}
		for i := range v.Len() {
			to = reflect.Append(to, normal(v.Index(i)))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if to.IsNil() {
				to.Set(reflect.MakeMap(v.Type()))
			}
			to.SetMapIndex(normal(key), normal(v.MapIndex(key)))
		}
	default:
		to.Set(v)
	}
	return to
}

func instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}

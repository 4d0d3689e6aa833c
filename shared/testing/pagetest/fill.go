package pagetest

import (
	"encoding/json"
	"reflect"
	"time"
)

// Fill sets every string that v, a pointer, leads to, and makes what leads to one: a field that a type gets later is filled as well. Lists
// and maps get two elements, numbers become 3, and what is JSON stays.
func Fill(v any, text string) { FillEach(v, func() string { return text }) }

// FillEach is Fill with a text of its own for each string.
func FillEach(v any, next func() string) { fill(reflect.ValueOf(v).Elem(), next, 0) }

func fill(v reflect.Value, next func() string, depth int) {
	if !v.CanSet() || depth > 12 {
		return
	}
	switch v.Interface().(type) {
	case json.RawMessage:
		return
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 11, 27, 3, 0, 0, 0, time.UTC)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(next())
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt(3)
	case reflect.Float64:
		v.SetFloat(3)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), next, depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), next, depth+1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), next, depth+1)
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, next, depth+1)
		fill(value, next, depth+1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	}
}

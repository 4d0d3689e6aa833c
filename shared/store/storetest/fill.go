package storetest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// filler gives every field a value that no other field has. So a field that a store forgets or mixes up shows, also one that
// is added later.
type filler struct {
	count int
	zone  *time.Location // UTC if nil
	finer time.Duration  // added to every time
}

// fill returns a document with a value in every field.
func (d documents[T]) fill(f *filler, name string) *T {
	v := reflect.New(reflect.TypeFor[T]()).Elem()
	f.fill(v)
	v.FieldByName("ID").SetString(name)
	v.FieldByName("Revision").SetZero()
	return v.Addr().Interface().(*T)
}

func (f *filler) fill(v reflect.Value) {
	f.count++
	switch v.Interface().(type) {
	case time.Time:
		at := noon.Add(time.Duration(f.count) * time.Second).Add(f.finer).In(cmp.Or(f.zone, time.UTC))
		v.Set(reflect.ValueOf(at))
		return
	case json.RawMessage:
		v.Set(reflect.ValueOf(json.RawMessage(fmt.Sprintf(`{ "findings": [{"n": %d, "<": "☃"}] }`, f.count))))
		return
	case analysis.State:
		v.Set(reflect.ValueOf(analysis.Queued))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("ünïcödé 日本 😀 \x00 %d", f.count))
	case reflect.Int, reflect.Int64:
		v.SetInt(1<<31 - 1 - int64(f.count))
	case reflect.Float64:
		v.SetFloat(float64(f.count) + 0.1)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes(fmt.Appendf(nil, "\x00\xff%d", f.count))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0))
		f.fill(v.Index(1))
	case reflect.Array:
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		f.fill(key)
		f.fill(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(v.Field(i))
		}
	default:
		panic(fmt.Sprintf("the contract can't fill a %s yet", v.Type()))
	}
}

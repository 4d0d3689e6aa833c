package storetest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// filler sets every field it meets to a value that no other field has, so that a field that a store forgets or mixes up
// shows, those that are added later included.
type filler struct {
	count int
	zone  *time.Location
	finer time.Duration // added to every time
}

func (f *filler) analysis(id string) *analysis.Analysis {
	a := new(analysis.Analysis)
	f.fill(reflect.ValueOf(a).Elem())
	a.ID, a.Revision = id, ""
	return a
}

func (f *filler) latest() *analysis.Latest {
	p := new(analysis.Latest)
	f.fill(reflect.ValueOf(p).Elem())
	p.ID, p.Revision = latestID, ""
	return p
}

func (f *filler) fill(v reflect.Value) {
	f.count++
	switch v.Interface().(type) {
	case time.Time:
		at := noon.Add(time.Duration(f.count) * time.Second).Add(f.finer).In(f.zone)
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
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0))
		f.fill(v.Index(1))
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

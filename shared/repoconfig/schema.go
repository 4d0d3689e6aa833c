package repoconfig

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/settings"
)

// SchemaURL is where the JSON Schema is published, for editors.
const SchemaURL = "https://raw.githubusercontent.com/devplus-app/devplus/main/.github/devplus.schema.json"

// Schema returns the JSON Schema (draft 7, which editors know) of both files, made from the Go types.
func Schema() []byte {
	root := schemaOf(reflect.TypeFor[document](), "")
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["$id"] = SchemaURL
	root["title"] = "DevPlus: .github/devplus.yml of a repository, devplus.yml of an organization's .github repository"
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		panic(err) // maps, strings and numbers have a JSON form
	}
	return out.Bytes()
}

func schemaOf(t reflect.Type, tag reflect.StructTag) map[string]any {
	s := map[string]any{}
	if help := tag.Get("help"); help != "" {
		s["description"] = help
	}
	switch {
	case t.Kind() == reflect.Pointer:
		return schemaOf(t.Elem(), tag)
	case t.Kind() == reflect.Struct:
		properties := map[string]any{}
		for _, k := range keysOf(t) {
			properties[k.name] = schemaOf(t.FieldByIndex(k.index).Type, k.tag)
		}
		s["type"], s["properties"], s["additionalProperties"] = "object", properties, false
	case t.Kind() == reflect.Map:
		s["type"], s["additionalProperties"] = "object", schemaOf(t.Elem(), "")
		s["maxProperties"] = maxItems
	case t.Kind() == reflect.Slice:
		limit := maxItems
		if given, err := strconv.Atoi(tag.Get("items")); err == nil {
			limit = given
		}
		item := schemaOf(t.Elem(), tag)
		delete(item, "description")
		s["type"], s["items"], s["maxItems"] = "array", item, limit
	case t == durationType:
		s["type"], s["pattern"] = "string", `^([0-9]+(\.[0-9]+)?(h|m|s))+$`
	case t.Kind() == reflect.Bool:
		s["type"] = "boolean"
	case t.Kind() == reflect.Float64:
		s["type"], s["minimum"], s["maximum"] = "number", bound(tag.Get("min")), bound(tag.Get("max"))
	case t.Kind() == reflect.Int || t.Kind() == reflect.Int64:
		s["type"], s["minimum"], s["maximum"] = "integer", bound(tag.Get("min")), bound(tag.Get("max"))
	default:
		s["type"] = "string"
		if o := tag.Get("options"); o != "" {
			s["enum"] = strings.Split(o, "|")
		} else if slices.Contains([]reflect.Type{reflect.TypeFor[settings.Glob](), reflect.TypeFor[settings.Wildcard]()}, t) {
			s["minLength"], s["maxLength"] = 1, 200
		} else {
			s["maxLength"] = maxText
			if given, err := strconv.Atoi(tag.Get("bytes")); err == nil {
				s["maxLength"] = given
			}
		}
	}
	return s
}

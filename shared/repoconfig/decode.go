package repoconfig

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/devplus-app/devplus/shared/text"
)

// maxItems bounds a list and the entries of gates.
const maxItems = 100

// decoder decodes a file over the values that hold without it. It notes each fault, and each key that it set.
type decoder struct {
	faults       Faults
	set          []string // paths of keys, such as block.risk
	organization bool     // of the file
}

func (d *decoder) fault(n *yaml.Node, format string, values ...any) {
	if len(d.faults) < maxFaults {
		d.faults = append(d.faults, Fault{n.Line, n.Column, fmt.Sprintf(format, values...)})
	}
}

// value decodes n, the value of the key at path, into v.
func (d *decoder) value(n *yaml.Node, path string, v reflect.Value, tag reflect.StructTag) {
	switch {
	case n.Kind == yaml.AliasNode:
		d.fault(n, "%s is an alias: write the value out", name(path))
		return
	case n.Anchor != "":
		d.fault(n, "%s has an anchor: write each value out", name(path))
		return
	case n.Style&yaml.TaggedStyle != 0:
		d.fault(n, "%s has the tag %s: values have no tags", name(path), text.Excerpt(n.Tag, 40))
		return
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		d.fault(n, "%s has no value: give it one, or remove the key", path)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.mapping(n, path, v)
	case reflect.Map:
		d.entries(n, path, v)
	case reflect.Slice:
		d.list(n, path, v, tag)
	case reflect.Pointer:
		into := reflect.New(v.Type().Elem())
		d.value(n, path, into.Elem(), tag)
		v.Set(into)
	default:
		if n.Kind != yaml.ScalarNode {
			d.fault(n, "%s takes one value", path)
			return
		}
		if err := parseScalar(n, v, tag); err != nil {
			d.fault(n, "%s %s", path, err)
			return
		}
		d.set = append(d.set, path)
	}
}

// pairs calls visit for each key of a mapping.
func (d *decoder) pairs(n *yaml.Node, path string, visit func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.fault(n, "%s takes keys and values", name(path))
		return
	}
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch first := lines[key.Value]; {
		case key.Kind != yaml.ScalarNode || key.Anchor != "" || key.Style&yaml.TaggedStyle != 0:
			d.fault(key, "%s has a key that is no plain name", name(path))
			continue
		case first != 0:
			d.fault(key, "%s was set in line %d already", join(path, key.Value), first)
			continue
		}
		lines[key.Value] = key.Line
		visit(key, value)
	}
}

func (d *decoder) mapping(n *yaml.Node, path string, v reflect.Value) {
	known := keysOf(v.Type())
	d.pairs(n, path, func(key, value *yaml.Node) {
		i := slices.IndexFunc(known, func(k keyField) bool { return k.name == key.Value })
		switch {
		case i < 0:
			d.fault(key, "%s", unknownKey(path, key.Value, known))
		case known[i].tag.Get("organization") != "" && !d.organization:
			d.fault(key, "%s belongs into the organization's file: %s in its repository %s", key.Value, OrganizationPath, OrganizationName)
		default:
			d.value(value, join(path, key.Value), v.FieldByIndex(known[i].index), known[i].tag)
		}
	})
}

func (d *decoder) entries(n *yaml.Node, path string, v reflect.Value) {
	if n.Kind == yaml.MappingNode && len(n.Content)/2 > maxItems {
		d.fault(n, "%s has more than %d entries", path, maxItems)
		return
	}
	lines := map[string]int{}
	d.pairs(n, path, func(key, value *yaml.Node) {
		if err := Name(key.Value).Check(); err != nil {
			d.fault(key, "a name in %s %s", path, err)
			return
		}
		name := spelled(v, key.Value)
		if first := lines[name]; first != 0 {
			d.fault(key, "%s was set in line %d already: case is ignored", join(path, key.Value), first)
			return
		}
		lines[name] = key.Line
		into := reflect.New(v.Type().Elem()).Elem()
		if before := v.MapIndex(reflect.ValueOf(name)); before.IsValid() {
			into.Set(before)
		}
		d.value(value, join(path, name), into, "")
		v.SetMapIndex(reflect.ValueOf(name), into)
	})
}

// spelled returns the key of the map that is the name but for case, as GitHub compares names; the name itself if there is none.
func spelled(m reflect.Value, name string) string {
	for _, k := range m.MapKeys() {
		if strings.EqualFold(k.String(), name) {
			return k.String()
		}
	}
	return name
}

func (d *decoder) list(n *yaml.Node, path string, v reflect.Value, tag reflect.StructTag) {
	limit := maxItems
	if given, err := strconv.Atoi(tag.Get("items")); err == nil {
		limit = given
	}
	switch {
	case n.Kind != yaml.SequenceNode:
		d.fault(n, "%s takes a list, such as [a, b]", path)
		return
	case len(n.Content) > limit:
		d.fault(n, "%s has %d entries, at most %d are taken", path, len(n.Content), limit)
		return
	}
	list := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		d.entry(item, fmt.Sprintf("%s[%d]", path, i), list.Index(i), tag)
	}
	if checked, ok := list.Interface().(interface{ CheckAll() error }); ok {
		if err := checked.CheckAll(); err != nil {
			d.fault(n, "%s %s", path, err)
		}
	}
	v.Set(list)
	d.set = append(d.set, path)
}

// entry decodes an entry of a list. A list is set as a whole, so the keys of its entries are not noted.
func (d *decoder) entry(n *yaml.Node, path string, v reflect.Value, tag reflect.StructTag) {
	noted := len(d.set)
	d.value(n, path, v, tag)
	d.set = d.set[:noted]
}

// keyField is a field that a key sets.
type keyField struct {
	name  string
	index []int
	tag   reflect.StructTag
}

// keysOf lists the keys of a struct, those of embedded ones first.
func keysOf(t reflect.Type) []keyField {
	var keys []keyField
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			for _, k := range keysOf(f.Type) {
				keys = append(keys, keyField{k.name, append([]int{i}, k.index...), k.tag})
			}
			continue
		}
		if name := f.Tag.Get("yaml"); name != "" {
			keys = append(keys, keyField{name, []int{i}, f.Tag})
		}
	}
	return keys
}

func join(path, key string) string {
	key = text.Excerpt(key, 60)
	if path == "" {
		return key
	}
	return path + "." + key
}

// name names a mapping for people.
func name(path string) string {
	if path == "" {
		return "the file"
	}
	return strings.TrimSpace(path)
}

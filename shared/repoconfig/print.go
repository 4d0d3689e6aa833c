package repoconfig

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Print returns the settings in effect in the form of a file, with the origin of each value behind it. named names the origins for people; nil: none is
// shown.
func (r Resolved) Print(named map[Origin]string) ([]byte, error) {
	p := printer{origins: r.Origins, named: named}
	root := p.node("", reflect.ValueOf(r.document))
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(root); err != nil {
		return nil, fmt.Errorf("printing settings: %w", err)
	}
	return out.Bytes(), e.Close()
}

type printer struct {
	origins map[string]Origin
	named   map[Origin]string
}

// node returns the form of v; nil where nothing is to be said.
func (p printer) node(path string, v reflect.Value) *yaml.Node {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		if n := p.node(path, v.Elem()); n != nil || !v.Elem().CanInt() {
			return n
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Value: "0", LineComment: p.comment(path)} // it is set
	case reflect.Struct:
		n := &yaml.Node{Kind: yaml.MappingNode}
		for _, k := range keysOf(v.Type()) {
			value, at := v.FieldByIndex(k.index), join(path, k.name)
			if value.Kind() == reflect.Struct && k.tag.Get("organization") != "" && !p.sets(at) {
				continue // its false would read as if somebody had set it
			}
			p.add(n, k.name, p.node(at, value))
		}
		return orNil(n)
	case reflect.Map:
		n := &yaml.Node{Kind: yaml.MappingNode}
		for _, key := range sortedKeys(v) {
			p.add(n, key, p.node(join(path, key), v.MapIndex(reflect.ValueOf(key))))
		}
		return orNil(n)
	case reflect.Slice:
		if v.Len() == 0 {
			return nil
		}
		n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle, LineComment: p.comment(path)}
		for i := range v.Len() {
			item := v.Index(i)
			if item.Kind() == reflect.Struct {
				n.Style = 0
			}
			n.Content = append(n.Content, printer{}.node("", item))
		}
		return n
	}
	text, ok := scalarText(v)
	if !ok {
		return nil
	}
	n := &yaml.Node{Kind: yaml.ScalarNode, LineComment: p.comment(path)}
	if v.Kind() == reflect.String {
		n.SetString(text)
		n.LineComment = p.comment(path)
	} else {
		n.Value = text
	}
	return n
}

// sets reports whether a file sets a key below the path.
func (p printer) sets(path string) bool {
	for set := range p.origins {
		if strings.HasPrefix(set, path+".") {
			return true
		}
	}
	return false
}

func (printer) add(n *yaml.Node, key string, value *yaml.Node) {
	if value == nil {
		return
	}
	name := &yaml.Node{}
	name.SetString(key)
	if value.Kind == yaml.SequenceNode && value.Style == 0 { // a block list has no line of its own to comment
		name.LineComment, value.LineComment = value.LineComment, ""
	}
	n.Content = append(n.Content, name, value)
}

func (p printer) comment(path string) string {
	if p.named == nil {
		return ""
	}
	from := p.origin(path)
	if name, ok := p.named[from]; ok {
		return name
	}
	return string(from)
}

// scalarText returns a value as a file has it; false for one that is not set.
func scalarText(v reflect.Value) (string, bool) {
	switch {
	case v.Type() == durationType:
		d := time.Duration(v.Int())
		return shortDuration(d), d != 0
	case v.Kind() == reflect.String:
		return v.String(), v.String() != ""
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'g', -1, 64), true
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10), v.Int() != 0
	}
	return strconv.FormatBool(v.Bool()), true
}

// shortDuration returns 30m in place of 30m0s.
func shortDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

func orNil(n *yaml.Node) *yaml.Node {
	if len(n.Content) == 0 {
		return nil
	}
	return n
}

func sortedKeys(m reflect.Value) []string {
	var keys []string
	for _, k := range m.MapKeys() {
		keys = append(keys, k.String())
	}
	slices.Sort(keys)
	return keys
}

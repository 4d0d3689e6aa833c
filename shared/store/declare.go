package store

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Declared is a collection of documents of any type.
type Declared interface {
	// CollectionName returns the name that Firestore shows.
	CollectionName() string
	// Fields returns the fields that are stored.
	Fields() []Field
	// Whose says to which repository its documents belong.
	Whose() Whose
	// Kept is how long they are stored.
	Kept() Kept
}

// Field is a stored field.
type Field struct {
	Name  string
	Type  reflect.Type
	index int // in the struct
}

// Names of the fields that mean the same in every collection.
const (
	DueAt    = "due_at"
	ExpireAt = "expire_at"
)

var declared []Declared

// Declare adds a collection, for a package-level variable. Tests check Terraform's indexes and TTL policies and the
// contract suite against the declarations. It panics if the fields can't be stored, or the name is taken.
func Declare[T any](d Declaration[T]) *Collection[T] {
	empty, err := d.Codec.Decode("", "", func(any) error { return nil })
	if err != nil {
		panic(fmt.Sprintf("collection %s: decoding a document without fields: %v", d.Name, err))
	}
	fields, err := d.Codec.Encode(empty)
	if err != nil {
		panic(fmt.Sprintf("collection %s: encoding a document without fields: %v", d.Name, err))
	}
	for _, other := range declared {
		if other.CollectionName() == d.Name {
			panic("collection " + d.Name + " is declared twice")
		}
	}
	c := &Collection[T]{d, fieldsOf(d.Name, reflect.TypeOf(fields).Elem())}
	declared = append(declared, c)
	return c
}

// Collections lists every declared collection.
func Collections() []Declared { return declared }

// CollectionName returns the name that Firestore shows.
func (c *Collection[T]) CollectionName() string { return c.Name }

// Whose says to which repository its documents belong.
func (c *Collection[T]) Whose() Whose { return c.Of }

// Kept is how long the documents are stored.
func (c *Collection[T]) Kept() Kept { return c.Expires }

// Fields returns the fields that are stored.
func (c *Collection[T]) Fields() []Field { return c.fields }

// fieldsOf lists the fields of a stored form. Both stores must see the same names, and no zero values.
func fieldsOf(collection string, stored reflect.Type) []Field {
	var fields []Field
	for i := range stored.NumField() {
		f := stored.Field(i)
		tag := f.Tag.Get("firestore")
		if tag == "-" {
			continue
		}
		name, omit, _ := strings.Cut(tag, ",")
		if name == "" || omit != "omitzero" || f.Tag.Get("json") != tag {
			panic(fmt.Sprintf("collection %s: %s needs the tags firestore and json, both \"name,omitzero\"", collection, f.Name))
		}
		if (name == DueAt || name == ExpireAt) && f.Type != reflect.TypeFor[time.Time]() {
			panic(fmt.Sprintf("collection %s: %s must be a time", collection, name))
		}
		fields = append(fields, Field{name, f.Type, i})
	}
	return fields
}

// dueAt returns the due_at of a stored form; zero if it has none.
func (c *Collection[T]) dueAt(fields any) time.Time {
	for _, f := range c.fields {
		if f.Name == DueAt {
			return reflect.ValueOf(fields).Elem().Field(f.index).Interface().(time.Time)
		}
	}
	return time.Time{}
}

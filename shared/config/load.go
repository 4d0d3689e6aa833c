package config

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Lookup returns an environment variable, like os.LookupEnv.
type Lookup func(name string) (string, bool)

// Variable describes one environment variable of a function, for its documentation.
type Variable struct {
	Name     string
	Default  string
	Required bool
	Secret   bool // Name or Name_SECRET, exactly one
	Options  []string
	Least    string // of a time; empty: more than none
	Help     string
}

// Load fills T, a struct whose fields carry the tags
//
//	env:"NAME"  required:"true"  default:"…"  options:"a|b"  help:"…"  min:"0s"
//
// (env:"-" leaves a field out) and are strings, booleans, integers, floats (or pointers to them: nil when unset), *url.URL, Secret, or structs of such. An empty
// variable counts as unset, except a secret's: that is a fault. A method Validate() error of T and of each embedded struct checks combinations. The
// error names every fault once, one a line.
func Load[T any](lookup Lookup) (T, error) {
	var out T
	var faults []error
	each(reflect.ValueOf(&out).Elem(), func(v Variable, field reflect.Value) {
		if err := set(v, field, lookup); err != nil {
			faults = append(faults, err)
		}
	})
	validate(reflect.ValueOf(out), func(err error) {
		said := func(fault error) bool { return fault.Error() == err.Error() }
		if !slices.ContainsFunc(faults, said) { // the method of an embedded struct may be the outer's too
			faults = append(faults, err)
		}
	})
	return out, errors.Join(faults...)
}

// validate calls the methods Validate of v and of the structs that it embeds, the inner ones first.
func validate(v reflect.Value, add func(error)) {
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.Anonymous && f.Type.Kind() == reflect.Struct {
			validate(v.Field(i), add)
		}
	}
	if checked, ok := v.Interface().(interface{ Validate() error }); ok {
		if err := checked.Validate(); err != nil {
			add(err)
		}
	}
}

// Describe lists the variables that Load[T] reads, in the order of the fields.
func Describe[T any]() []Variable {
	var out T
	var all []Variable
	each(reflect.ValueOf(&out).Elem(), func(v Variable, _ reflect.Value) { all = append(all, v) })
	return all
}

var (
	secretType   = reflect.TypeFor[Secret]()
	urlType      = reflect.TypeFor[*url.URL]()
	durationType = reflect.TypeFor[time.Duration]()
)

func each(s reflect.Value, visit func(Variable, reflect.Value)) {
	for i := range s.NumField() {
		tag := s.Type().Field(i).Tag
		name, tagged := tag.Lookup("env")
		if name == "-" {
			continue
		}
		if !tagged {
			each(s.Field(i), visit)
			continue
		}
		v := Variable{
			Name: name, Default: tag.Get("default"), Required: tag.Get("required") == "true",
			Secret: s.Field(i).Type() == secretType, Least: tag.Get("min"), Help: tag.Get("help"),
		}
		if o := tag.Get("options"); o != "" {
			v.Options = strings.Split(o, "|")
		}
		visit(v, s.Field(i))
	}
}

func set(v Variable, field reflect.Value, lookup Lookup) error {
	if v.Secret {
		secret, err := newSecret(v, lookup)
		if err == nil {
			field.Set(reflect.ValueOf(secret))
		}
		return err
	}
	text, _ := lookup(v.Name)
	if text = strings.TrimSpace(text); text == "" {
		if v.Required {
			return fmt.Errorf("%s is not set: %s", v.Name, v.Help)
		}
		if text = v.Default; text == "" {
			return nil
		}
	}
	if len(v.Options) > 0 && !slices.Contains(v.Options, text) {
		return fmt.Errorf("%s is %q, but takes one of %s", v.Name, text, strings.Join(v.Options, ", "))
	}
	if field.Type() == urlType {
		u, err := baseURL(text)
		if err != nil {
			return fmt.Errorf("%s takes %w", v.Name, err) // without the value: people put passwords into URLs
		}
		field.Set(reflect.ValueOf(u))
		return nil
	}
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.New(field.Type().Elem()))
		if field = field.Elem(); field.CanInt() && text == "0" { // unlike an integer whose zero is unset
			return nil
		}
	}
	if err := parse(text, v.Least, field); err != nil {
		return fmt.Errorf("%s is %q, but takes %w", v.Name, text, err)
	}
	return nil
}

func baseURL(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(text, "/"))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil || strings.ContainsAny(text, "?#") {
		return nil, errors.New("a URL such as https://host, without user, query or fragment")
	}
	return u, nil
}

// parse sets field from text; least is Variable.Least. Its error says what the field accepts.
func parse(text, least string, field reflect.Value) error {
	switch {
	case field.Type() == durationType:
		d, err := time.ParseDuration(text)
		if err != nil || d < 0 || d == 0 && least != "0s" {
			return errors.New("a time such as 30m or 1h30m")
		}
		field.SetInt(int64(d))
	case field.CanInt():
		n, err := strconv.ParseInt(text, 10, field.Type().Bits())
		if err != nil || n < 1 {
			return errors.New("a whole number of at least 1")
		}
		field.SetInt(n)
	case field.Kind() == reflect.Bool:
		field.SetBool(text == "true") // its options leave nothing else
	case field.CanFloat():
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || !(f >= 0 && f < 1e9) {
			return errors.New("a number of at least 0")
		}
		field.SetFloat(f)
	default:
		field.SetString(text)
	}
	return nil
}

package repoconfig

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/devplus-app/devplus/shared/text"
)

// maxText bounds a text without a tag bytes.
const maxText = 255

var durationType = reflect.TypeFor[time.Duration]()

// parseScalar sets v. Its error goes on after the key's name.
func parseScalar(n *yaml.Node, v reflect.Value, tag reflect.StructTag) error {
	shown := text.Excerpt(n.Value, 60)
	switch {
	case v.Type() == durationType:
		d, err := time.ParseDuration(n.Value)
		low, high := duration(tag.Get("min")), duration(tag.Get("max"))
		if err != nil || d < low || d > high {
			return fmt.Errorf("is %q, but takes a time from %s to %s, such as 30m or 1h30m", shown, tag.Get("min"), tag.Get("max"))
		}
		v.SetInt(int64(d))
	case v.Kind() == reflect.Bool:
		if n.Tag != "!!bool" || n.Value != "true" && n.Value != "false" {
			return fmt.Errorf("is %q, but takes true or false", shown)
		}
		v.SetBool(n.Value == "true")
	case v.CanInt(), v.CanFloat():
		f, err := strconv.ParseFloat(n.Value, 64)
		low, high := bound(tag.Get("min")), bound(tag.Get("max"))
		if err != nil || n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 || !(f >= low && f <= high) || v.CanInt() && f != float64(int64(f)) {
			kind := "a number"
			if v.CanInt() {
				kind = "a whole number"
			}
			return fmt.Errorf("is %q, but takes %s from %s to %s", shown, kind, tag.Get("min"), tag.Get("max"))
		}
		if v.CanInt() {
			v.SetInt(int64(f))
		} else {
			v.SetFloat(f)
		}
	default:
		return setText(n.Value, shown, v, tag)
	}
	return nil
}

func setText(value, shown string, v reflect.Value, tag reflect.StructTag) error {
	if o := tag.Get("options"); o != "" {
		if options := strings.Split(o, "|"); !slices.Contains(options, value) {
			return fmt.Errorf("is %q, but takes %s%s", shown, oneOf(options), didYouMean(value, options))
		}
	}
	limit := maxText
	if given, err := strconv.Atoi(tag.Get("bytes")); err == nil {
		limit = given
	}
	switch {
	case len(value) > limit:
		return fmt.Errorf("has %s bytes, at most %s are taken", text.Number(len(value)), text.Number(limit))
	case strings.ContainsFunc(value, forbidden):
		return errors.New("has control characters or characters that nobody sees")
	}
	v.SetString(value)
	if checked, ok := v.Interface().(interface{ Check() error }); ok {
		if err := checked.Check(); err != nil {
			return fmt.Errorf("(%q) %w", shown, err)
		}
	}
	return nil
}

// forbidden reports a character that hides what a text says: a control, or one without a width, such as those that turn the direction.
func forbidden(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Cf, r) && r != '\u200d'
}

// Name is a name of an object on GitHub.
type Name string

// Check returns an error for a name that GitHub does not have.
func (n Name) Check() error {
	if n == "" || len(n) > maxText || strings.ContainsFunc(string(n), forbidden) {
		return fmt.Errorf("(%q) is empty, longer than %d bytes, or has characters that nobody sees", text.Excerpt(string(n), 60), maxText)
	}
	return nil
}

func oneOf(options []string) string {
	if len(options) == 1 {
		return options[0]
	}
	return strings.Join(options[:len(options)-1], ", ") + " or " + options[len(options)-1]
}

func duration(s string) time.Duration { d, _ := time.ParseDuration(s); return d }

func bound(s string) float64 { f, _ := strconv.ParseFloat(s, 64); return f }

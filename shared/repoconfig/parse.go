package repoconfig

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/devplus-app/devplus/shared/text"
)

// maxFaults bounds the faults of one file; GitHub takes 50 annotations in one request.
const maxFaults = 50

// parse returns the root of a file, nil if nothing is set in it.
func parse(content []byte) (*yaml.Node, Faults) {
	whole := func(format string, values ...any) (*yaml.Node, Faults) {
		return nil, Faults{{Message: fmt.Sprintf(format, values...)}}
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	switch {
	case len(content) > MaxBytes:
		return whole("the file has %s bytes, at most %s are read", text.Number(len(content)), text.Number(MaxBytes))
	case !utf8.Valid(content):
		return whole("the file is not text in UTF-8")
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	var root, second yaml.Node
	if err := decoder.Decode(&root); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		return nil, Faults{syntaxFault(content, err)}
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		return nil, Faults{{second.Line, second.Column, "a second document begins here: the file has one"}}
	case !errors.Is(err, io.EOF):
		return nil, Faults{syntaxFault(content, err)}
	}
	top := root.Content[0]
	if top.Kind == yaml.ScalarNode && top.Tag == "!!null" {
		return nil, nil
	}
	return top, nil
}

var syntaxError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// syntaxFault translates an error of the YAML parser. It knows no column, and often stops a line before the mistake: a tab is looked for.
func syntaxFault(content []byte, err error) Fault {
	f := Fault{Line: 1, Column: 1, Message: "is no YAML"}
	if m := syntaxError.FindStringSubmatch(strings.SplitN(err.Error(), "\n", 2)[0]); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			f.Line = n
		}
		f.Message = "is no YAML: " + text.Excerpt(m[2], 200)
	}
	lines := strings.Split(string(content), "\n")
	for n := max(f.Line-2, 0); n < min(f.Line+1, len(lines)); n++ {
		indent := len(lines[n]) - len(strings.TrimLeft(lines[n], " \t"))
		if tab := strings.IndexByte(lines[n][:indent], '\t'); tab >= 0 {
			return Fault{n + 1, tab + 1, "is indented with a tab: YAML takes spaces only"}
		}
	}
	f.Line = min(f.Line, len(lines))
	return f
}

package diff

import "strings"

// unquote undoes the quoting that Git gives to paths with control characters, quotes, backslashes and, by default, bytes
// beyond ASCII: C's escapes with three octal digits. Other paths come as they are. strconv.Unquote would turn bytes that are not UTF-8 into U+FFFD.
func unquote(path string) string {
	if !strings.HasPrefix(path, `"`) {
		return path
	}
	name, _ := cutQuoted(path)
	return name
}

// cutQuoted undoes the quoted string that text starts with, up to its closing quote.
func cutQuoted(text string) (name, rest string) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		c := text[i]
		if c == '"' {
			return b.String(), text[i+1:]
		}
		if c != '\\' || i+1 == len(text) {
			b.WriteByte(c)
			continue
		}
		i++
		if octal, ok := octalByte(text[i:]); ok {
			b.WriteByte(octal)
			i += 2
		} else if at := strings.IndexByte("abtnvfr", text[i]); at >= 0 {
			b.WriteByte("\a\b\t\n\v\f\r"[at])
		} else {
			b.WriteByte(text[i])
		}
	}
	return b.String(), ""
}

func octalByte(digits string) (byte, bool) {
	if len(digits) < 3 || digits[0] < '0' || digits[0] > '3' {
		return 0, false
	}
	value := byte(0)
	for i := range 3 {
		if digits[i] < '0' || digits[i] > '7' {
			return 0, false
		}
		value = value<<3 | (digits[i] - '0')
	}
	return value, true
}

// sidePath is the path on a "---" or "+++" line: empty for /dev/null. Git puts a tab after an unquoted path with a blank in it.
func sidePath(value string) string {
	if !strings.HasPrefix(value, `"`) {
		value = strings.TrimSuffix(value, "\t")
	}
	if value == "/dev/null" {
		return ""
	}
	return withoutPrefix(unquote(value))
}

// commonName is the path in "a/NAME b/NAME", the only place that has it where a file has neither hunks nor a new name.
func commonName(names string) string {
	if strings.HasPrefix(names, `"`) {
		name, _ := cutQuoted(names)
		return withoutPrefix(name)
	}
	// Blanks part nothing, as they may be part of the name: both halves are of one length instead.
	half := len(names) / 2
	if len(names)%2 == 0 || names[half] != ' ' {
		return ""
	}
	if name := withoutPrefix(names[:half]); name == withoutPrefix(names[half+1:]) {
		return name
	}
	return ""
}

// withoutPrefix takes off the letter and slash that Git puts before a path, and gives nothing where there is none.
func withoutPrefix(path string) string {
	if len(path) < 3 || path[1] != '/' || !strings.Contains("abciow12", path[:1]) {
		return ""
	}
	return path[2:]
}

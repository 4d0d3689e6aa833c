package diff

import "strings"

// unquote returns the path that Git has quoted. Git quotes paths with control characters, quotes, backslashes and, by default, bytes beyond ASCII,
// by C escapes with three octal digits. strconv.Unquote would turn bytes that are not UTF-8 into U+FFFD.
func unquote(path string) string {
	if !strings.HasPrefix(path, `"`) {
		return path
	}
	name, _ := cutQuoted(path)
	return name
}

// cutQuoted returns the unquoted string at the start of the text, and what follows its closing quote.
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

// sidePath returns the path on a "---" or "+++" line, or "" for /dev/null. Git puts a tab after an unquoted path that contains a blank.
func sidePath(value string) string {
	if !strings.HasPrefix(value, `"`) {
		value = strings.TrimSuffix(value, "\t")
	}
	if value == "/dev/null" {
		return ""
	}
	return withoutPrefix(unquote(value))
}

// commonName returns NAME of "a/NAME b/NAME". No other line has the path of a file without hunks and without a new name.
func commonName(names string) string {
	if strings.HasPrefix(names, `"`) {
		name, _ := cutQuoted(names)
		return withoutPrefix(name)
	}
	// A blank may belong to the name, but both halves have the same length.
	half := len(names) / 2
	if len(names)%2 == 0 || names[half] != ' ' {
		return ""
	}
	if name := withoutPrefix(names[:half]); name == withoutPrefix(names[half+1:]) {
		return name
	}
	return ""
}

// withoutPrefix removes the letter and slash that Git puts before a path. It returns "" if they are missing.
func withoutPrefix(path string) string {
	if len(path) < 3 || path[1] != '/' || !strings.Contains("abciow12", path[:1]) {
		return ""
	}
	return path[2:]
}

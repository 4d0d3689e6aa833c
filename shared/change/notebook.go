package change

import (
	"encoding/json"
	"iter"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// notebook is the language of files with code in strings of JSON.
const notebook = "Jupyter Notebook"

// readNotebook puts the code of each line's strings in the line's place. Lines of outputs, metadata and prose become blank. A side with a
// line that is no JSON stays as it is: it runs as a plain file, if at all.
func (f *shownFile) readNotebook() {
	f.cells = "Python"
	before, after := cells{plain: isPlain(f.text, '-')}, cells{plain: isPlain(f.text, '+')}
	var out strings.Builder
	lines := make([]diff.ChangedLine, 0, len(f.lines))
	at := 0
	for raw := range strings.Lines(f.text) {
		start, end := out.Len(), strings.TrimRight(raw, "\r\n")
		changed := len(lines) < len(f.lines) && int(f.lines[len(lines)].Start) == at
		at += len(raw)
		switch {
		case end == "" || end[0] == '@' || end[0] == '\\':
			if _, ok := diff.HunkStart(end); ok {
				before.hunk(f.text[at:])
				after.hunk(f.text[at:])
			}
			out.WriteString(end)
		case end[0] == '-':
			out.WriteString("-" + before.read(end[1:]))
			f.saysLanguage(before.language, true)
		case end[0] == '+':
			out.WriteString("+" + after.read(end[1:]))
			f.saysLanguage(after.language, false)
		default:
			before.read(end[1:])
			out.WriteString(" " + after.read(end[1:]))
			f.saysLanguage(after.language, true)
		}
		before.language, after.language = "", ""
		if changed {
			lines = append(lines, diff.ChangedLine{Start: int32(start), End: int32(out.Len()), Number: f.lines[len(lines)].Number})
		}
		if strings.HasSuffix(raw, "\n") {
			out.WriteByte('\n')
		}
	}
	f.text, f.lines = out.String(), lines
}

// codeOf yields the code of a changed line, with its indentation: several lines where it is of a notebook that has them on one.
func (f *shownFile) codeOf(l diff.ChangedLine) iter.Seq[string] {
	return func(yield func(string) bool) {
		raw := f.text[l.Start+1 : l.End]
		if f.cells == "" {
			yield(raw)
			return
		}
		strings.SplitSeq(raw, "\r")(yield)
	}
}

// saysLanguage takes what the notebook says of its language. A change can say only what does not make comments of Python's code.
func (f *shownFile) saysLanguage(extension string, known bool) {
	language, _ := filekind.LanguageOf("x" + extension)
	if s := syntaxes[language]; s != nil && (known || !s.block && len(s.line) == 1 && s.line[0] == "#") {
		f.cells = language
	}
}

// codeOfNotebook returns the code of a whole notebook.
func codeOfNotebook(text string) string {
	var out strings.Builder
	c := cells{}
	for line := range strings.Lines(text) {
		out.WriteString(strings.ReplaceAll(c.read(line), "\r", "\n") + "\n")
	}
	return out.String()
}

// cells reads the lines of a notebook, or of one side of its hunks.
type cells struct {
	plain    bool   // some line is no JSON
	outside  bool   // the last key has no code
	prose    int    // the depth of the cell of prose that is open, from 1
	depth    int    // of braces, from where the hunk starts
	language string // the extension of files of the language that the line says
}

// hunk starts a hunk with these lines. Before its first key, strings are code, but for where the code of the same cell follows.
func (c *cells) hunk(lines string) {
	*c = cells{plain: c.plain, depth: maxDepth}
	for line := range strings.Lines(lines) {
		if _, ok := diff.HunkStart(line); ok {
			return
		}
		tokens, _ := jsonTokens(line[1:])
		for i, t := range tokens {
			if i+1 < len(tokens) && tokens[i+1] == ":" {
				c.outside = t == `"source"`
				return
			}
		}
	}
}

// maxDepth is more braces than a notebook has around a line.
const maxDepth = 100

// read returns the code of a line: what its strings hold, with carriage returns as its line ends.
func (c *cells) read(line string) string {
	if c.plain {
		return line
	}
	var code strings.Builder
	tokens, _ := jsonTokens(line)
	key := ""
	for i, t := range tokens {
		switch {
		case t == "{":
			c.depth++
		case t == "}":
			if c.depth--; c.depth < c.prose {
				c.prose = 0
			}
		case i+1 < len(tokens) && tokens[i+1] == ":":
			key = t
			c.outside = key != `"source"`
		case key == `"cell_type"` && t[0] == '"':
			c.prose = 0
			if t == `"markdown"` || t == `"raw"` {
				c.prose = c.depth
			}
		case key == `"file_extension"` && t[0] == '"':
			c.language = unquoted(t)
		case t[0] == '"' && !c.outside && c.prose == 0:
			code.WriteString(strings.ReplaceAll(unquoted(t), "\n", "\r"))
		}
		if t == "," {
			key = ""
		}
	}
	return strings.TrimRight(code.String(), "\r")
}

func unquoted(literal string) (text string) {
	if json.Unmarshal([]byte(literal), &text) != nil {
		return literal
	}
	return text
}

// isPlain reports whether a line of one side of the hunks is no JSON.
func isPlain(text string, mark byte) bool {
	for line := range strings.Lines(text) {
		if line[0] == mark || line[0] == ' ' {
			if _, ok := jsonTokens(line[1:]); !ok {
				return true
			}
		}
	}
	return false
}

// jsonTokens returns the tokens of a line of JSON. ok is false if it is none.
func jsonTokens(line string) (tokens []string, ok bool) {
	for line = trim(line); line != ""; line = trim(line) {
		end := 1
		switch {
		case line[0] == '"':
			for end < len(line) && line[end] != '"' {
				if line[end] == '\\' {
					end++
				}
				end++
			}
			if end++; end > len(line) {
				return tokens, false
			}
		case strings.IndexByte("{}[],:", line[0]) >= 0:
		default:
			for end < len(line) && strings.IndexByte("{}[],: \t\"", line[end]) < 0 {
				end++
			}
			if !json.Valid([]byte(line[:end])) {
				return tokens, false
			}
		}
		tokens = append(tokens, line[:end])
		line = line[end:]
	}
	return tokens, true
}

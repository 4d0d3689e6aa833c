package symbols

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A comment or a string must not count as code in a quotation, because anybody may have planted it.
func TestCodeLines_LeaveOutCommentsAndTexts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		path, text string
		want       []CodeLine
	}{
		"Go": {"a.go", "/* if n > 0 {\nn is checked\n*/ n++ // checked\nx := `\nif n > 0 {\n`\nlog(\"n > 0\")",
			[]CodeLine{{}, {}, {"n + +", 3}, {}, {}, {}, {`log ( "n > 0" )`, 5}}},
		"Python": {"a.py", "def f(n):\n  \"\"\"n is\n  checked\"\"\"\n  return n # checked", []CodeLine{{"def f ( n ) :", 8}, {}, {}, {"return n", 7}}},
		"JavaScript": {"a.ts", "const re = /\\/\\*/; use(n)\nconst s = `\n if (n) return ${n}\n`;\n// if (n) return",
			[]CodeLine{{`const re = /\/\*/ ; use ( n )`, 15}, {"const s = `", 7}, {"n", 1}, {";", 1}, {}}},
		"shell":              {"a.sh", "cat <<END\nif [ -n \"$1\" ]\nEND\n[ -f a ] # checked", []CodeLine{{"cat <<END", 3}, {}, {}, {"[ -f a ]", 5}}},
		"blocks in blocks":   {"a.rs", "/* /* */ let n = 1; */\nlet n = 2;", []CodeLine{{}, {"let n = 2 ;", 7}}},
		"a comment not over": {"a.c", "n = 1;\n/* n = 2;\nn = 3;", []CodeLine{{"n = 1 ;", 4}, {}, {}}},
		"nothing":            {"a.go", "", []CodeLine{{}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := CodeLines(c.path, c.text)
			if !ok {
				t.Fatal("its language is not known")
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if _, ok := CodeLines("README.md", "if n > 0 {"); ok {
		t.Error("what is code in prose?")
	}
}

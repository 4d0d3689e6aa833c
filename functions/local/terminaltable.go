package main

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// leastColumn is the smallest width of a column of words.
const leastColumn = 8

var (
	rule    = regexp.MustCompile(`^\|[\s:|-]+$`)
	linked  = regexp.MustCompile(`\[((?:\\.|[^\[\]\n\\])+)\]\([^)\s]*\)`)
	styled  = regexp.MustCompile("\\*\\*|`")
	escaped = regexp.MustCompile(`\\([\\!-/:-@\[-` + "`" + `{-~])`)
)

// layTables lays the tables of Markdown out in at most width columns: cells are wrapped, and columns of figures keep their width. Glamour
// would make all columns equal and drop what does not fit.
func layTables(markdown string, width int) string {
	var out strings.Builder
	var table []string
	flush := func() {
		if len(table) > 1 && rule.MatchString(table[1]) {
			out.WriteString("```\n" + layTable(table, width) + "```\n")
		} else { // lines that only look like one
			out.WriteString(strings.Join(table, ""))
		}
		table = nil
	}
	for line := range strings.Lines(markdown) {
		if strings.HasPrefix(line, "| ") {
			table = append(table, line)
			continue
		}
		flush()
		out.WriteString(line)
	}
	flush()
	return out.String()
}

// layTable lays one table out: its head, the line that aligns its columns, and its rows.
func layTable(lines []string, width int) string {
	var rows [][]string
	for _, line := range lines {
		rows = append(rows, cellsOf(line))
	}
	var right []bool
	for _, cell := range rows[1] {
		right = append(right, strings.HasSuffix(cell, ":"))
	}
	rows = slices.Delete(rows, 1, 2)
	widths := columnWidths(rows, right, width)
	var out strings.Builder
	for i, row := range rows {
		writeRow(&out, row, widths, right)
		if i == 0 {
			total := 2 * (len(widths) - 1)
			for _, w := range widths {
				total += w
			}
			out.WriteString(strings.Repeat("─", total) + "\n")
		}
	}
	return out.String()
}

// cellsOf returns the cells of a row as they read.
func cellsOf(line string) []string {
	line = strings.ReplaceAll(strings.Trim(strings.TrimSpace(line), "|"), `\|`, "\x00")
	var cells []string
	for cell := range strings.SplitSeq(line, "|") {
		cell = styled.ReplaceAllString(linked.ReplaceAllString(cell, "$1"), "")
		cells = append(cells, strings.TrimSpace(strings.ReplaceAll(escaped.ReplaceAllString(cell, "$1"), "\x00", "|")))
	}
	return cells
}

// columnWidths returns the width of each column: that of its cells or, if the sum is too large, less for the widest columns of words.
func columnWidths(rows [][]string, right []bool, width int) []int {
	widths, whole := make([]int, len(right)), make([]int, len(right))
	left := width - 2*(len(right)-1)
	for i := range widths {
		for _, row := range rows {
			if i < len(row) {
				widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
				whole[i] = max(whole[i], longestPiece(row[i]))
			}
		}
		left -= widths[i]
	}
	for ; left < 0; left++ {
		widest := widestColumn(widths, right, whole) // no word is broken while another column can give
		if widest < 0 {
			widest = widestColumn(widths, right, nil)
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	return widths
}

// widestColumn returns the widest column of words that is wider than it must be, or -1.
func widestColumn(widths []int, right []bool, least []int) int {
	widest := -1
	for i, w := range widths {
		if !right[i] && w > leastColumn && (least == nil || w > least[i]) && (widest < 0 || w > widths[widest]) {
			widest = i
		}
	}
	return widest
}

// longestPiece returns the width of a cell's longest piece that wrap does not break.
func longestPiece(cell string) (longest int) {
	for word := range strings.FieldsSeq(cell) {
		for piece := range strings.SplitAfterSeq(word, "/") {
			longest = max(longest, utf8.RuneCountInString(piece))
		}
	}
	return longest
}

// writeRow writes a row, over as many lines as its longest cell needs.
func writeRow(out *strings.Builder, row []string, widths []int, right []bool) {
	wrapped, height := make([][]string, len(widths)), 1
	for i := range widths {
		if i < len(row) {
			wrapped[i] = wrap(row[i], widths[i])
			height = max(height, len(wrapped[i]))
		}
	}
	for n := range height {
		var line strings.Builder
		for i, w := range widths {
			cell := ""
			if n < len(wrapped[i]) {
				cell = wrapped[i][n]
			}
			blanks := strings.Repeat(" ", max(w-utf8.RuneCountInString(cell), 0))
			if right[i] {
				cell, blanks = blanks+cell, ""
			}
			line.WriteString(cell + blanks + "  ")
		}
		out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

// wrap breaks a text into lines of at most width runes: between words, and within a word that is longer, after a slash if it has one.
func wrap(text string, width int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for utf8.RuneCountInString(word) > width {
			runes := []rune(word)
			cut := width
			if slash := strings.LastIndexByte(string(runes[:width]), '/'); slash > 0 {
				cut = utf8.RuneCountInString(string(runes[:width])[:slash+1])
			}
			lines = append(lines, string(runes[:cut]))
			word = string(runes[cut:])
		}
		line = word
	}
	return append(lines, line)
}

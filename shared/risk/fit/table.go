package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/risk"
)

// row is a labeled commit and what was measured of it.
type row struct {
	repository, sha string
	author          string // of what landed; else not known
	label
	release           int                // the first one that ships it, counted from 1; 0 when none does
	source, additions int                // changed and added lines of production files
	x                 map[string]float64 // quantities by name
}

// label is what is known of a commit besides its diff. README.md has the origin of the labels.
type label struct {
	buggy bool
	size  int // lines added and deleted
	fifth int // of the repository's labeled commits, by age
	kamei map[string]float64
}

// measured returns the row with what was measured of the commit's facts.
func (r row) measured(f change.Facts, release int) row {
	r.release, r.source, r.additions, r.x = release, f.Source.Additions+f.Source.Deletions, f.Source.Additions, map[string]float64{}
	for _, s := range risk.Assess(f).Signals {
		r.x[s.Name] = s.Value
	}
	return r
}

// kamei are the features of Kamei et al. 2013 (IEEE TSE 39(6)), which the labels come with: a baseline, no part of the score.
var kamei = []string{"ns", "nd", "nf", "entropy", "la", "ld", "lt", "fix", "ndev", "age", "nuc", "exp", "rexp", "sexp"}

// ofDiff are the quantities that the diff and the title give, ofAll those of the history, too.
var ofDiff, ofAll = names(false), names(true)

func names(history bool) (names []string) {
	for _, q := range risk.Quantities() {
		if history || !q.History {
			names = append(names, q.Name)
		}
	}
	return names
}

// The columns of the table, in their order. A feature and a quantity may have the same name.
var (
	labelColumns    = slices.Concat([]string{"repository", "sha", "buggy", "size", "fifth"}, kamei)
	measuredColumns = append([]string{"release", "source", "additions"}, ofAll...)
)

func write(path string, rows []row) error {
	var packed bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is valid
	out := csv.NewWriter(zip)
	lines := [][]string{slices.Concat(labelColumns, measuredColumns)}
	for _, r := range rows {
		line := []string{r.repository, r.sha, "0", strconv.Itoa(r.size), strconv.Itoa(r.fifth)}
		if r.buggy {
			line[2] = "1"
		}
		for _, name := range kamei {
			line = append(line, strconv.FormatFloat(r.kamei[name], 'g', 3, 64))
		}
		line = append(line, strconv.Itoa(r.release), strconv.Itoa(r.source), strconv.Itoa(r.additions))
		for _, name := range ofAll {
			line = append(line, strconv.FormatFloat(r.x[name], 'g', 5, 64))
		}
		lines = append(lines, line)
	}
	if err := out.WriteAll(lines); err != nil {
		return err
	}
	if err := zip.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, packed.Bytes(), 0o644)
}

// read returns the rows of the table, and the quantities that it lacks because they are newer than its measurements.
func read(path string) (rows []row, lacking []string, err error) {
	packed, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	plain, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", path, err)
	}
	lines, err := csv.NewReader(plain).ReadAll()
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", path, err)
	}
	if len(lines) == 0 || len(lines[0]) < len(labelColumns) || !slices.Equal(lines[0][:len(labelColumns)], labelColumns) {
		return nil, nil, fmt.Errorf("read %s: no columns %q", path, labelColumns)
	}
	measured := lines[0][len(labelColumns):]
	for _, name := range measuredColumns {
		if !slices.Contains(measured, name) {
			lacking = append(lacking, name)
		}
	}
	for i, line := range lines[1:] {
		r, err := parse(line, measured)
		if err != nil {
			return nil, nil, fmt.Errorf("read %s: row %d: %w", path, i+1, err)
		}
		rows = append(rows, r)
	}
	return rows, lacking, nil
}

func parse(line, measured []string) (row, error) {
	figures := make([]float64, len(line))
	for i := 2; i < len(line); i++ {
		var err error
		if figures[i], err = strconv.ParseFloat(line[i], 64); err != nil {
			return row{}, err
		}
	}
	r := row{
		repository: line[0], sha: line[1], x: map[string]float64{},
		label: label{buggy: figures[2] == 1, size: int(figures[3]), fifth: int(figures[4]), kamei: map[string]float64{}},
	}
	for i, name := range kamei {
		r.kamei[name] = figures[5+i]
	}
	for i, name := range measured {
		switch figure := figures[len(labelColumns)+i]; name {
		case "release":
			r.release = int(figure)
		case "source":
			r.source = int(figure)
		case "additions":
			r.additions = int(figure)
		default:
			r.x[name] = figure
		}
	}
	return r, nil
}

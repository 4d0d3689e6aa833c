package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/risk"
)

// row is a labelled commit and what our own code measured of it.
type row struct {
	repository string
	label
	source, additions int                // of production files: changed lines, added lines
	x                 map[string]float64 // by the name of the signal
}

func newRow(repository string, l label, f change.Facts) row {
	r := row{repository: repository, label: l, source: f.Source.Additions + f.Source.Deletions, additions: f.Source.Additions, x: map[string]float64{}}
	for _, s := range risk.Assess(f).Signals {
		r.x[s.Name] = s.Value
	}
	return r
}

// quantities are the signals that the models are made of: those of the diff first, then those of its history.
var quantities = []string{"code_deleted", "new_words", "calls", "conditions", "indentation", "longest_line", "comments", "fix", "file_fixes", "file_changes", "author_share", "new_author"}

// ofDiff is how many of the quantities the diff and the title alone give.
const ofDiff = 8

// kamei are the features of the labels' own table, those of Kamei et al. 2013 (IEEE TSE 39(6)): a baseline, no part of the score.
var kamei = []string{"ns", "nd", "nf", "entropy", "la", "ld", "lt", "fix", "ndev", "age", "nuc", "exp", "rexp", "sexp"}

var columns = slices.Concat([]string{"repository", "buggy", "size", "fifth", "release", "source", "additions"}, kamei, quantities)

func write(path string, rows []row) error {
	var packed bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is valid
	out := csv.NewWriter(zip)
	if err := out.Write(columns); err != nil {
		return err
	}
	for _, r := range rows {
		buggy := "0"
		if r.buggy {
			buggy = "1"
		}
		line := []string{r.repository, buggy, strconv.Itoa(r.size), strconv.Itoa(r.fifth), strconv.Itoa(r.release), strconv.Itoa(r.source), strconv.Itoa(r.additions)}
		for _, name := range kamei {
			line = append(line, strconv.FormatFloat(r.kamei[name], 'g', 3, 64))
		}
		for _, name := range quantities {
			line = append(line, strconv.FormatFloat(r.x[name], 'g', 5, 64))
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	if err := zip.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, packed.Bytes(), 0o644)
}

func read(path string) ([]row, error) {
	packed, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	plain, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	in := csv.NewReader(plain)
	in.FieldsPerRecord = len(columns)
	if _, err := in.Read(); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	var rows []row
	for {
		line, err := in.Read()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		figures := make([]float64, len(columns))
		for i := 1; i < len(columns); i++ {
			if figures[i], err = strconv.ParseFloat(line[i], 64); err != nil {
				return nil, fmt.Errorf("read %s: %w", path, err)
			}
		}
		r := row{
			repository: line[0], source: int(figures[5]), additions: int(figures[6]), x: map[string]float64{},
			label: label{buggy: figures[1] == 1, size: int(figures[2]), fifth: int(figures[3]), release: int(figures[4]), kamei: map[string]float64{}},
		}
		figures = figures[7:]
		for i, name := range kamei {
			r.kamei[name] = figures[i]
		}
		for i, name := range quantities {
			r.x[name] = figures[len(kamei)+i]
		}
		rows = append(rows, r)
	}
}

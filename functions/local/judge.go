package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// readTheirs reads the notes that people published; none if no file is named.
func readTheirs(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", &usageError{fmt.Sprintf("-theirs: %v", err)}
	}
	return string(text), nil
}

// judge compares the notes and the suggested version with the published ones, and prints the result.
func (s *shownAnalysis) judge(out io.Writer, theirs string) error {
	if s.Release == nil {
		return errors.New("the release could not be measured, so there are no notes to compare")
	}
	fmt.Fprintf(out, "%s since %s: by its content %s.\n", s.Release.Tag, s.Release.PreviousTag, s.Release.NextVersion)
	_, err := io.WriteString(out, s.Release.Agree(theirs, func(int) string { return "no pull request of the range" }).String())
	return err
}

package prompt

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// boundaryOf derives the mark of untrusted text from the analysis ID and all text that will be between such marks.
func boundaryOf(analysisID string, files []*file, description string) string {
	texts := []string{analysisID, description}
	for _, f := range files {
		texts = append(texts, f.Path, f.PreviousPath)
		for i := range f.lines {
			texts = append(texts, f.lines[i].out)
		}
	}
	return boundaryFor(texts)
}

// boundaryFor derives a mark that occurs in none of the texts. Because it is a hash of the texts, they can't contain it on purpose.
func boundaryFor(texts []string) string {
	hash := sha256.New()
	var buffer []byte
	for _, text := range texts {
		buffer = append(append(strconv.AppendInt(buffer[:0], int64(len(text)), 10), ':'), text...)
		hash.Write(buffer)
	}
	return freeBoundary(hash.Sum(nil), texts)
}

// freeBoundary returns the first boundary from seed that occurs in none of the texts.
func freeBoundary(seed []byte, texts []string) string {
	for try := 0; ; try++ {
		boundary := boundaryFrom(seed, try)
		if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, boundary) }) {
			return boundary
		}
	}
}

func boundaryFrom(seed []byte, try int) string {
	sum := sha256.Sum256([]byte(string(seed) + strconv.Itoa(try)))
	return "DEVPLUS-DATA-" + hex.EncodeToString(sum[:16])
}

package recording

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/kestra-image/evals/play"
)

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// promptOf returns the digest of the part of a question that is the same for all changes; "" for a question that follows an answer, whose own
// digest covers all of it.
func promptOf(q play.Question) string {
	if q.FollowsAnswers() {
		return ""
	}
	return digest(q.Instructions())
}

// messageOf returns the digest of a question's message.
func messageOf(q play.Question) string {
	if q.FollowsAnswers() {
		return digest(q.Instructions() + "\n" + q.Message())
	}
	return digest(unmeasured(q.Message()))
}

// score matches the measured score in a message, measured the block that says what it is of.
var (
	score    = regexp.MustCompile(`Measured risk: [0-9.]+ of 100 \([a-z]+\)\.`)
	measured = regexp.MustCompile(`(?s)BEGIN BOUNDARY measured\n.*?END BOUNDARY\n`)
)

// unmeasured removes the measurements from a message. They change with every fit of the score and with the age of the history, and do not
// affect the findings.
func unmeasured(message string) string {
	message = measured.ReplaceAllLiteralString(message, "")
	return strings.TrimSpace(score.ReplaceAllLiteralString(message, ""))
}

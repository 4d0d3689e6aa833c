package callback

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/text"
)

// maxBody bounds an answer. It is Kestra's own limit on an execution with its outputs.
const maxBody = 1 << 20

// bodyTimeout bounds reading the whole body: a slow sender must not occupy an instance.
const bodyTimeout = 30 * time.Second

// maxName bounds what is logged before authentication: an analysis ID has about 50 bytes, an execution ID 22.
const maxName = 200

const (
	succeeded = "succeeded"
	failed    = "failed"
)

// answer is what a workflow sends. It is decoded strictly: duplicate names or invalid UTF-8 would mean one thing here and
// another to a later reader of the stored result.
type answer struct {
	AnalysisID  string         `json:"analysis_id"`
	Attempt     int            `json:"attempt"`
	ExecutionID string         `json:"execution_id"`
	Status      string         `json:"status"`
	Result      jsontext.Value `json:"result"`
	Error       *failure       `json:"error"`
	Usage       usage          `json:"usage"`
	// Verifications has the model's answers about its findings, one by one; nil: the flow does not ask.
	Verifications jsontext.Value `json:"verifications"`

	clipped int // texts and lists of the result that were cut to the schema's limits
}

// failure is the reason why a workflow has no result.
type failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// advice returns, for the code of a failure, what a person can do about it.
var advice = map[string]string{
	"model_unreachable": "the model could not be reached: check MODEL_BASE_URL",
	"model_refused":     "the model refused the request",
	"model_timeout":     "the model did not answer in time",
	"model_limited":     "the model's rate limit was reached",
	tooLong:             "the model's window is too small for any question: choose a model with a larger one",
	"flow_failed":       "the workflow failed: see its execution in Kestra",
}

// tooLong is the code of a failure whose question did not fit the model's window.
const tooLong = "model_window"

// passing has the codes of temporary failures.
var passing = map[string]bool{"model_unreachable": true, "model_timeout": true, "model_limited": true}

func (f *failure) reason() string {
	said, known := advice[f.Code]
	if !known {
		said = advice["flow_failed"]
	}
	if f.Message != "" {
		said += " (" + f.sanitized() + ")"
	}
	return said
}

// sanitized returns the endpoint's message in one line, without secrets: it may repeat a key or the question.
func (f *failure) sanitized() string {
	message := text.OneLine(text.Head(f.Message, 4<<10))
	if err := prompt.Redact(&message); err != nil {
		return "its words can't be shown"
	}
	return text.Excerpt(message, 300)
}

// largest matches the context window in error messages of OpenAI, vLLM and llama-server, Anthropic, and Google:
var largest = []*regexp.Regexp{
	regexp.MustCompile(`(?i)(?:context (?:length|size|window)|n_ctx)[^0-9]{0,40}?([0-9]{4,8})`),
	regexp.MustCompile(`(?i)> ([0-9]{4,8}) maximum`),
	regexp.MustCompile(`(?i)maximum number of tokens allowed \(?([0-9]{4,8})`),
}

// window returns the context window that the endpoint's message states, in tokens; 0 if none.
func (f *failure) window() int {
	for _, form := range largest {
		if m := form.FindStringSubmatch(f.Message); m != nil {
			n, _ := strconv.Atoi(m[1]) // at most 8 digits
			return n
		}
	}
	return 0
}

// readAnswer returns the answer in a request. It checks in the documented order.
func readAnswer(w http.ResponseWriter, r *http.Request) (*answer, error) {
	if r.Method != http.MethodPost {
		return nil, errMethod
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return nil, errMediaType
	}
	// The deadline is for the body alone: net/http removes it after the body. Without deadlines, the server's own apply.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTimeout))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, err // *http.MaxBytesError, or a broken connection
	}
	var a answer
	switch {
	case json.Unmarshal(body, &a) != nil:
		return nil, fmt.Errorf("%w: it is not JSON with the expected fields", errBadRequest)
	case a.AnalysisID == "" || len(a.AnalysisID) > maxName:
		return nil, fmt.Errorf("%w: analysis_id is missing or too long", errBadRequest)
	case len(a.ExecutionID) > maxName:
		return nil, fmt.Errorf("%w: execution_id is too long", errBadRequest)
	case a.Attempt < 1:
		return nil, fmt.Errorf("%w: attempt is missing", errBadRequest)
	case a.Status != succeeded && a.Status != failed:
		return nil, fmt.Errorf("%w: status is neither succeeded nor failed", errBadRequest)
	case a.Status == failed && a.Error == nil:
		return nil, fmt.Errorf("%w: error is missing", errBadRequest)
	case a.Usage.negative():
		return nil, fmt.Errorf("%w: usage has a negative count", errBadRequest)
	}
	if len(a.Result) == 0 {
		a.Result = jsontext.Value("null") // the schema's error names the field
	}
	return &a, nil
}

// digest identifies an answer: the model's next answer has another usage, even with the same text.
func (a *answer) digest() string {
	used, _ := json.Marshal(a.Usage) // numbers and text
	sum := sha256.Sum256(slices.Concat([]byte(a.ExecutionID+"\n"), used, []byte("\n"), a.Result))
	return hex.EncodeToString(sum[:10])
}

func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

var (
	errMethod       = errors.New("a workflow calls back with POST")
	errMediaType    = errors.New("a workflow calls back with application/json")
	errBadRequest   = errors.New("the answer can't be read")
	errUnauthorized = errors.New("the capability token is missing, expired or for something else")
)

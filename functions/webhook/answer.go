package webhook

import (
	"net/http"

	"github.com/go-json-experiment/json"
)

// refusal is the answer to a delivery that is not accepted.
type refusal struct {
	status int
	text   string // for the client: fixed words
	cause  error  // for the log; may be nil
}

// answer writes JSON. It ignores write errors: they mean that the client has gone.
func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.MarshalWrite(w, body)
}

// maxLogged bounds an unverified header's value for the log; a GUID has 36 bytes.
const maxLogged = 64

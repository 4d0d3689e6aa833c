package standin

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The URLs in objects: apiURL starts those of the API, webURL those of pages; appURL is the App's homepage.
const (
	apiURL = "https://api.github.com"
	webURL = "https://github.com"
	appURL = "https://devplus.example"
)

// maxBody bounds a request, far above GitHub's own limit.
const maxBody = 16 << 20

// object is a JSON object.
type object = map[string]any

// answer is a response.
type answer struct {
	status int
	header http.Header
	body   any // encoded as JSON; nil is no body, json.RawMessage is sent as it is
}

var notFound = failure(http.StatusNotFound, "Not Found")

// failure is an error in GitHub's form.
func failure(status int, message string) answer {
	return answer{status: status, body: object{
		"message": message, "documentation_url": "https://docs.github.com/rest", "status": strconv.Itoa(status),
	}}
}

// invalid is a 422 that names the field ("Troubleshooting the REST API", validation failed).
func invalid(resource, field, message string) answer {
	a := failure(http.StatusUnprocessableEntity, "Validation Failed")
	a.body.(object)["errors"] = []object{{"resource": resource, "field": field, "code": "invalid", "message": message}}
	return a
}

func (a answer) write(w http.ResponseWriter) {
	for k, v := range a.header {
		w.Header()[http.CanonicalHeaderKey(k)] = v
	}
	var body []byte
	switch b := a.body.(type) {
	case nil:
	case rawBody:
		body = b
	default:
		var err error
		if body, err = json.Marshal(b); err != nil {
			a.status, body = http.StatusInternalServerError, []byte(err.Error())
		}
		if w.Header().Get("Content-Type") == "" {
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
		}
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(body) // the client may be gone
}

// rawBody is sent as it is.
type rawBody []byte

// page returns the requested page of items, with links to the pages around it ("Using pagination in the REST API": 30 a page, at
// most 100).
func page[T any](r *http.Request, items []T) ([]T, http.Header) {
	q := r.URL.Query()
	size := perPage(q)
	number, _ := strconv.Atoi(q.Get("page"))
	number = max(number, 1)
	last := max((len(items)+size-1)/size, 1)
	link := func(page int, rel string) string {
		q.Set("page", strconv.Itoa(page))
		return linkTo(r, q, rel)
	}
	var links []string
	if number > 1 {
		links = append(links, link(number-1, "prev"))
	}
	if number < last {
		links = append(links, link(number+1, "next"), link(last, "last"))
	}
	if number > 1 {
		links = append(links, link(1, "first"))
	}
	header := http.Header{}
	if len(links) > 0 {
		header.Set("Link", strings.Join(links, ", "))
	}
	from := min((number-1)*size, len(items))
	return items[from:min(from+size, len(items))], header
}

// pageObjects is page for the items' JSON.
func pageObjects[T any](r *http.Request, items []T, of func(T) object) ([]object, http.Header) {
	listed, header := page(r, items)
	objects := make([]object, len(listed))
	for i, item := range listed {
		objects[i] = of(item)
	}
	return objects, header
}

func perPage(q url.Values) int {
	size, err := strconv.Atoi(q.Get("per_page"))
	if err != nil || size < 1 {
		size = 30
	}
	return min(size, 100)
}

func linkTo(r *http.Request, q url.Values, rel string) string {
	return fmt.Sprintf(`<http://%s%s?%s>; rel=%q`, r.Host, r.URL.EscapedPath(), q.Encode(), rel)
}

// requestID looks like GitHub's.
func requestID() string {
	return fmt.Sprintf("%X:%s", time.Now().UnixNano()&0xffff, rand.Text()[:12])
}

// stamp is a time in GitHub's JSON; null if it is zero.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}

// optional is null if s is empty.
func optional(s string) any {
	if s == "" {
		return nil
	}
	return s
}

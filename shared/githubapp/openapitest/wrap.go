package openapitest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// Wrap fails the test at each request and each answer of h that GitHub's description does not allow, naming the field. Paths
// that are not described fail too. Answers with an error status that is not described must have the form of GitHub's errors;
// 5xx may be anything. The test is skipped where the description can't be had.
func Wrap(t testing.TB, h http.Handler) http.Handler {
	t.Helper()
	doc, err := description()
	need(t, err)
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return &validator{t: t, next: h, doc: doc, router: router}
}

// need skips the test when the description can't be had; where every real part is required, it fails.
func need(t testing.TB, err error) {
	t.Helper()
	const how = "GitHub's OpenAPI description is absent: %v; install Node.js with npm, which fetches " + pkg + " " + version
	switch {
	case err == nil:
	case os.Getenv("DEVPLUS_REQUIRE") == "all":
		t.Fatalf(how, err)
	default:
		t.Skipf(how, err)
	}
}

type validator struct {
	t      testing.TB
	next   http.Handler
	doc    *openapi3.T
	router routers.Router
}

// ServeHTTP validates the request, has it answered, and validates the answer. GraphQL has a description of its own.
func (v *validator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/graphql" {
		v.next.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		v.t.Errorf("%s %s: read the request: %v", r.Method, r.URL, err)
	}
	input := v.request(r, body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	rec := httptest.NewRecorder()
	v.next.ServeHTTP(rec, r)
	if input != nil {
		v.answer(input, rec)
	}
	for k, values := range rec.Header() {
		w.Header()[k] = values
	}
	w.WriteHeader(rec.Code)
	_, _ = w.Write(rec.Body.Bytes()) // the client may be gone
}

// request validates a request; nil when nothing describes it.
func (v *validator) request(r *http.Request, body []byte) *openapi3filter.RequestValidationInput {
	route, params, err := v.router.FindRoute(r)
	if err != nil {
		v.t.Errorf("%s %s: GitHub has no such call: %v", r.Method, r.URL, err)
		return nil
	}
	for name := range r.URL.Query() {
		if route.Operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) == nil {
			v.t.Errorf("%s %s: GitHub knows no query parameter %q", r.Method, r.URL, name)
		}
	}
	clone := r.Clone(r.Context())
	clone.Body = io.NopCloser(bytes.NewReader(body))
	input := &openapi3filter.RequestValidationInput{
		Request: clone, PathParams: params, Route: route,
		Options: &openapi3filter.Options{MultiError: true, IncludeResponseStatus: true, SkipSettingDefaults: true},
	}
	input.Options.WithCustomSchemaErrorFunc(brief)
	if err := openapi3filter.ValidateRequest(r.Context(), input); err != nil {
		v.t.Errorf("%s %s: request: %v", r.Method, r.URL, err)
	}
	return input
}

func (v *validator) answer(input *openapi3filter.RequestValidationInput, rec *httptest.ResponseRecorder) {
	r := input.Request
	if input.Route.Operation.Responses.Status(rec.Code) == nil {
		v.undescribed(r, rec)
		return
	}
	out := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: rec.Code, Header: rec.Header(), Options: input.Options,
	}
	out.SetBodyBytes(rec.Body.Bytes())
	if err := openapi3filter.ValidateResponse(r.Context(), out); err != nil {
		v.t.Errorf("%s %s: answer %d: %v", r.Method, r.URL, rec.Code, err)
	}
}

// undescribed judges answers that GitHub gives everywhere and describes nowhere: 401, limits, 404 of what is not shown.
func (v *validator) undescribed(r *http.Request, rec *httptest.ResponseRecorder) {
	switch {
	case rec.Code >= 500:
	case rec.Code < 400:
		v.t.Errorf("%s %s: GitHub does not answer %d", r.Method, r.URL, rec.Code)
	default:
		var body any
		if err := json.Unmarshal(rec.Body.Bytes(), &body); err != nil {
			v.t.Errorf("%s %s: answer %d: %v", r.Method, r.URL, rec.Code, err)
		} else if err := v.doc.Components.Schemas["basic-error"].Value.VisitJSON(body, openapi3.SetSchemaErrorMessageCustomizer(brief)); err != nil {
			v.t.Errorf("%s %s: answer %d: %v", r.Method, r.URL, rec.Code, err)
		}
	}
}

// brief names the field and what is wrong with it, without the schema and the value, which fill pages.
func brief(err *openapi3.SchemaError) string {
	return "/" + strings.Join(err.JSONPointer(), "/") + ": " + err.Reason
}

package openapitest

import (
	"bytes"
	"encoding/json"
	"errors"
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
	"github.com/vektah/gqlparser/v2/ast"
)

// Wrap fails the test for each request to h and each answer, of REST or GraphQL, that GitHub's descriptions do not allow, and
// names the field. Undescribed paths fail as well. Answers with an undescribed error status must have the form of GitHub's
// errors; 5xx may be anything. It skips the test if the descriptions are not available.
func Wrap(t testing.TB, h http.Handler) http.Handler {
	t.Helper()
	doc, err := description()
	need(t, err)
	schema, err := graphSchema()
	need(t, err)
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return &wrapped{t: t, next: h, doc: doc, router: router, schema: schema}
}

// need skips the test if a description is not available. The test fails if every real part is required, or if the description
// cannot be read.
func need(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case errors.Is(err, errAbsent) && os.Getenv("DEVPLUS_REQUIRE") != "all":
		t.Skip(err)
	default:
		t.Fatal(err)
	}
}

type wrapped struct {
	t      testing.TB
	next   http.Handler
	doc    *openapi3.T
	router routers.Router
	schema *ast.Schema
}

// ServeHTTP validates the request, passes it on, and validates the answer.
func (v *wrapped) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		v.t.Errorf("%s %s: read the request: %v", r.Method, r.URL, err)
	}
	var judge func(*httptest.ResponseRecorder)
	if r.URL.Path == "/graphql" {
		judge = v.graphQL(body)
	} else if input := v.request(r, body); input != nil {
		judge = func(rec *httptest.ResponseRecorder) { v.answer(input, rec) }
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	rec := httptest.NewRecorder()
	v.next.ServeHTTP(rec, r)
	if judge != nil {
		judge(rec)
	}
	for k, values := range rec.Header() {
		w.Header()[k] = values
	}
	w.WriteHeader(rec.Code)
	_, _ = w.Write(rec.Body.Bytes()) // the client may be gone
}

// request validates a request; nil if nothing describes it.
func (v *wrapped) request(r *http.Request, body []byte) *openapi3filter.RequestValidationInput {
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

func (v *wrapped) answer(input *openapi3filter.RequestValidationInput, rec *httptest.ResponseRecorder) {
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

// undescribed validates responses that GitHub gives everywhere without describing them: 401, rate limits, 404 for hidden
// objects.
func (v *wrapped) undescribed(r *http.Request, rec *httptest.ResponseRecorder) {
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

// brief names the field and what is wrong with it, without the schema and the value, which can be long.
func brief(err *openapi3.SchemaError) string {
	return "/" + strings.Join(err.JSONPointer(), "/") + ": " + err.Reason
}

package terraform

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// queries finds the queries in Go files: for each chain of Where and OrderBy the fields it names.
func queries(t *testing.T, files []string) [][]string {
	t.Helper()
	var found [][]string
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			fields := chain(call)
			if len(fields) > 0 {
				found = append(found, fields)
			}
			return len(fields) == 0 // what is inside of a chain belongs to it
		})
	}
	return found
}

// chain is the fields that a call and the calls it is made on name by Where and OrderBy.
func chain(e ast.Expr) []string {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return nil
	}
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	fields := chain(method.X)
	if name := method.Sel.Name; (name == "Where" || name == "OrderBy") && len(call.Args) > 0 {
		if literal, ok := call.Args[0].(*ast.BasicLit); ok {
			if field, err := strconv.Unquote(literal.Value); err == nil && !slices.Contains(fields, field) {
				fields = append(fields, field)
			}
		}
	}
	return fields
}

func TestQueriesAreFound(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/queries.go"
	write(t, file, `package p
func f() {
	q := c.Collection("a").Where("x", "==", 1).Where("y", ">", 2).OrderBy("y", asc).Limit(3)
	c.Collection("b").OrderBy("z", asc).Documents(ctx).GetAll()
}`)
	if diff := cmp.Diff([][]string{{"x", "y"}, {"z"}}, queries(t, []string{file})); diff != "" {
		t.Error(diff)
	}
}

// Firestore's emulator answers every query; in the cloud one without its index fails, and an index that nothing uses costs
// with every write.
func TestCompositeIndexesAreThoseThatQueriesNeed(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	want, got := map[string]bool{}, map[string]bool{}
	asked := queries(t, goFiles(t, "shared/store/firestore"))
	if len(asked) == 0 {
		t.Fatal("no query was found in shared/store/firestore: they are looked for in vain")
	}
	for _, fields := range asked {
		if len(fields) > 1 {
			want[strings.Join(fields, ", ")] = true
		}
	}
	for _, r := range all {
		if r.Type != "google_firestore_index" {
			continue
		}
		var fields []string
		for i := range r.at(t, "fields").([]any) {
			fields = append(fields, r.text(t, "fields", i, "field_path"))
		}
		got[strings.Join(fields, ", ")] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("composite indexes (-needed by queries +in firestore.tf):\n%s", diff)
	}
	for _, r := range all {
		if r.Type != "google_firestore_field" {
			continue
		}
		for _, fields := range asked {
			if slices.Contains(fields, r.text(t, "field")) {
				t.Errorf("%s is queried and %s takes its index away", r.text(t, "field"), r.Address)
			}
		}
	}
}

// Bytes in an index cost as much again as the document; a misspelt exemption or TTL does nothing.
func TestFieldsOfFirestoreAreThoseOfTheDocuments(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	text := source(t, "shared/store/internal/document/analysis.go")
	fields, bytes := map[string]bool{}, map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\t\w+ +(\S+) +.firestore:"(\w+)`).FindAllStringSubmatch(text, -1) {
		fields[m[2]] = true
		bytes[m[2]] = bytes[m[2]] || m[1] == "[]byte"
	}
	var unindexed, collections []string
	for _, m := range regexp.MustCompile(`\.Collection\("(\w+)"\)`).FindAllStringSubmatch(source(t, "shared/store/firestore/store.go"), -1) {
		if !slices.Contains(collections, m[1]) {
			collections = append(collections, m[1])
		}
	}
	exempt, expiring := map[string]bool{}, []string{}
	for _, r := range all {
		if r.Type != "google_firestore_field" {
			continue
		}
		field := r.text(t, "field")
		if field == "expire_at" {
			expiring = append(expiring, r.text(t, "collection"))
		} else {
			unindexed = append(unindexed, field)
		}
		if !fields[field] {
			t.Errorf("%s is for %s, which no document has", r.Address, field)
		}
		if r.text(t, "collection") == "analyses" {
			exempt[field] = true
		}
	}
	slices.Sort(collections)
	slices.Sort(expiring)
	if diff := cmp.Diff(collections, expiring); diff != "" {
		t.Errorf("collections (-shared/store/firestore +with a TTL policy):\n%s", diff)
	}
	for field, big := range bytes {
		if big && !exempt[field] {
			t.Errorf("%s holds bytes: add it to unindexed in firestore.tf", field)
		}
	}
	if len(fields) < 20 || !exempt["facts"] {
		t.Errorf("fields %v, exempt %v: they are looked for in vain", fields, exempt)
	}
	for begin, want := range map[string][]string{"for collection in ": collections, "for field in ": unindexed} {
		_, rest, _ := strings.Cut(source(t, "terraform", "gcloud.md"), begin)
		names, _, _ := strings.Cut(rest, ";")
		got := strings.Fields(names)
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("gcloud.md, %s… (-firestore.tf +gcloud.md):\n%s", begin, diff)
		}
	}
}

package terraform

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/storetest"
)

// queries returns the fields that each chain of Where and OrderBy in Go files names.
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

// chain returns the fields that a chain of calls names by Where and OrderBy.
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

func TestFirestore_QueriesAreFound(t *testing.T) {
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
func TestFirestore_CompositeIndexesAreThoseOfTheQueries(t *testing.T) {
	t.Parallel()
	all := deployment(t)
	want, got := map[string]bool{}, map[string]bool{}
	asked := queries(t, goFiles(t, "shared/store/firestore"))
	if len(asked) == 0 {
		t.Fatal("no query was found in shared/store/firestore: the search is broken")
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

// firestoreFields are the fields that Terraform takes out of the indexes, those that expire documents among them.
type firestoreFields struct{ unindexed, expiring []string } // "collection/field", collections

func deployedFields(t *testing.T) (f firestoreFields) {
	t.Helper()
	for _, r := range deployment(t) {
		if r.Type != "google_firestore_field" {
			continue
		}
		collection, field := r.text(t, "collection"), r.text(t, "field")
		if field == store.ExpireAt {
			f.expiring = append(f.expiring, collection)
		} else {
			f.unindexed = append(f.unindexed, collection+"/"+field)
		}
	}
	slices.Sort(f.unindexed)
	slices.Sort(f.expiring)
	return f
}

// faults says what is wrong with the deployed fields for these collections. Bytes in an index cost as much again as the
// document; a misspelt exemption or TTL policy does nothing.
func (f firestoreFields) faults(collections []store.Declared) (faults []string) {
	known, expiring := map[string]bool{}, map[string]bool{}
	for _, c := range collections {
		for _, field := range c.Fields() {
			path := c.CollectionName() + "/" + field.Name
			known[path] = true
			if kind := field.Type.Kind(); (kind == reflect.Slice || kind == reflect.Map) && !slices.Contains(f.unindexed, path) {
				faults = append(faults, path+" is a list, a map or bytes: add it to unindexed")
			}
			if field.Name == store.ExpireAt {
				expiring[c.CollectionName()] = true
				if !slices.Contains(f.expiring, c.CollectionName()) {
					faults = append(faults, path+" deletes nothing: add the collection to expiring")
				}
			}
			if field.Name == store.DueAt && slices.Contains(f.unindexed, path) {
				faults = append(faults, path+" is queried: it needs its index")
			}
		}
	}
	for _, path := range f.unindexed {
		if !known[path] {
			faults = append(faults, path+" is no field of a document")
		}
	}
	for _, collection := range f.expiring {
		if !expiring[collection] {
			faults = append(faults, collection+" has no field "+store.ExpireAt)
		}
	}
	return faults
}

// declaredFor splits what is declared: what is deployed, and storetest's example of a new document.
func declaredFor(t *testing.T) (deployed, example []store.Declared) {
	t.Helper()
	for _, c := range store.Collections() {
		if c == store.Declared(storetest.Notes) {
			example = append(example, c)
		} else {
			deployed = append(deployed, c)
		}
	}
	if len(deployed) < 2 || len(example) != 1 {
		t.Fatalf("%d collections and %d example are declared", len(deployed), len(example))
	}
	return deployed, example
}

func TestFirestore_FieldsAreThoseOfTheCollections(t *testing.T) {
	t.Parallel()
	deployed, _ := declaredFor(t)
	if diff := cmp.Diff([]string(nil), deployedFields(t).faults(deployed)); diff != "" {
		t.Errorf("firestore.tf (-want +got):\n%s", diff)
	}
}

func TestFirestore_NewDocumentNeedsItsFields(t *testing.T) {
	t.Parallel()
	_, example := declaredFor(t)
	for _, c := range []struct {
		name   string
		fields firestoreFields
		want   []string
	}{
		{"none", firestoreFields{}, []string{
			"notes/payload is a list, a map or bytes: add it to unindexed", "notes/seen is a list, a map or bytes: add it to unindexed",
			"notes/expire_at deletes nothing: add the collection to expiring",
		}},
		{"all", firestoreFields{[]string{"notes/payload", "notes/seen", "notes/text"}, []string{"notes"}}, nil},
		{"others", firestoreFields{[]string{"notes/payload", "notes/seen", "notes/due_at", "notes/typo"}, []string{"notes", "typo"}}, []string{
			"notes/due_at is queried: it needs its index", "notes/typo is no field of a document", "typo has no field expire_at",
		}},
	} {
		if diff := cmp.Diff(c.want, c.fields.faults(example)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// The guide's loops read firestore.tf with tr and awk: one that found nothing would leave documents for good.
func TestFirestore_GcloudCommandsTakeTheSameFields(t *testing.T) {
	t.Parallel()
	fields := deployedFields(t)
	for begin, want := range map[string][]string{"for collection in $(": fields.expiring, "for field in $(": fields.unindexed} {
		_, rest, _ := strings.Cut(source(t, "terraform", "gcloud.md"), begin)
		script, _, _ := strings.Cut(rest, "); do")
		listing := exec.Command("bash", "-c", script)
		listing.Dir = root
		said, err := listing.Output()
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Fields(string(said))
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("gcloud.md, %s… (-firestore.tf +gcloud.md):\n%s", begin, diff)
		}
	}
}

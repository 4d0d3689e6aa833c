package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// A fault in a declaration would otherwise show as a field that one store forgets.
func TestDeclare_PanicsOnFieldsThatCannotBeStored(t *testing.T) {
	before := len(Collections())
	for want, declare := range map[string]func(){
		"inner needs the tags": func() { declareFor[struct{ inner }]("embedded") },
		"Text needs the tags": func() {
			declareFor[struct {
				Text string
			}]("untagged")
		},
		"Text needs the tags firestore": func() {
			declareFor[struct {
				Text string `firestore:"text,omitzero" json:"txt,omitzero"`
			}]("two names")
		},
		"Text needs the tags firestore and json": func() {
			declareFor[struct {
				Text string `firestore:"text" json:"text"`
			}]("zero values")
		},
		"due_at must be a time": func() {
			declareFor[struct {
				DueAt string `firestore:"due_at,omitzero" json:"due_at,omitzero"`
			}]("due")
		},
		"expire_at must be a time": func() {
			declareFor[struct {
				ExpireAt *time.Time `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
			}]("expire")
		},
		"latest is declared twice": func() { declareFor[struct{}]("latest") },
	} {
		func() {
			defer func() {
				if said := fmt.Sprint(recover()); !strings.Contains(said, want) {
					t.Errorf("panic %q, want one with %q", said, want)
				}
			}()
			declare()
		}()
	}
	if n := len(Collections()); n != before {
		t.Errorf("%d collections are declared, want %d", n, before)
	}
}

func declareFor[T any](name string) {
	Declare(Declaration[T]{Name: name, Codec: Codec[T]{
		Encode: func(v *T) (any, error) { return v, nil },
		Decode: func(string, analysis.Revision, func(any) error) (*T, error) { return new(T), nil },
	}})
}

package firestore

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"cloud.google.com/go/firestore"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/internal/document"
	"github.com/devplus-app/devplus/shared/store/internal/optimistic"
)

// replacer is the Store as optimistic.Update needs it.
type replacer struct{ *Store }

// Replace writes next if the stored revision is still the given one, else optimistic.ErrStale.
func (s replacer) Replace(ctx context.Context, id string, revision analysis.Revision, next *document.Analysis) (analysis.Revision, error) {
	updated, err := time.Parse(time.RFC3339Nano, string(revision))
	if err != nil || !document.ValidID(id) { // never stored, or by another store: there is nothing to compare with
		return "", optimistic.ErrStale
	}
	result, err := s.analysis(id).Update(ctx, everyField(next), firestore.LastUpdateTime(updated))
	err = translate(err)
	switch {
	case err == nil:
		return revisionAt(result.UpdateTime), nil
	case errors.Is(err, errPrecondition), errors.Is(err, store.ErrContended):
		return "", fmt.Errorf("%w: %w", optimistic.ErrStale, err)
	default:
		return "", fmt.Errorf("writing analysis %s: %w", id, err)
	}
}

// everyField sets all fields of d and deletes the zero ones. The client's Set would be shorter, but takes no precondition.
func everyField(d *document.Analysis) []firestore.Update {
	v := reflect.ValueOf(d).Elem()
	updates := make([]firestore.Update, v.NumField())
	for i := range updates {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("firestore"), ",")
		updates[i] = firestore.Update{Path: name, Value: firestore.Delete}
		if !v.Field(i).IsZero() {
			updates[i].Value = v.Field(i).Interface()
		}
	}
	return updates
}

func revisionAt(updated time.Time) analysis.Revision {
	return analysis.Revision(updated.UTC().Format(time.RFC3339Nano))
}

package firestore

import (
	"context"
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/internal/optimistic"
)

// translate adds to a gRPC error what it means to a caller, and leaves every other error alone. Unavailable and the like
// stay as they are: the client has tried again by then, and the caller's own retry comes next.
func translate(err error) error {
	switch status.Code(err) {
	case codes.NotFound:
		return fmt.Errorf("%w: %w", store.ErrNotFound, err)
	case codes.Canceled:
		return fmt.Errorf("%w: %w", context.Canceled, err)
	case codes.DeadlineExceeded:
		return fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
	default:
		return err
	}
}

// translateWrite is translate for a write on a condition. Each of these codes says that others were quicker, or are at it
// right now: the document changed, was made, is gone, or is locked.
func translateWrite(err error) error {
	switch status.Code(err) {
	case codes.FailedPrecondition, codes.AlreadyExists, codes.NotFound, codes.Aborted:
		return fmt.Errorf("%w: %w", optimistic.ErrStale, err)
	default:
		return translate(err)
	}
}

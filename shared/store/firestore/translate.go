package firestore

import (
	"context"
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/devplus-app/devplus/shared/store"
)

// translate wraps a gRPC error in the error that callers check for. It leaves others as they are, such as Unavailable: the
// client has retried by then, and the caller's retry comes next.
func translate(err error) error {
	switch status.Code(err) {
	case codes.Canceled:
		return fmt.Errorf("%w: %w", context.Canceled, err)
	case codes.DeadlineExceeded:
		return fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
	default:
		return err
	}
}

// translateWrite is translate for a conditional write. Each of these codes means that others were faster, or are writing
// right now: the document changed, was created, is gone, or is locked.
func translateWrite(err error) error {
	switch status.Code(err) {
	case codes.FailedPrecondition, codes.AlreadyExists, codes.NotFound, codes.Aborted:
		return fmt.Errorf("%w: %w", store.ErrStale, err)
	default:
		return translate(err)
	}
}

// Package store names what its two implementations have in common: firestore.Store and embedded.Store keep analyses and
// the latest of each subject, with the same methods, the same stored fields and the same errors. Package storetest holds both to it.
package store

import "errors"

// ErrNotFound says that there is no such document.
var ErrNotFound = errors.New("not in the store")

// ErrTooLarge says that an analysis carries more than analysis.MaxDocumentBytes, compressed. Nothing was written.
var ErrTooLarge = errors.New("too large for the store")

// ErrContended says that others kept changing the document until patience ran out. Nothing was written; try later.
var ErrContended = errors.New("others keep changing it")

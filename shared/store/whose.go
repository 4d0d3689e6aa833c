package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// Whose says to which repository the documents of a collection belong, by their IDs, so that forgetting a repository deletes all of them.
type Whose struct {
	declared     bool // false in the zero value
	noRepository bool
	prefix       string // before the repository's ID
	wordBefore   bool   // any one word comes before it, such as a kind or an installation
}

// The forms of IDs. Each ends with the repository's ID, or a hyphen and more follow it.
var (
	Nobodys         = Whose{declared: true, noRepository: true}    // no document belongs to a repository
	OfRepository    = Whose{declared: true}                        // "4711", "4711-12"
	OfRepositoryIn  = Whose{declared: true, wordBefore: true}      // "pull_request-4711-…", "99-4711-…"
	OfTheRepository = Whose{declared: true, prefix: "repository-"} // "repository-4711"
)

// Repository returns the repository that a document with that ID belongs to; false for one that belongs to none.
func (w Whose) Repository(id string) (int64, bool) {
	rest, ok := strings.CutPrefix(id, w.prefix)
	if w.wordBefore && ok {
		_, rest, ok = strings.Cut(rest, "-")
	}
	if w.noRepository || !ok {
		return 0, false
	}
	number, _, _ := strings.Cut(rest, "-")
	repository, err := strconv.ParseInt(number, 10, 64)
	return repository, err == nil
}

// pageOfIDs is the number of IDs listed, and of documents deleted in one commit.
const pageOfIDs = 100

// Forget deletes every document of a repository except keep, and returns their number. It can be repeated.
func (s *Store) Forget(ctx context.Context, repository int64, keep ...Key) (deleted int, _ error) {
	kept := map[Key]bool{}
	for _, key := range keep {
		kept[key] = true
	}
	for _, c := range declared {
		n, err := s.forgetIn(ctx, c, repository, kept)
		if deleted += n; err != nil {
			return deleted, fmt.Errorf("forgetting repository %d in %s: %w", repository, c.CollectionName(), err)
		}
	}
	return deleted, nil
}

func (s *Store) forgetIn(ctx context.Context, c Declared, repository int64, kept map[Key]bool) (deleted int, _ error) {
	return deleted, s.eachID(ctx, c, strconv.FormatInt(repository, 10), func(ids []string) error {
		var drops []Write
		for _, id := range ids {
			if key := (Key{c.CollectionName(), id}); !kept[key] {
				drops = append(drops, Write{Key: key})
			}
		}
		if len(drops) == 0 {
			return nil
		}
		_, err := s.db.Commit(ctx, drops, nil)
		deleted += len(drops)
		return err
	})
}

// eachID calls do with the IDs of a repository's documents, some at a time. If a word comes before the repository's ID, it finds the words
// one by one: after each, it continues with the first ID beyond those with that word.
func (s *Store) eachID(ctx context.Context, c Declared, repository string, do func([]string) error) error {
	w, collection := c.Whose(), c.CollectionName()
	if w.noRepository {
		return nil
	}
	if !w.wordBefore {
		return s.eachFrom(ctx, collection, w.prefix+repository, do)
	}
	for from := ""; ; {
		next, err := s.db.List(ctx, collection, from, "", 1)
		if err != nil || len(next) == 0 {
			return err
		}
		word, _, _ := strings.Cut(next[0], "-")
		if err := s.eachFrom(ctx, collection, word+"-"+repository, do); err != nil {
			return err
		}
		from = word + "." // a point follows the hyphen
	}
}

// eachFrom calls do with the IDs that are name, or begin with it and a hyphen.
func (s *Store) eachFrom(ctx context.Context, collection, name string, do func([]string) error) error {
	end := name + "." // a point follows the hyphen, and no other character of an ID comes before both
	for from := name; ; {
		ids, err := s.db.List(ctx, collection, from, end, pageOfIDs)
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := do(ids); err != nil {
			return err
		}
		if len(ids) < pageOfIDs {
			return nil
		}
		from = ids[len(ids)-1] + "-" // comes right after it
	}
}

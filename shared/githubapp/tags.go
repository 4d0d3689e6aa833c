package githubapp

import (
	"context"
	"fmt"
	"math"
	"time"
)

// Tag is a tag, resolved to its commit through at most four tags.
type Tag struct {
	Name string
	SHA  string    // of the commit
	At   time.Time // when the tag was created; if it does not say, when the commit was
}

// tagFields resolve a tag of tags; GraphQL has no recursion.
const tagFields = `fragment tag on Ref {
  name
  target { ...end ... on Tag { tagger { date } target { ...end ... on Tag { target { ...end ... on Tag { target { ...end ... on Tag { target { ...end } } } } } } } } }
}
fragment end on GitObject { __typename oid ... on Commit { committedDate } }`

const tagsQuery = `query($owner: String!, $name: String!, $tag: String!, $part: String, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef { target { oid } }
    ref(qualifiedName: $tag) { ...tag }
    refs(refPrefix: "refs/tags/", first: $first, after: $after, query: $part, orderBy: {field: TAG_COMMIT_DATE, direction: DESC}) {
      nodes { ...tag }
      pageInfo { hasNextPage endCursor }
    }
  }
}
` + tagFields

// graphTarget is the target of a tag.
type graphTarget struct {
	Typename      string `json:"__typename"`
	OID           string
	CommittedDate time.Time
	Tagger        struct{ Date time.Time }
	Target        *graphTarget
}

type graphTag struct {
	Name   string
	Target graphTarget
}

// tag returns false if the tag's target is not a commit.
func (g *graphTag) tag() (Tag, bool) {
	t, at := &g.Target, g.Target.Tagger.Date
	for t.Target != nil {
		t = t.Target
	}
	if at.IsZero() {
		at = t.CommittedDate
	}
	return Tag{Name: g.Name, SHA: t.OID, At: at}, t.Typename == "Commit"
}

// Tags returns the repository's newest tags of commits, by the commits' dates, at most limit. named is the tag with that name,
// also if it is not among them; nil if it does not exist.
func (r *Repository) Tags(ctx context.Context, tag string, limit int) (named *Tag, tags []Tag, err error) {
	return r.TagsUntil(ctx, tag, limit, func(*Tag, []Tag) bool { return false })
}

// TagsUntil is Tags, but reads page by page until enough returns true.
func (r *Repository) TagsUntil(ctx context.Context, tag string, limit int, enough func(named *Tag, tags []Tag) bool) (named *Tag, tags []Tag, err error) {
	return r.tags(ctx, tag, nil, limit, enough)
}

// TagsWith returns the newest tags of commits whose names have a part, by the commits' dates, at most limit.
func (r *Repository) TagsWith(ctx context.Context, part string, limit int) ([]Tag, error) {
	_, tags, err := r.tags(ctx, "", part, limit, func(*Tag, []Tag) bool { return false })
	return tags, err
}

func (r *Repository) tags(ctx context.Context, tag string, part any, limit int, enough func(*Tag, []Tag) bool) (named *Tag, tags []Tag, err error) {
	_, named, tags, err = r.headAndTags(ctx, tag, part, math.MaxInt, func(named *Tag, tags []Tag) bool {
		return len(tags) >= limit || enough(named, tags)
	})
	return named, tags[:min(len(tags), limit)], err
}

// headAndTags reads at most refs tags, with those of other objects than commits, which it leaves out.
func (r *Repository) headAndTags(
	ctx context.Context, tag string, part any, refs int, enough func(*Tag, []Tag) bool,
) (head string, named *Tag, tags []Tag, err error) {
	variables := map[string]any{"tag": "refs/tags/" + tag, "part": part, "after": nil}
	err = r.Portions(ctx, refs, pageSize, func(_, size int) (bool, error) {
		var answer tagsPage
		variables["first"] = size
		if err := r.graphQL(ctx, fmt.Sprintf("list tags of %s", r), tagsQuery, variables, &answer); err != nil {
			return false, err
		}
		found := &answer.Repository
		if found.Ref != nil {
			if t, ok := found.Ref.tag(); ok {
				named = &t
			}
		}
		for _, n := range found.Refs.Nodes {
			if t, ok := n.tag(); ok {
				tags = append(tags, t)
			}
		}
		head, variables["after"] = found.DefaultBranchRef.Target.OID, found.Refs.PageInfo.EndCursor
		return found.Refs.PageInfo.HasNextPage && !enough(named, tags), nil
	})
	if err != nil {
		return "", nil, nil, err
	}
	return head, named, tags, nil
}

type tagsPage struct {
	Repository struct {
		DefaultBranchRef struct{ Target struct{ OID string } }
		Ref              *graphTag
		Refs             struct {
			Nodes    []graphTag
			PageInfo pageInfo
		}
	}
}

// HeadAndTags returns the SHA of the default branch's head, empty if there is none, and the tags of commits among the newest 100 tags, with one
// request.
func (r *Repository) HeadAndTags(ctx context.Context) (head string, tags []Tag, err error) {
	head, _, tags, err = r.headAndTags(ctx, "", nil, pageSize, func(*Tag, []Tag) bool { return false })
	return head, tags, err
}

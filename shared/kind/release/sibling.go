package release

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// Bounds on the siblings of a component.
const (
	maxSiblings        = 5
	maxSiblingTouching = 300 // commits of each end that are counted
)

// Sibling is a component of the repository that the released one depends on, and whose version changed too.
type Sibling struct {
	Name    string `json:"name"` // its folder
	From    string `json:"from"`
	To      string `json:"to"`
	Changes int    `json:"changes"`        // commits below its folder between the two; 0 if they could not be counted
	Refs    []Ref  `json:"refs,omitempty"` // changes that only update the component's manifest to it
}

// siblings reads from the component's manifest, at both ends of the range, which siblings it depends on.
func (g *gathering) siblings(ctx context.Context) error {
	if g.Component == "" || g.Base == "" {
		return nil
	}
	before, err := g.requirements(ctx, g.src.At(g.Base))
	if err == nil {
		var after map[string]requirement
		if after, err = g.requirements(ctx, g.src); err == nil {
			return g.compareSiblings(ctx, before, after)
		}
	}
	if githubapp.Permanent(err) {
		return nil // the notes only lack a line
	}
	return err
}

func (g *gathering) compareSiblings(ctx context.Context, before, after map[string]requirement) error {
	var names []string
	for name, now := range after {
		if from := before[name].version; from != "" && now.version != "" && from != now.version {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names[:min(len(names), maxSiblings)] {
		s := Sibling{Name: name, From: before[name].version, To: after[name].version}
		if err := g.countSibling(ctx, &s, after[name].tags(name)); err != nil {
			return err
		}
		g.Siblings = append(g.Siblings, s)
	}
	return nil
}

// countSibling counts the commits below the sibling's folder from one version's tag to the other's, if the repository has both.
func (g *gathering) countSibling(ctx context.Context, s *Sibling, tags []string) error {
	for _, form := range tags {
		after, err := g.gh.CommitsTouching(ctx, form+s.To, s.Name, time.Time{}, maxSiblingTouching)
		if errors.Is(err, githubapp.ErrNotFound) {
			continue
		}
		var before []string
		if err == nil {
			before, err = g.gh.CommitsTouching(ctx, form+s.From, s.Name, time.Time{}, maxSiblingTouching)
		}
		switch {
		case errors.Is(err, githubapp.ErrNotFound), err != nil && githubapp.Permanent(err):
			return nil
		case err != nil:
			return err
		}
		known := map[string]bool{}
		for _, sha := range before {
			known[sha] = true
		}
		after = slices.DeleteFunc(after, func(sha string) bool { return known[sha] })
		if len(after) < maxSiblingTouching {
			s.Changes = len(after)
		}
		return nil
	}
	return nil
}

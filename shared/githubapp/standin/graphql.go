package standin

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// resolver is a field that takes arguments or is costly to compute.
type resolver func(args object) (any, error)

// graphError is an error in the form of GitHub's GraphQL API; its field is null.
type graphError struct{ kind, message string }

func (e *graphError) Error() string { return e.message }

// graphInterfaces are the interfaces that a fragment may name in place of an object's type.
var graphInterfaces = map[string]bool{"GitObject": true, "Node": true, "Actor": true, "IssueOrPullRequest": true}

// execution is the execution of one query.
type execution struct {
	doc    *ast.QueryDocument
	vars   object
	errors []object
}

// graphQL is the GraphQL API. It executes any query and the mutations in use over the stand-in's objects.
func (s *Server) graphQL(r *http.Request) answer {
	var req struct {
		Query         string `json:"query"`
		Variables     object `json:"variables"`
		OperationName string `json:"operationName"`
	}
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return failure(http.StatusBadRequest, "Problems parsing JSON")
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: req.Query})
	if err != nil {
		return answer{status: http.StatusOK, body: object{"errors": []object{{"message": err.Error()}}}}
	}
	op := doc.Operations.ForName(req.OperationName)
	root := s.graphRoot()
	switch {
	case op != nil && op.Operation == ast.Mutation:
		root = s.graphMutations()
	case op == nil || op.Operation != ast.Query:
		return answer{status: http.StatusOK, body: object{"errors": []object{{"message": "the stand-in answers queries and mutations"}}}}
	}
	e := &execution{doc: doc, vars: req.Variables}
	body := object{"data": e.object(op.SelectionSet, root, nil)}
	if len(e.errors) > 0 {
		body["errors"] = e.errors
	}
	return answer{status: http.StatusOK, body: body}
}

// object selects fields of an object.
func (e *execution) object(set ast.SelectionSet, o object, path []any) object {
	out := object{}
	e.into(out, set, o, path)
	return out
}

func (e *execution) into(out object, set ast.SelectionSet, o object, path []any) {
	for _, selection := range set {
		switch f := selection.(type) {
		case *ast.Field:
			at := append(path[:len(path):len(path)], f.Alias)
			v, known := o[f.Name]
			if !known {
				e.fail(at, &graphError{"undefinedField", fmt.Sprintf("Field '%s' doesn't exist on type '%s'", f.Name, o["__typename"])})
				continue
			}
			out[f.Alias] = e.value(f, v, at)
		case *ast.InlineFragment:
			e.fragment(out, f.TypeCondition, f.SelectionSet, o, path)
		case *ast.FragmentSpread:
			if d := e.doc.Fragments.ForName(f.Name); d != nil {
				e.fragment(out, d.TypeCondition, d.SelectionSet, o, path)
			}
		}
	}
}

func (e *execution) fragment(out object, on string, set ast.SelectionSet, o object, path []any) {
	if on == "" || on == o["__typename"] || graphInterfaces[on] {
		e.into(out, set, o, path)
	}
}

func (e *execution) value(f *ast.Field, v any, path []any) any {
	if resolve, ok := v.(resolver); ok {
		args := object{}
		for _, a := range f.Arguments {
			value, err := a.Value.Value(e.vars)
			if err != nil {
				e.fail(path, err)
				return nil
			}
			args[a.Name] = value
		}
		var err error
		if v, err = resolve(args); err != nil {
			e.fail(path, err)
			return nil
		}
	}
	switch v := v.(type) {
	case object:
		if v == nil {
			return nil
		}
		return e.object(f.SelectionSet, v, path)
	case []object:
		list := make([]any, len(v))
		for i, o := range v {
			if o != nil {
				list[i] = e.object(f.SelectionSet, o, append(path[:len(path):len(path)], i))
			}
		}
		return list
	}
	return v
}

func (e *execution) fail(path []any, err error) {
	kind := ""
	if g := (*graphError)(nil); errors.As(err, &g) {
		kind = g.kind
	}
	e.errors = append(e.errors, object{"type": kind, "path": path, "message": err.Error(), "locations": []object{}})
}

// connection is a paginated list ("Using pagination in the GraphQL API").
func connection(args object, items []object) (any, error) {
	return pageOf(args, len(items), func(i int) object { return items[i] })
}

// pageOf returns a connection of n items, and computes those on the page.
func pageOf(args object, n int, item func(int) object) (any, error) {
	first, ok := integer(args["first"])
	last, fromEnd := integer(args["last"])
	if fromEnd {
		first, ok = last, true
	}
	if !ok || first < 1 || first > 100 {
		return nil, &graphError{"EXCESSIVE_PAGINATION", "You must provide a `first` value between 1 and 100 to properly paginate."}
	}
	from := 0
	if after, _ := args["after"].(string); after != "" {
		from, _ = strconv.Atoi(after)
	}
	end := n
	if before, _ := args["before"].(string); before != "" {
		end, _ = strconv.Atoi(before)
	}
	if fromEnd {
		from = max(end-last, 0)
	}
	from = min(from, end)
	to := min(from+first, end)
	var begins, ends any // null for an empty page
	if to > from {
		begins, ends = strconv.Itoa(from), strconv.Itoa(to)
	}
	nodes := []object{}
	for i := from; i < to; i++ {
		nodes = append(nodes, item(i))
	}
	return object{
		"__typename": "Connection", "totalCount": n, "nodes": nodes,
		"pageInfo": object{"__typename": "PageInfo", "hasNextPage": to < n, "endCursor": ends, "hasPreviousPage": from > 0, "startCursor": begins},
	}, nil
}

// integer converts a number of a query (int64) or of its variables (float64).
func integer(v any) (int, bool) {
	switch n := v.(type) {
	case int64:
		return int(n), true
	case float64:
		return int(n), true
	}
	return 0, false
}

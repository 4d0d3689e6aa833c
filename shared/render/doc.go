// Package render turns an analysis into what GitHub shows: a check run with annotations and at most one comment. It is pure.
//
// Whatever a model or a pull request wrote passes through the sanitiser in sanitise.go; whatever decides on a conclusion or on
// a comment is in policy.go.
package render

// Package render turns an analysis into the check run that GitHub shows: what all kinds say alike, around the Page of the analysis's kind. It is
// pure.
//
// Whatever a model or anybody on GitHub wrote passes through the sanitiser in sanitise.go; what decides on a conclusion is in policy.go.
package render

// Package render renders an analysis as the check run that GitHub shows: the Page of its kind, and the text that all kinds have in common.
// It is pure.
//
// All text by a model or by people on GitHub passes through the sanitizer in sanitize.go. policy.go decides on the conclusion.
package render

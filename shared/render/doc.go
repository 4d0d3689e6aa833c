// Package render renders an analysis as the check run that GitHub shows: the Page of its kind, and the text common to all kinds. It is
// pure.
//
// All text is made of the types of package page, which escapes it. policy.go decides on the conclusion.
package render

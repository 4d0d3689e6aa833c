// Package suggest decides whether lines that a model proposes can be offered as a change that a click commits. They are applied to the file
// in memory first: what stands there afterwards must be what the commented lines become, no more, and must still parse.
//
// The package is pure.
package suggest

// Package suggest decides whether lines that a model proposes can be offered as a change that a click commits. It first applies them to the
// file in memory: the result may differ in the commented lines only, and must still parse.
//
// The package is pure.
package suggest

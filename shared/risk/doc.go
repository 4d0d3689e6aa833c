// Package risk scores how likely a later fix is traced to a change, and says why. It is pure, as change is: the same facts have the same score
// on any machine.
//
//	assessment := risk.Assess(change.Measure(patches))
package risk

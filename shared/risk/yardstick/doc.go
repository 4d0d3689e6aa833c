// Package yardstick places the risk of a change on the scale of its repository: the percentile of its log-odds among the repository's last merged
// changes. It is pure.
//
//	scale := window.Scale(risk.Model, "#12")    // the compared change is never part of it
//	placed := scale.Place(risk.Assess(facts))
package yardstick

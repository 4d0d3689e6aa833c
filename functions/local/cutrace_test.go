//go:build race

package main

// cutStep is how many writes lie between two places where courses are cut off. The race detector makes courses slow;
// without it, each place has its turn.
const cutStep = 3

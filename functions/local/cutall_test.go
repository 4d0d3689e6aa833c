//go:build !race

package main

// cutStep is how many writes lie between two places where courses are cut off.
const cutStep = 1

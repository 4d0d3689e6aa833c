// Package command says what commands mean: which there are, what they take, and what to tell whoever mistypes one. It is pure. Nothing of
// a command gets anywhere as it was typed: Parse returns values of forms that are safe, or says what is wrong in words of its own.
package command

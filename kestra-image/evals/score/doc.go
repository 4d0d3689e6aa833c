// Package score compares a review's findings with the known defects of a change. It is pure.
package score

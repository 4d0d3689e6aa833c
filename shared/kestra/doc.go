// Package kestra calls Kestra's REST API, of 1.3 and of 2.0 alike: start an execution of a flow, read it, find it by label, kill it.
// The answers tell the two apart; nothing is configured.
package kestra

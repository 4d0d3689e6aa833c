// Package kestra calls Kestra's REST API (1.3): start an execution of a flow, look at it, find it by label, kill it.
package kestra

// Package config reads a function's configuration: environment variables into one typed struct, secrets from the
// environment or Secret Manager.
//
// Load exists because other libraries stop at the first fault, and a deployment should learn of all faults at once. The
// structs in functions.go are the one list of variables; tests compare the documentation with them.
package config

// Package config reads a function's configuration: environment variables into one typed struct, secrets from the
// environment or Secret Manager.
//
// Load is our own because the libraries at hand stop at the first fault: a deployment should learn of all of them at once.
// The structs in functions.go are the one list of variables; documentation is held equal to them by tests.
package config

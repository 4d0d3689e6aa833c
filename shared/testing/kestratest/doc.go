// Package kestratest gives tests Kestra's real engine, of each line that DevPlus supports, with DevPlus's flows, and a model server
// whose answers a test scripts.
//
// One engine of each line serves all tests of a process, or of a whole run if DEVPLUS_ENGINE_URL and DEVPLUS_MODEL_URL are set (see
// the command serve). Because it is shared, a test recognizes its own requests by a key that it puts into them.
package kestratest

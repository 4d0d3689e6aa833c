// Package kestratest gives tests Kestra's real engine with DevPlus's flows, and a model server whose answers a test scripts.
//
// One engine serves all tests of a process. Where DEVPLUS_ENGINE_URL and DEVPLUS_MODEL_URL are set (see the command serve), the
// engine of the whole run is taken instead. Either is shared: a test tells its own requests by a key that it plants.
package kestratest

// Package endpoint is a model behind an OpenAI-compatible endpoint, set by the variables that the flows are set by.
package endpoint

// Package openapitest holds what a client and a stand-in for GitHub say to each other against GitHub's own OpenAPI
// description and GraphQL schema, so that neither can drift from the real API.
package openapitest

// Package openapitest validates the requests of a client and the answers of a stand-in against GitHub's OpenAPI description and
// GraphQL schema, so that neither can drift from the real API.
package openapitest

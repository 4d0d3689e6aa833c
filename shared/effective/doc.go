// Package effective reads the settings that are in effect for a repository, from its default branch and its organization.
package effective

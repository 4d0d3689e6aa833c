// Package benchmark reads AACR-Bench (https://github.com/alibaba/aacr-bench, Apache-2.0): pull requests of public repositories with the comments
// of experts. Neither its data nor those repositories are part of DevPlus: the person who runs the benchmark fetches both.
package benchmark

// Package repository analyzes a whole repository at the head of its default branch: its code, people, tests, builds, owners and releases,
// the concerns of a team, and the changes since the last analysis. It measures them from one tree and a bounded part of the history. The
// model explains them; only claims that name an existing path count.
package repository

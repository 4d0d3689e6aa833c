// Package command parses the commands that people write in comments, and answers mistyped ones. It is pure. No typed text leaves it
// unchecked: Parse returns values of safe forms, or a fault in its own words.
package command

// Package filekind says what a file is for and which language it is in, by its path alone.
//
// Languages are those of GitHub's Linguist: command linguist takes the table from go-enry, whose own tables would add 35 ms and 16 MB to every
// start of a process.
package filekind

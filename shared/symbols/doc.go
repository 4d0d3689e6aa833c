// Package symbols finds the definitions, references and imports of a source file, from its tokens alone.
//
// A reviewer needs to know where a name is defined and how far its definition goes; types and scopes beyond that cost a compiler a
// language. The tokens are the package's own: a lexer by table needs one pass without backtracking, which is safe with text that anybody
// may have written and reads a repository in the time in which chroma's lexers, regular expressions with backtracking, read a file of it.
// Bindings of tree-sitter and of Universal Ctags need C. Go is read by go/parser. Tests compare the definitions with those of Universal
// Ctags.
package symbols

// Package page is the document that DevPlus shows on GitHub: blocks of text in one line, as a tree of types that only this package makes.
// A tree holds text as its author wrote it. Writing it, as Markdown or as plain text, is the one place where text is escaped, and comes
// last: whatever trims, cuts or joins text has run before. A string that reaches a page is therefore shown, whoever wrote it, and
// never acts.
//
// Inline, Code, Blob and the like make text in one line; Writer makes links, to pages of its repository alone, and parses the Markdown
// of others; Paragraph, List and Table make sections, and Compose writes them.
package page

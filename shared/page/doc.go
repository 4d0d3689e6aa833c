// Package page builds the documents that DevPlus shows on GitHub, as trees of types that only this package makes. A tree holds text as
// its author wrote it. Escaping happens in one place, when the tree is written as Markdown or plain text, after all trimming, cutting and
// joining. Text in a page is therefore always displayed, whoever wrote it, and never acts.
//
// Inline, Code, Blob and others make text of one line; Writer makes links, to pages of its repository alone, and parses the Markdown of
// others; Paragraph, List and Table make sections, and Compose writes them.
package page

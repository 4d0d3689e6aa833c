// Package prompt turns a measured change into what is sent to a Kestra flow: the most important parts of the diff first, within a
// budget, split into messages for the model, with secrets replaced and everything that its author wrote between marks that its author can't forge.
package prompt

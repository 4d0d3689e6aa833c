// Package recording stores a model's answers, so that an evaluation can be replayed without the model. A set is a txtar file. Its comment has
// the lines "model: NAME" and "prompt: DIGEST", and each file is an answer, named by
//
//	CHANGE CALL MESSAGE INPUT OUTPUT FINISH
//
// the change, the call of its review (see play.Call), the digest of the message, input and output tokens ("-" if unknown) and the reason why the
// model ended. The instructions, which are the same for all changes, have one digest in the comment, and each message has its own: a changed
// instruction is a change of one line. An answer to a question with another digest is none. A script does not read messages, so that its answers
// have "-" in the place of the message's digest: they count for any message under the same instructions.
package recording

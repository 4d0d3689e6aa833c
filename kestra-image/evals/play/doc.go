// Package play asks a model a flow's questions without the workflow engine: it evaluates the jq programs and reads the prompts of the
// flow's own YAML. So an evaluation uses the deployed messages, and follows each change of the flow.
//
// It plays the model calls of a review: one a part, once more without response_format where the endpoint refuses it (400), the common summary
// of several parts, and the repair of an answer that its schema refuses. It does not play the fallback model and the flow's clock.
package play

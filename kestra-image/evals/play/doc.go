// Package play asks a model what a flow asks it, without the workflow engine: it evaluates the jq programs and reads the prompts of the
// flow's own YAML. So an evaluation is about the messages that are deployed, and a change of the flow is a change of what is evaluated.
//
// It plays the model calls of a review: one a part, once more without response_format where the endpoint refuses it (400), the common summary
// of several parts, and the repair of an answer that its schema refuses. The fallback model and the flow's clock are not played.
package play

package prompt

// answerTokens is the expected length of an answer in tokens: a review with a dozen findings has about 2,000, and models that think before
// they answer take as many again.
const answerTokens = 4000

// Estimate estimates the tokens of the model calls for a context, on the safe side: see Tokens. It counts the usual number of verifications,
// and no repair.
func (c Context) Estimate() (input, output int64) {
	answer := int64(answerTokens)
	if c.AnswerTokens > 0 {
		answer = min(answer, int64(c.AnswerTokens))
	}
	for _, part := range c.Parts {
		input += InstructionTokens + int64(Tokens(part))
		output += answer
	}
	if len(c.Parts) > 1 { // one more call words the summary from the answers
		input += InstructionTokens + output
		output += answer
	}
	in, out := c.verification()
	return input + c.expected()*in, output + c.expected()*out
}

// Fit returns the window and the number of parts with which a review takes about most tokens; 0 for most: the limits of w and MaxParts.
func (w Window) Fit(most int64) (Window, int) {
	const part = MaxPartBytes/bytesPerToken*14/10 + InstructionTokens + answerTokens
	switch {
	case most <= 0 || most >= MaxParts*part:
		return w, MaxParts
	case most >= part: // of several parts, the last call words the summary
		return w, max(1, int(most/part)-1)
	}
	if w == 0 || Window(most) < w {
		w = Window(most)
	}
	return w, 1
}

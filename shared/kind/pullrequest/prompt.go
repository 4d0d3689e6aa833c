package pullrequest

// PromptVersion numbers the prompt in flow.yaml: findings are counted by it. A test fails where the prompt changes under the same number.
const PromptVersion = 2

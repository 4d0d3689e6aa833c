package analysis

// CheckName is the name of the check run that shows a pull request's analysis. People put it into branch protection: renaming
// it would leave their pull requests waiting for a check that never comes.
const CheckName = "DevPlus"

package githubapp

import (
	"fmt"
	"slices"
	"strings"
)

// Issue is an issue of the repository that a pull request says it closes.
type Issue struct {
	Number      int
	Title, Body string
}

// FailedCheck is a completed check run of another App that did not succeed.
type FailedCheck struct {
	App, Name   string
	Annotations []CheckAnnotation
}

// CheckAnnotation is an annotation of a check run on lines of a file.
type CheckAnnotation struct {
	Path           string
	Line           int
	Level          string // failure, warning or notice
	Title, Message string
}

// Bounds on the data of one pull request, so that the query stays within GitHub's time limit.
const (
	maxIssues      = 5
	maxSuites      = 20 // check suites of a commit, about one an App
	maxFailed      = 5  // failed check runs of a suite
	maxAnnotations = 20 // of a check run
)

// pullContext returns the selection of a pull request's issues and failed checks, each list cut to a share of its bound.
func pullContext(of share) string {
	return fmt.Sprintf(`closingIssuesReferences(first: %d) { nodes { number title body repository { databaseId } } }
      commits(last: 1) { nodes { commit { oid checkSuites(first: %d) { nodes { app { databaseId name }
        checkRuns(first: %d, filterBy: {checkType: LATEST, conclusions: [FAILURE, TIMED_OUT]}) { nodes { name
          annotations(first: %d) { nodes { path annotationLevel title message location { start { line } } } } } } } } } } }`,
		of.cut(maxIssues), of.cut(maxSuites), of.cut(maxFailed), of.cut(maxAnnotations))
}

// share is a part of a bound, such as 1 of 2.
type share struct{ part, whole int }

func (s share) cut(bound int) int { return max(bound*s.part/s.whole, 1) }

// pullContextAnswer is its answer.
type pullContextAnswer struct {
	All                     pullCommitsAnswer
	ClosingIssuesReferences struct {
		Nodes []*struct {
			Number      int
			Title, Body string
			Repository  struct{ DatabaseID int64 }
		}
	}
	Commits struct {
		Nodes []struct {
			Commit struct {
				OID         string
				CheckSuites struct {
					Nodes []struct {
						App *struct {
							DatabaseID int64
							Name       string
						}
						CheckRuns struct{ Nodes []checkRunAnswer }
					}
				}
			}
		}
	}
}

type checkRunAnswer struct {
	Name        string
	Annotations struct {
		Nodes []struct {
			Path, AnnotationLevel, Title, Message string
			Location                              struct{ Start struct{ Line int } }
		}
	}
}

// issues returns the issues of the repository itself: not all readers of the pull request may see an issue elsewhere.
func (a *pullContextAnswer) issues(repository int64) (found []Issue) {
	for _, n := range a.ClosingIssuesReferences.Nodes {
		if n != nil && n.Repository.DatabaseID == repository {
			found = append(found, Issue{n.Number, n.Title, n.Body})
		}
	}
	return found
}

// failed returns the failed checks of other Apps, and their commit.
func (a *pullContextAnswer) failed(own int64) (found []FailedCheck, sha string) {
	for _, c := range a.Commits.Nodes {
		sha = c.Commit.OID
		for _, suite := range c.Commit.CheckSuites.Nodes {
			if suite.App == nil || suite.App.DatabaseID == own {
				continue
			}
			for _, run := range suite.CheckRuns.Nodes {
				check := FailedCheck{App: suite.App.Name, Name: run.Name}
				for _, n := range run.Annotations.Nodes {
					check.Annotations = append(check.Annotations, CheckAnnotation{n.Path, n.Location.Start.Line, strings.ToLower(n.AnnotationLevel), n.Title, n.Message})
				}
				found = append(found, check)
			}
		}
	}
	return slices.Clip(found), sha
}

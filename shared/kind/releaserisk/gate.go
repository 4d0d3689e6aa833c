package releaserisk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/telemetry"
	"github.com/devplus-app/devplus/shared/text"
)

// verdict is the answer to a waiting deployment.
type verdict struct {
	approve bool
	words   string // the reason, without a full stop
	more    string // sentences after it
}

func (v verdict) answer() string {
	if v.approve {
		return "Approved"
	}
	return "Rejected"
}

func (v verdict) reason() string { return v.answer() + ": " + v.words + "." + v.more }

// again says what a person can do about a rejection.
const again = " Re-run the check to score again, or have an admin bypass this rule."

// judge answers by the measured score alone; the level counts where a guard raises it. The model has no part in it.
func judge(a *analysis.Analysis) verdict {
	g := settings.Of(a.Settings).GateOf(a.Subject.Environment)
	if a.Risk == nil {
		words := "the risk is not known"
		if a.Failure != "" {
			words += " (" + strings.TrimRight(a.Failure, ".") + ")"
		}
		if g.OnError == settings.Approve {
			return verdict{true, words, " Your settings allow that."}
		}
		return verdict{false, words, again}
	}
	score, words := scoreFor(a, g)
	v := verdict{approve: score <= g.MaxScore, words: words + ", the limit is " + render.Decimal(g.MaxScore)}
	if v.approve {
		return v
	}
	if reasons := top(*a.Risk, 3); len(reasons) > 0 {
		v.more = " Mostly " + strings.Join(reasons, "; ") + "."
	}
	v.more += again
	return v
}

// scoreFor returns the score that a gate judges, with its name for people. On the repository's own scale a guard counts as on the fitted one.
func scoreFor(a *analysis.Analysis, g settings.Gate) (score float64, words string) {
	score, words = a.Risk.Score, fmt.Sprintf("risk %s (%s)", besideLimit(a.Risk.Score, g), risk.LevelWord(a.Risk.Level))
	if floor := floorOf(a.Risk.Level); floor > score {
		score, words = floor, words+" by a guard"
	}
	if g.Scale != settings.Own {
		return score, words
	}
	e, err := decodeEvidence(a.Evidence)
	switch {
	case err != nil || e.Own == nil:
		return score, words + ", on the fitted scale, because nothing like it is known"
	case e.Own.Score == nil:
		return score, fmt.Sprintf("%s, on the fitted scale, because %s known and %d make a scale", words, e.Own.comparableWords(), yardstick.ReleasesFrom)
	}
	words = fmt.Sprintf("riskier than %s%% of this repository's last %s", besideLimit(*e.Own.Score, g), e.Own.kindWords())
	if a.Risk.Guarded != "" {
		words += ", " + risk.LevelWord(a.Risk.Guarded) + " by a guard"
	}
	return max(*e.Own.Score, floorOf(a.Risk.Guarded)), words
}

// besideLimit formats a score in whole numbers, unless these are the gate's limit and the score is not.
func besideLimit(score float64, g settings.Gate) string {
	if whole := render.Percentile(score); whole != render.Decimal(g.MaxScore) {
		return whole
	}
	return render.Decimal(score)
}

// floorOf is the lowest score of a level (see change.Level).
func floorOf(l change.Level) float64 {
	return map[change.Level]float64{change.Medium: 30.1, change.High: 60.1, change.Critical: 85.1}[l]
}

// top returns the reasons of the strongest signals, guards first.
func top(r risk.Assessment, n int) []string {
	var reasons []string
	for _, s := range r.Signals {
		if len(reasons) < n && (s.Points > 0 || s.Value > 0 && len(reasons) == 0) {
			reasons = append(reasons, s.Reason)
		}
	}
	return reasons
}

// report posts the progress on a waiting deployment, once a round: GitHub accepts at most ten reports.
func report(ctx context.Context, gh *githubapp.Repository, a *analysis.Analysis, measured risk.Assessment) {
	if a.Subject.Environment == "" || a.Attempt != a.FirstAttempt || a.State != analysis.Queued {
		return
	}
	within := text.Count(int(math.Ceil(settings.Of(a.Settings).GateOf(a.Subject.Environment).Timeout.Minutes())), "minute")
	text := text.Capitalize(render.RiskWords(&measured)) + ". The answer follows within " + within + "."
	err := gh.ReportDeployment(ctx, a.Subject.RunID, a.Subject.Environment, text)
	if err != nil { // only the final answer must arrive
		slog.WarnContext(ctx, "could not report the state of a deployment", "error", err)
		return
	}
	telemetry.Action(ctx, "deployment report", a.URL, "sent")
}

// Publish answers a waiting deployment; a release has only its check run. It adds the release or deployment to the repository's scale.
func (k *Kind) Publish(ctx context.Context, p kind.Publication) error {
	a := p.Analysis
	if a.Subject.Environment != "" {
		if err := p.CheckLease(ctx); err != nil {
			return err
		}
		v := judge(a)
		if err := answer(ctx, p.GitHub, a.Subject, v, a.URL); err != nil || !v.approve {
			return err
		}
	}
	return k.remember(ctx, a)
}

// AnswerUnmeasured answers a deployment that could not be measured, as the settings say.
func (*Kind) AnswerUnmeasured(ctx context.Context, r kind.Request, why error) error {
	reason := "GitHub did not answer in time"
	switch {
	case errors.Is(why, githubapp.ErrForbidden):
		reason = "the App lacks the permission to read the workflow run"
	case githubapp.Permanent(why):
		reason = "GitHub does not show the workflow run to the App"
	}
	v := judge(&analysis.Analysis{Failure: reason, Subject: r.Event.Subject, Settings: &r.Settings})
	return answer(ctx, r.GitHub, r.Event.Subject, v, "")
}

// answer sends the verdict. GitHub refuses a second answer to the same request, and one after somebody has overridden the rule or canceled
// the run; no answer is needed then.
func answer(ctx context.Context, gh *githubapp.Repository, s analysis.Subject, v verdict, url string) error {
	err := gh.ReviewDeployment(ctx, s.RunID, s.Environment, v.approve, page.PlainLine(v.reason()).Line(render.MaxGateComment))
	result := "rejected"
	if v.approve {
		result = "approved"
	}
	switch {
	case githubapp.Permanent(err) && !errors.Is(err, githubapp.ErrForbidden):
		slog.WarnContext(ctx, "GitHub no longer waits for an answer to the deployment", "answer", result, "error", err)
		telemetry.Action(ctx, "deployment", url, "no longer awaited")
		return nil
	case err != nil:
		return err
	}
	telemetry.Action(ctx, "deployment", url, result)
	return nil
}

package terraform

import (
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// Code of a pull request's branch must not run as the account that applies, and a plan must have the stored variables, or it would
// undo them.
func TestActions_PlanOnPullRequestsAndApplyOnMain(t *testing.T) {
	t.Parallel()
	block := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindStringSubmatch(source(t, "terraform", "github-actions.md"))
	if block == nil {
		t.Fatal("github-actions.md has no workflow")
	}
	var workflow struct {
		On          map[string]any
		Permissions map[string]string
		Jobs        map[string]struct {
			If    string
			Env   map[string]string
			Steps []struct{ Name, If, Run, Uses string }
		}
	}
	if err := yaml.Unmarshal([]byte(block[1]), &workflow); err != nil {
		t.Fatal(err)
	}
	job := workflow.Jobs["terraform"]
	if _, planned := workflow.On["pull_request"]; !planned || workflow.Permissions["id-token"] != "write" || workflow.Permissions["contents"] != "read" {
		t.Errorf("on %v, permissions %v", workflow.On, workflow.Permissions)
	}
	if want := "${{ github.event_name == 'push' && 'devplus-deploy' || 'devplus-plan' }}"; job.Env["ACCOUNT"] != want {
		t.Errorf("it runs as %s, want %s", job.Env["ACCOUNT"], want)
	}
	if !strings.Contains(job.If, "head.repo.full_name == github.repository") {
		t.Errorf("a fork's pull request runs: if %q", job.If)
	}
	var commands string
	for _, step := range job.Steps {
		if strings.Contains(step.Run, "terraform apply") && step.If != "github.event_name == 'push'" {
			t.Errorf("step %q applies if %q", step.Name, step.If)
		}
		if step.Uses != "" && !regexp.MustCompile(`^[a-z-]+/[a-z-]+@[0-9a-f]{40}$`).MatchString(step.Uses) {
			t.Errorf("%s names no commit: who moves its tag gets the account's token", step.Uses)
		}
		commands += step.Run
	}
	variables, plan := strings.Index(commands, "/terraform.tfvars\""), strings.Index(commands, "terraform plan")
	if variables < 0 || plan < variables {
		t.Errorf("the plan comes without the kept variables:\n%s", commands)
	}
	accounts := regexp.MustCompile(`"devplus-deploy@[^"]+" --project="\$PROJECT" \\\n\s+--member="\$pool/attribute\.ref/refs/heads/main"`)
	if !accounts.MatchString(source(t, "terraform", "github-actions.md")) {
		t.Error("devplus-deploy is not bound to main alone")
	}
}

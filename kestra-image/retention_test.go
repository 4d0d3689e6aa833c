package image_test

import (
	"os"
	"regexp"
	"testing"
)

// The retention table's promise about Kestra must hold for each way to run it, also for the stock image without our environment.
func TestRetention_IsTheSameEverywhere(t *testing.T) {
	t.Parallel()
	for file, pattern := range map[string]string{
		"environment.sh":                   `ENV_RETENTION_DAYS="\$\{KESTRA_RETENTION_DAYS:-(\d+)\}"`,
		"flows/housekeeping.yaml":          `envs\.retention_days \?\? '(\d+)'`,
		"README.md":                        "\\| `KESTRA_RETENTION_DAYS` \\| `(\\d+)` \\|",
		".env.example":                     `#KESTRA_RETENTION_DAYS=(\d+)`,
		"../shared/store/README.md":        "(\\d+) days, or `KESTRA_RETENTION_DAYS`",
		"../terraform/variables_kestra.tf": `(?s)"kestra_retention_days" \{.{0,50}default +=\s(\d+)\n`,
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all := regexp.MustCompile(pattern).FindAllSubmatch(text, -1)
		if len(all) == 0 {
			t.Errorf("%s does not say after how many days Kestra's executions are deleted", file)
		}
		for _, found := range all {
			if string(found[1]) != "7" {
				t.Errorf("%s says %s days, want 7", file, found[1])
			}
		}
	}
}

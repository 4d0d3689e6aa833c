package endpoint

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/devplus-app/devplus/kestra-image/evals/play"
)

// prefix is that of the variables which flows see as envs.
const prefix = "ENV_"

// Environment returns what flows read as envs. The image's own script makes it of MODEL_BASE_URL, MODEL_NAME and the others, so that defaults are
// the same.
func Environment(ctx context.Context, image string) (play.Environment, error) {
	command := exec.CommandContext(ctx, "sh", "-c", `. "$1" && env`, "sh", filepath.Join(image, "environment.sh"))
	command.Env = os.Environ()
	var complaint bytes.Buffer
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("reading MODEL_…: %s", strings.TrimSpace(complaint.String()+" "+err.Error()))
	}
	env := play.Environment{}
	for line := range strings.Lines(string(out)) {
		if name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "="); ok && strings.HasPrefix(name, prefix) {
			env[strings.ToLower(strings.TrimPrefix(name, prefix))] = value
		}
	}
	if env["model_base_url"] == "" || env["model_name"] == "" {
		return nil, errors.New("no model is set up: set MODEL_BASE_URL to an OpenAI-compatible endpoint, such as http://127.0.0.1:11434/v1 for Ollama, " +
			"and MODEL_NAME; MODEL_API_KEY is sent where it is set")
	}
	return env, nil
}

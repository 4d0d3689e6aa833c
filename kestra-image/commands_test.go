package image_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/gcloudtest"
)

// dockerCommand is how a command of Docker's is called. Source: docs.docker.com/reference/cli/docker, and `docker COMMAND --help` of 28.2.
type dockerCommand struct {
	switches, values string // flags without and with a value
	least, most      int    // arguments; most -1: everything after the first is the container's
}

var dockerCommands = map[string]dockerCommand{
	"build":   {"no-cache pull", "tag t build-arg platform file f", 1, 1},
	"cp":      {"archive a", "", 2, 2},
	"exec":    {"interactive i tty t detach d", "user u env e workdir w", 2, -1},
	"inspect": {"size s", "format f type", 1, 9},
	"logs":    {"follow f timestamps t", "tail n since until", 1, 1},
	"port":    {"", "", 1, 2},
	"ps":      {"all a quiet q", "filter f format last n", 0, 0},
	"pull":    {"quiet q all-tags a", "platform", 1, 1},
	"push":    {"quiet q all-tags a", "platform", 1, 1},
	"restart": {"", "time t signal s", 1, 9},
	"rm":      {"force f volumes v", "", 1, 9},
	"run":     {"detach d interactive i tty t rm", "name publish p env e env-file add-host volume v mount user u entrypoint memory m platform", 1, -1},
	"start":   {"attach a interactive i", "", 1, 9},
	"stats":   {"all a no-stream no-trunc", "format", 0, 9},
	"stop":    {"", "time t signal s", 1, 9},
	"volume":  {"force f", "", 2, 9}, // volume rm, volume inspect
}

// judge returns what Docker's command line does not take of a call, given without the word docker.
func judge(call []string) error {
	command, known := dockerCommands[call[0]]
	if !known {
		return fmt.Errorf("docker has no command %q, or the table lacks it", call[0])
	}
	arguments := 0
	for i := 1; i < len(call); i++ {
		flag, isFlag := strings.CutPrefix(call[i], "-")
		if !isFlag || arguments > 0 && command.most < 0 {
			arguments++
			continue
		}
		name, _, hasValue := strings.Cut(strings.TrimPrefix(flag, "-"), "=")
		switch {
		case fits(command.switches, name) && !hasValue:
		case fits(command.values, name):
			if !hasValue {
				i++
			}
			if i == len(call) {
				return fmt.Errorf("--%s has no value", name)
			}
		default:
			return fmt.Errorf("docker %s has no flag %s", call[0], call[i])
		}
	}
	if arguments < command.least || command.most >= 0 && arguments > command.most {
		return fmt.Errorf("docker %s with %d arguments", call[0], arguments)
	}
	return nil
}

func fits(names, name string) bool { return strings.Contains(" "+names+" ", " "+name+" ") }

func TestDocker_ParserRefuses(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"launch kestra", "run --detached image", "run --name", "stop", "ps kestra", "rm --force", "exec kestra", "logs --tail 5", "build --tag x"} {
		if judge(strings.Fields(call)) == nil {
			t.Errorf("docker %s is taken", call)
		}
	}
	for _, call := range []string{"run --rm image sh -c x --flag-of-sh", "exec -it=x sh"} {
		if err := judge(strings.Fields(call)); (err == nil) != strings.HasPrefix(call, "run") {
			t.Errorf("docker %s: %v", call, err)
		}
	}
}

var fence = regexp.MustCompile("(?ms)^```(sh|powershell)\n(.*?)^```$")

// commands returns the lines of a block that call program, each as its words without the program's name.
func commands(block, program, continuation string) (calls [][]string) {
	block = strings.ReplaceAll(block, continuation+"\n", " ")
	for line := range strings.Lines(block) {
		words := split(strings.TrimSpace(line))
		if len(words) > 1 && words[0] == program {
			calls = append(calls, words[1:])
		}
	}
	return calls
}

// split splits a line at blanks outside of quotes and of parentheses; a word that begins with # ends it.
func split(line string) (words []string) {
	var word strings.Builder
	var quote rune
	depth, begun := 0, false
	for _, r := range line + " " {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			} else {
				word.WriteRune(r)
			}
		case r == '"' || r == '\'':
			quote, begun = r, true
		case r == ' ' && depth == 0:
			if strings.HasPrefix(word.String(), "#") {
				return words
			}
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			switch r {
			case '(':
				depth++
			case ')':
				depth--
			}
			word.WriteRune(r)
			begun = true
		}
	}
	return words
}

func TestReadme_DockerCommandsParse(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, block := range fence.FindAllStringSubmatch(read(t, "README.md"), -1) {
		continuation := map[string]string{"sh": "\\", "powershell": "`"}[block[1]]
		for _, call := range commands(block[2], "docker", continuation) {
			seen[call[0]] = true
			if err := judge(call); err != nil {
				t.Errorf("%s: docker %s: %v", block[1], strings.Join(call, " "), err)
			}
		}
	}
	for command := range dockerCommands {
		if !seen[command] {
			t.Errorf("the README shows no docker %s", command)
		}
	}
}

// $HOME-like names and $(…) mean the same in both shells; these do not.
var shellOnly = regexp.MustCompile(`(?m)\\$|^\w+=|^for |^\s*done|\| sed|^sed |\$PWD|openssl`)

// On Windows a block with a shell's own words is no help.
func TestReadme_PowerShellStandsBesideTheShell(t *testing.T) {
	t.Parallel()
	text := read(t, "README.md")
	docker, _, _ := strings.Cut(text, "### The pipeline") // from there on it is for who deploys, in Cloud Shell
	found := fence.FindAllStringSubmatchIndex(docker, -1)
	for i, at := range found {
		kind, block := docker[at[2]:at[3]], docker[at[4]:at[5]]
		if kind != "sh" || !shellOnly.MatchString(block) {
			continue
		}
		if i+1 == len(found) || docker[found[i+1][2]:found[i+1][3]] != "powershell" {
			t.Errorf("no block for PowerShell follows:\n%s", block)
		}
	}
}

func TestReadme_PowerShellsGcloudCommandsParse(t *testing.T) {
	t.Parallel()
	value := strings.NewReplacer("$PROJECT", "my-project", "$REGION", "europe-west1", "$TAG", "abc1234",
		"$IMAGE", "europe-west1-docker.pkg.dev/my-project/devplus/kestra:abc1234")
	var calls [][]string
	for _, block := range fence.FindAllStringSubmatch(read(t, "README.md"), -1) {
		if block[1] == "powershell" {
			calls = append(calls, commands(value.Replace(block[2]), "gcloud", "`")...)
		}
	}
	if len(calls) < 3 {
		t.Fatalf("%d calls of gcloud in blocks for PowerShell", len(calls))
	}
	gcloudtest.Parse(t, calls)
}

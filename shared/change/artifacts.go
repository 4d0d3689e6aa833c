package change

import (
	"regexp"
	"strings"

	"github.com/rhysd/actionlint"
)

// downloads are the folders where earlier steps of a job put files of another run; "" is the workspace itself. A fork's pull request
// wrote them. Source: https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
type downloads []string

var (
	downloadAction = regexp.MustCompile(`(?i)download\S*-artifact`)
	downloadCall   = regexp.MustCompile(`(?i)\bgh\s+run\s+download\b(?:.*\s(?:-D|--dir)[\s=]+["']?([^\s"']+))?|actions\.downloadArtifact|/actions/artifacts/\S+/zip|archive_download_url`)
	// unpacks is a command that puts them into another folder.
	unpacks = regexp.MustCompile(`\bunzip\b.*\s-d\s+["']?([^\s"';&|]+)`)
	// runsLocal is a command that runs a file of the folder where it is called, or what such a file says.
	runsLocal = regexp.MustCompile(`(?:^|[;&|(]\s*|\b(?:then|do|else|sudo|time|exec|env)\s+)(?:\.{0,2}/?[\w.-]+/\S*\.(?:sh|py|js|mjs|cjs|ts|rb|pl|php)\b|\./\S+|(?:ba|z|da)?sh\s+(?:-[a-z]+\s+)*[\w./$-]+|(?:source|\.)\s+\S+|(?:python[\d.]*|node|ruby|perl|php|tsx|ts-node|deno\s+run|bun)\s+(?:-[\w-]+\s+)*[\w./-]+|(?:npm|pnpm|yarn|bun)\s+(?:ci|i|install|run|test|start|build|exec|publish)\b|yarn\s*$|npx\s+\S|make\b|cmake\b|pip3?\s+install\s+(?:-r|-e|\.)|uv\s+(?:sync|run)|poetry\s+(?:install|run)|mvn\b|gradle\b|cargo\s+\w|go\s+(?:run|test|build|generate)\b|bundle\b|rake\b|composer\s+install|docker\s+(?:compose|build)\b|terraform\s+\w|dotnet\s+\w)`)
	// setsFromFile is a command that sets variables of later steps by a file's text, which may hold further lines.
	setsFromFile = regexp.MustCompile("(?:\\bcat\\s|\\$\\(<|`cat|\\bjq\\b|\\bgrep\\b|\\bhead\\b|\\btail\\b|\\btr\\b|<\\s).*>>?\\s*[\"']?\\$\\{?(?:GITHUB_ENV|GITHUB_PATH)\\b")
	entersFolder = regexp.MustCompile(`\b(?:cd|pushd)\s+["']?([^\s"';&|]+)`)
)

// runBy reports whether and where a step runs what earlier ones downloaded, and notes what this one downloads.
func (d *downloads) runBy(w workflow, step *actionlint.Step) (at line, ok bool) {
	switch exec := step.Exec.(type) {
	case *actionlint.ExecAction:
		if exec.Uses == nil {
			break
		}
		input := func(name string) string {
			if in := exec.Inputs[name]; in != nil && in.Value != nil {
				return in.Value.Value
			}
			return ""
		}
		switch action := exec.Uses.Value; {
		case strings.HasPrefix(action, "actions/download-artifact@") && input("run-id") == "": // of this run
		case downloadAction.MatchString(action):
			*d = append(*d, folder(input("path")))
		case isCheckout(step) && input("path") == "":
			*d = nil // it cleans the workspace
		case strings.HasPrefix(action, "./"):
			if d.has(action) {
				return w.at(exec.Uses.Pos), true
			}
		}
		if m := downloadCall.FindStringSubmatch(input("script")); m != nil {
			*d = append(*d, "")
		}
	case *actionlint.ExecRun:
		if exec.Run == nil {
			break
		}
		where := ""
		if exec.WorkingDirectory != nil {
			where = folder(exec.WorkingDirectory.Value)
		}
		for command := range strings.SplitSeq(strings.ReplaceAll(exec.Run.Value, "\\\n", " "), "\n") {
			command = strings.TrimSpace(command)
			if strings.HasPrefix(command, "#") {
				continue
			}
			if m := downloadCall.FindStringSubmatch(command); m != nil {
				*d = append(*d, folder(m[1]))
				continue
			}
			if m := unpacks.FindStringSubmatch(command); m != nil && len(*d) > 0 {
				*d = append(*d, folder(m[1]))
			}
			if m := entersFolder.FindStringSubmatch(command); m != nil {
				where = folder(m[1])
			}
			if runs := runsLocal.MatchString(command); (runs || setsFromFile.MatchString(command)) && (d.has(where) || d.has(command)) {
				return w.find(exec.Run, func(text string) bool { return strings.Contains(text, strings.ToLower(command)) }), true
			}
		}
	}
	return line{}, false
}

func isCheckout(step *actionlint.Step) bool {
	action, ok := step.Exec.(*actionlint.ExecAction)
	return ok && action.Uses != nil && strings.Contains(strings.ToLower(action.Uses.Value), "checkout")
}

// has reports whether a text names a folder with downloads, or they are in the workspace.
func (d *downloads) has(text string) bool {
	text = strings.ToLower(text)
	for _, at := range *d {
		if at == "" || strings.Contains(text, at) {
			return true
		}
	}
	return false
}

// folder returns a folder's path in lower case, below the workspace or another folder that an expression or a variable names.
func folder(path string) string {
	path = strings.ToLower(strings.TrimSpace(path))
	if i := strings.LastIndex(path, "}"); i >= 0 {
		path = path[i+1:]
	}
	return strings.Trim(strings.TrimPrefix(path, "./"), "/.")
}

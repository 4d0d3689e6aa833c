package emulator

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
)

const minJava = 21 // what the emulators ask for

// installed lists the folders where installers put JDKs on Linux and macOS.
var installed = []string{
	"/usr/lib/jvm/*",
	"/opt/java/*",
	"/Library/Java/JavaVirtualMachines/*/Contents/Home",
	"/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
	os.ExpandEnv("$HOME/.sdkman/candidates/java/*"),
}

// javaHome returns a JDK that is new enough: the one in JAVA_HOME, else an installed one.
func javaHome() (string, error) {
	homes := []string{os.Getenv("JAVA_HOME")}
	for _, pattern := range installed {
		found, _ := filepath.Glob(pattern)
		homes = append(homes, found...)
	}
	for _, home := range homes {
		if home != "" && javaVersion(home) >= minJava {
			return home, nil
		}
	}
	return "", fmt.Errorf("no JDK %d or newer among the installed ones", minJava)
}

var release = regexp.MustCompile(`(?m)^JAVA_VERSION="(\d+)`)

// javaVersion returns the major version in the release file of a JDK, or 0 if there is none.
func javaVersion(home string) int {
	content, err := os.ReadFile(filepath.Join(home, "release"))
	if err != nil {
		return 0
	}
	match := release.FindSubmatch(content)
	if match == nil {
		return 0
	}
	version, _ := strconv.Atoi(string(match[1]))
	return version
}

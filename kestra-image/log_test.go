package image_test

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/require"
)

// A file that logback.xml includes and Kestra's core lacks, or an appender that no included file has, ends in no log at all.
func TestLog_IncludesKestrasOwnFiles(t *testing.T) {
	t.Parallel()
	var log struct {
		Include []struct {
			Resource string `xml:"resource,attr"`
		} `xml:"include"`
		Root struct {
			Appender []struct {
				Ref string `xml:"ref,attr"`
			} `xml:"appender-ref"`
		} `xml:"root"`
	}
	if err := xml.Unmarshal([]byte(read(t, "logback.xml")), &log); err != nil {
		t.Fatal(err)
	}
	included := ""
	for _, include := range log.Include {
		included += core(t, include.Resource)
	}
	if len(log.Root.Appender) != 2 {
		t.Errorf("%d appenders, want one for each of standard output and standard error", len(log.Root.Appender))
	}
	for _, appender := range log.Root.Appender {
		if !regexp.MustCompile(`<appender name="` + appender.Ref + `"`).MatchString(included) {
			t.Errorf("no included file has the appender %s", appender.Ref)
		}
	}
	if !regexp.MustCompile(`StackdriverJsonLayout`).MatchString(included) {
		t.Error("no appender writes Cloud Logging's JSON")
	}
}

// core returns a file of the engine's Kestra core, as Maven keeps it.
func core(t *testing.T, name string) string {
	t.Helper()
	version := regexp.MustCompile(`<kestra.version>([0-9.]+)<`).FindStringSubmatch(read(t, "engine/pom.xml"))
	home, err := os.UserHomeDir()
	if version == nil || err != nil {
		t.Fatalf("no version of Kestra, or no home: %v", err)
	}
	jar, err := zip.OpenReader(filepath.Join(home, ".m2/repository/io/kestra/core", version[1], "core-"+version[1]+".jar"))
	require.Part(t, "Kestra's core "+version[1], err, "run kestra-image/engine/run.sh --build")
	defer func() { _ = jar.Close() }()
	file, err := jar.Open(name)
	if err != nil {
		t.Fatalf("logback.xml includes what Kestra's core lacks: %v", err)
	}
	content, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

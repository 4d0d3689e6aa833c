package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/repoconfig"
	"github.com/devplus-app/devplus/shared/settings"
)

// showConfig validates the file in a checkout's working tree, and prints the resulting settings.
func showConfig(_ context.Context, args []string, stdout, stderr io.Writer, lookup config.Lookup) error {
	flags := flag.NewFlagSet("config", flag.ContinueOnError)
	dir := flags.String("repo", ".", "")
	organization := flags.String("organization", "", "")
	schema := flags.Bool("schema", false, "")
	if err := parse(flags, args); err != nil {
		return err
	}
	if *schema {
		_, err := stdout.Write(repoconfig.Schema())
		return err
	}
	if _, err := os.Stat(*dir); err != nil {
		return &usageError{fmt.Sprintf("-repo %s: there is no such folder", *dir)}
	}
	layers, err := deploymentLayers(lookup)
	if err != nil {
		return err
	}
	own := filepath.Join(*dir, filepath.FromSlash(repoconfig.Path))
	named := map[repoconfig.Origin]string{
		repoconfig.FromDeployment: "deployment", repoconfig.FromOrganization: *organization, repoconfig.FromRepository: repoconfig.Path,
	}
	var broken int
	for _, file := range []struct {
		path         string
		organization bool
		content      *[]byte
	}{{*organization, true, &layers.Organization}, {own, false, &layers.Repository}} {
		content, err := readConfig(file.path, file.organization)
		if err != nil {
			return err
		}
		faults := repoconfig.Check(content, file.organization)
		for _, f := range faults {
			fmt.Fprintf(stderr, "%s:%d:%d: %s\n", file.path, f.Line, f.Column, f.Message)
		}
		if broken += len(faults); len(faults) == 0 {
			*file.content = content
		}
	}
	if broken > 0 {
		return fmt.Errorf("the configuration is not valid: fix the faults above (%d)", broken)
	}
	if layers.Repository == nil {
		fmt.Fprintf(stderr, "there is no %s: these are the settings without it\n", repoconfig.Path)
	}
	resolved := repoconfig.Resolve(layers)
	out, err := resolved.Print(named)
	if err != nil {
		return err
	}
	for _, note := range resolved.Settings.Notes {
		fmt.Fprintf(stderr, "%s\n", note)
	}
	_, err = stdout.Write(out)
	return err
}

// deploymentLayers reads the settings and bounds of a deployment from the environment.
func deploymentLayers(lookup config.Lookup) (l repoconfig.Layers, err error) {
	if l.Deployment, err = config.Load[settings.Settings](lookup); err != nil {
		return l, err
	}
	l.Bounds, err = config.Load[settings.Bounds](lookup)
	return l, err
}

// readConfig reads a file that may be absent. GitHub would follow no link, so neither does this.
func readConfig(path string, named bool) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		return nil, nil
	case err != nil:
		return nil, &usageError{fmt.Sprintf("%s can't be read: %v", path, errors.Unwrap(err))}
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, fmt.Errorf("%s is a symbolic link, not a file", path)
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder, not a file", path)
	}
	content, err := os.ReadFile(path)
	if err == nil && content == nil {
		content = []byte{}
	}
	return content, err
}

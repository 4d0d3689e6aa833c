package terraform

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// packed returns the folder of the functions' archives, as a plan of nothing else writes them.
var packed = sync.OnceValues(func() (string, error) {
	if _, err := standIn(); err != nil {
		return "", err
	}
	c, err := copied("whole")
	if err != nil {
		return "", err
	}
	for _, folder := range []string{"functions", "shared"} {
		if err := nameInside(c.dir, folder); err != nil {
			return "", err
		}
	}
	names, err := functionFolders()
	if err != nil {
		return "", err
	}
	plan := append([]string{"plan", "-input=false"}, everything...)
	for _, name := range names {
		plan = append(plan, "-target=module."+name+".data.archive_file.source")
	}
	if _, err := c.terraform(plan...); err != nil {
		return "", err
	}
	folder := filepath.Join(c.dir, "terraform", ".build")
	for _, name := range names {
		if err := fill(filepath.Join(folder, name+".zip")); err != nil {
			return "", fmt.Errorf("%s.zip: %w", name, err)
		}
	}
	return folder, nil
})

// archives returns the folder of the functions' archives.
func archives(t *testing.T) string {
	t.Helper()
	terraformed(t)
	folder, err := packed()
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// nameInside makes the path of each file below a folder its content.
func nameInside(dir, folder string) error {
	return filepath.WalkDir(filepath.Join(dir, folder), func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		path, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		return os.WriteFile(file, []byte(filepath.ToSlash(path)), 0o644)
	})
}

// fill replaces the files' paths in an archive, which nameInside wrote, by the contents of these files.
func fill(archive string) error {
	from, err := zip.OpenReader(archive)
	if err != nil {
		return err
	}
	defer from.Close()
	var filled bytes.Buffer
	to := zip.NewWriter(&filled)
	for _, f := range from.File {
		content, err := read(f)
		if err != nil {
			return err
		}
		if strings.Contains(f.Name, "/") {
			if string(content) != f.Name {
				return fmt.Errorf("%s has the content of %s", f.Name, content)
			}
			if content, err = os.ReadFile(filepath.Join(root, f.Name)); err != nil {
				return err
			}
			if !utf8.Valid(content) {
				return fmt.Errorf("%s is not UTF-8: Terraform's file() refuses it", f.Name)
			}
		}
		entry, err := to.Create(f.Name)
		if err != nil {
			return err
		}
		if _, err := entry.Write(content); err != nil {
			return err
		}
	}
	if err := to.Close(); err != nil {
		return err
	}
	return os.WriteFile(archive, filled.Bytes(), 0o644)
}

func read(f *zip.File) ([]byte, error) {
	content, err := f.Open()
	if err != nil {
		return nil, err
	}
	all, err := io.ReadAll(content)
	return all, errors.Join(err, content.Close())
}

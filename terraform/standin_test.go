package terraform

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
)

// standInSource is the program that stands in for Google Cloud's providers, beside the checkout.
const standInSource = "../../shared/tools/tfgoogle"

// installStandIn builds the stand-in into a folder, with the schemas of the types that the configuration and its tests name. A process of a
// provider starts for each walk of Terraform's, and would otherwise read, send and decode 1,500 schemas each time: half a minute in all.
func installStandIn(into string) error {
	program := filepath.Join(into, "source")
	if err := os.CopyFS(program, os.DirFS(standInSource)); err != nil {
		return err
	}
	named, err := namedTypes()
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(program, "schema", "google*.json.gz"))
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := keepTypes(file, named); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
	}
	if out, err := exec.Command(filepath.Join(program, "install.sh"), into).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

var typeName = regexp.MustCompile(`\bgoogle_[a-z0-9_]+`)

// namedTypes returns all words of the configuration and its tests that can be the type of a resource or of a data source.
func namedTypes() (map[string]bool, error) {
	named := map[string]bool{}
	for _, pattern := range []string{"*.tf", "modules/*/*.tf", "tests/*.hcl"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			for _, name := range typeName.FindAllString(string(text), -1) {
				named[name] = true
			}
		}
	}
	return named, nil
}

// keepTypes drops all other types from the schemas of a provider.
func keepTypes(file string, named map[string]bool) error {
	from, err := os.Open(file)
	if err != nil {
		return err
	}
	defer from.Close()
	unpacked, err := gzip.NewReader(from)
	if err != nil {
		return err
	}
	var provider map[string]map[string]json.RawMessage // its own schema, and those of resources and data sources by type
	if err := json.NewDecoder(unpacked).Decode(&provider); err != nil {
		return err
	}
	for _, schemas := range provider {
		maps.DeleteFunc(schemas, func(name string, _ json.RawMessage) bool { return typeName.MatchString(name) && !named[name] })
	}
	var kept bytes.Buffer
	packed := gzip.NewWriter(&kept)
	if err := errors.Join(json.NewEncoder(packed).Encode(provider), packed.Close()); err != nil {
		return err
	}
	return os.WriteFile(file, kept.Bytes(), 0o644)
}

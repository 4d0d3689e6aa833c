package engine

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// ImageDir returns the absolute path of kestra-image, the folder with the flows and the engine: of the checkout that the process runs in,
// or else of the one that it was built from.
func ImageDir() (string, error) {
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	_, source, _, _ := runtime.Caller(0) // no path of a machine if built with -trimpath
	for _, from := range []string{here, filepath.Dir(source)} {
		for dir := from; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			image := filepath.Join(dir, "kestra-image")
			if _, err := os.Stat(filepath.Join(image, "flows")); err == nil {
				return image, nil
			}
		}
	}
	return "", errors.New("the folder kestra-image is not here: run this from DevPlus's checkout")
}

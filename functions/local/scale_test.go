package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// A pull request of a checkout is compared with what landed on its base, and not with itself.
func TestScale_CheckoutComparesWithWhatLanded(t *testing.T) {
	var commits []map[string]string
	for i := range 70 {
		commits = append(commits, map[string]string{"a.go": fmt.Sprintf("package a\n\nvar x = %d\n", i)})
	}
	commits = append(commits, map[string]string{"b.go": "package a\n\nfunc b() {\n\tif err := c(d(), e()); err != nil {\n\t\treturn f(g(), h())\n\t}\n}\n"})
	dir := gittest.Repository(t, commits...)
	code, out, said := call(t, nil, "-repo", dir, "-format", "json")
	var got struct{ Risk risk.Assessment }
	if err := json.Unmarshal([]byte(out), &got); code != 0 || err != nil {
		t.Fatalf("exit %d: %v: %s", code, err, said)
	}
	if want := (risk.Compared{With: risk.Own, Changes: 70}); got.Risk.Compared != want || got.Risk.Score < 90 {
		t.Errorf("score %v, compared with %+v; want above 90 by %+v", got.Risk.Score, got.Risk.Compared, want)
	}
}

func TestScaleFile_KeepsAndForgives(t *testing.T) {
	t.Parallel()
	f := scalePath(filepath.Join(t.TempDir(), "scales", "x.json"))
	var got keptScale
	if f.read(&got) == nil {
		t.Error("nothing is kept yet")
	}
	want := keptScale{Window: yardstick.Window{Entries: []yardstick.Entry{{Subject: "abc", LogOdds: -1.5}}}, Outcomes: yardstick.Outcomes{Faulty: 60}}
	if err := f.write(want); err != nil {
		t.Fatal(err)
	}
	err := f.read(&got)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if err := os.WriteFile(string(f), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if f.read(&got) == nil {
		t.Error("a broken file was taken for a scale")
	}
	if scalePath("").write(want) != nil {
		t.Error("without a cache folder nothing can be kept, which is no error")
	}
}

package repository

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sound is the report of a repository with nothing to look at.
func sound() *Report {
	return &Report{
		SHA: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", HeadAt: noon, At: noon.Add(time.Hour),
		Tests:     Tests{Files: 10, SourceFiles: 20, SourceBytes: 100_000, Bytes: 80_000, Ratio: .8},
		CI:        []Service{{Name: "GitHub Actions"}},
		Updates:   []Service{{Name: "Dependabot"}},
		Manifests: []Manifest{{Path: "go.mod", Ecosystem: "Go modules", Lock: "go.sum"}},
		Documents: Documents{Readme: "README.md", License: "LICENSE", Security: "SECURITY.md"},
		Ownership: &Ownership{Path: "CODEOWNERS", Files: 30, Unowned: 1, Share: 1. / 30},
		History:   History{From: noon.AddDate(-1, 0, 0), Commits: 200, People: 6, BusFactor: 2, Top: []Person{{"mona", 90, .45}, {"b", 30, .15}, {"c", 20, .1}, {"d", 10, .05}, {"e", 9, .05}}},
		Hotspots:  []Hotspot{{Path: "a.go", Commits: 30, People: 3, Main: "mona", MainPart: .5}},
	}
}

// Noise is a fault: a sound repository has no concerns, and each concern has one cause.
func TestConcerns_HaveTheirCauses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(*Report)
		want   string // severity and key; "" for none
	}{
		{"sound", func(*Report) {}, ""},
		{"a key", func(r *Report) { r.SecretFiles = []NamedPath{{"server.key", "key or certificate"}} }, "high secret_files"},
		{"a key among tests, and an example's", func(r *Report) {
			r.SecretFiles = []NamedPath{{"testdata/server.key", "key or certificate" + amongTests}, {"examples/a.key", "key or certificate" + anExample}, {"ca.pem", "key or certificate" + withoutKeys}}
		}, ""},
		{"tests within the code", func(r *Report) { r.Tests.Files, r.Tests.Ratio, r.Tests.Inline = 0, 0, true }, ""},
		{"no test", func(r *Report) { r.Tests.Files, r.Tests.Ratio = 0, 0 }, "high no_tests"},
		{"no test of a few lines", func(r *Report) { r.Tests = Tests{SourceBytes: 900} }, ""},
		{"few tests", func(r *Report) { r.Tests.Ratio = .05 }, "medium few_tests"},
		{"untested folders", func(r *Report) { r.Tests.Untested = []string{"cmd"} }, "low untested_folders"},
		{"no CI", func(r *Report) { r.CI = nil }, "medium no_ci"},
		{"one person of several", func(r *Report) { r.History.BusFactor, r.History.Top[0].Share = 1, .6 }, "low bus_factor"},
		{"one person nearly alone", func(r *Report) { r.History.BusFactor, r.History.Top[0].Share = 1, .95 }, "medium bus_factor"},
		{"one person, a few commits", func(r *Report) { r.History.BusFactor, r.History.Commits = 1, 5 }, ""},
		{"a hotspot of one person", func(r *Report) { r.Hotspots[0].MainPart = .9 }, "medium hotspots_of_one_person"},
		{"unowned", func(r *Report) { r.Ownership.Share = .5 }, "low unowned"},
		{"lines that GitHub skips", func(r *Report) { r.Ownership.Invalid = []int{3} }, "medium codeowners_invalid"},
		{"no owners", func(r *Report) { r.Ownership = nil }, "low no_codeowners"},
		{"owners as Prow reads them", func(r *Report) { r.Ownership, r.Documents.Owners = nil, "OWNERS" }, ""},
		{"no owners, and many who came once", func(r *Report) { r.Ownership, r.History.Top, r.History.People = nil, r.History.Top[:2], 90 }, ""},
		{"quiet", func(r *Report) { r.At = noon.AddDate(2, 0, 0) }, "low quiet"},
		{"no lock file", func(r *Report) { r.Manifests = []Manifest{{Path: "package.json", Ecosystem: "npm", unlocked: true}} }, "medium unlocked"},
		{"no updates", func(r *Report) { r.Updates = nil }, "low no_updates"},
		{"no updates of nothing", func(r *Report) { r.Updates, r.Manifests = nil, nil }, ""},
		{"a release is due", func(r *Report) { r.Releases = Releases{Count: 9, LastAt: noon.AddDate(0, -8, 0), Unreleased: 60} }, "low unreleased"},
		{"a risky pull request", func(r *Report) { r.Open = &Open{Risky: []OpenRisk{{7, 91, "critical"}}} }, "medium risky_pull_requests"},
		{"old pull requests", func(r *Report) { r.Open = &Open{Stale: 12} }, "low stale_pull_requests"},
		{"no README", func(r *Report) { r.Documents.Readme = "" }, "medium no_readme"},
		{"no licence", func(r *Report) { r.Documents.License = "" }, "medium no_license"},
		{"a licence that GitHub found elsewhere", func(r *Report) { r.Documents.License, r.Documents.LicenseID = "", "MIT" }, ""},
		{"no SECURITY", func(r *Report) { r.Documents.Security = "" }, "low no_security_policy"},
		{"a SECURITY of the owner's", func(r *Report) { r.Documents.Security, r.Documents.SharedSecurity = "", "octo/.github/SECURITY.md" }, ""},
		{"no SECURITY in a checkout", func(r *Report) { r.Documents.Security, r.Checkout = "", true }, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := sound()
			test.change(r)
			got := ""
			for _, o := range concerns(r, treeOf(), true) {
				got += string(o.Severity) + " " + o.Key
			}
			if got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
	private := sound()
	private.Documents.License, private.Documents.Security = "", ""
	if got := concerns(private, treeOf(), false); len(got) > 0 {
		t.Errorf("a private repository: %+v", got)
	}
	big := treeOf("video.mp4")
	big.files[0].bytes = 6 << 20
	if got := concerns(sound(), big, true); len(got) != 1 || got[0].Key != "large_files" {
		t.Errorf("a large file: %+v", got)
	}
}

// "100% without an owner" is wrong while one file has one, and "10 folders" where a look ended after ten.
func TestConcerns_SayNoMoreThanIsKnown(t *testing.T) {
	t.Parallel()
	var files []string
	for n := range maxUnownedList + 2 {
		files = append(files, fmt.Sprintf("p%d/a.go", n))
	}
	tree := treeOf(append(files, "q/a.go", "q/a_test.go")...)
	for i := range tree.files {
		tree.files[i].bytes = minUntested
	}
	r := sound()
	r.Tests, r.Ownership.Share = tree.tests(nil), 0.9996
	want := []string{"CODEOWNERS leaves 99% of the files without an owner.", "At least 10 folders with code have no tests, where others have."}
	said := collect(concerns(r, tree, true), func(o Observation) string { return o.Text })
	for _, w := range want {
		if !slices.Contains(said, w) {
			t.Errorf("%q lacks %q", said, w)
		}
	}
}

func TestSince_ReportSaysWhatChanged(t *testing.T) {
	t.Parallel()
	before, after := sound(), sound()
	before.Paths, after.Paths = newPathSet([]string{"a.go", "b.go"}), newPathSet([]string{"a.go", "b.go"})
	if s := compareReports("id", before, after); !s.unchanged() {
		t.Errorf("nothing changed: %+v", s)
	}
	after.Paths = newPathSet([]string{"a.go", "c.go", ".env"})
	after.Tree.Files = 3
	after.SecretFiles = []NamedPath{{".env", "environment variables"}}
	after.Hotspots = []Hotspot{{Path: "c.go"}}
	after.CI = append(after.CI, Service{Name: "Cloud Build"})
	after.History.BusFactor = 1
	after.Releases.Last = "v1.0.0"
	after.Ownership = nil
	after.Documents.Security = ""
	after.Concerns = concerns(after, treeOf(), true)
	want := &Since{
		AnalysisID: "id", SHA: before.SHA, HeadAt: noon, Added: 2, Removed: 1,
		Figures: []Figure{{"files", "0", "3"}, {"bus factor", "2", "1"}, {"files without an owner", "3%", "no CODEOWNERS"}, {"last release", "", "v1.0.0"}},
		Sets: []Set{
			{"concerns", []string{"secret files", "bus factor", "no security policy", "no codeowners"}, []string{}},
			{"files with names that secrets have", []string{".env"}, []string{}},
			{"hotspots", []string{"c.go"}, []string{"a.go"}},
			{"CI", []string{"Cloud Build"}, []string{}},
			{"documents", []string{}, []string{"SECURITY.md"}},
		},
	}
	if diff := cmp.Diff(want, compareReports("id", before, after)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

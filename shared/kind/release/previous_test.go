package release

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
)

// A wrong predecessor puts another release's changes into this one's notes and risk, or leaves some of its own out.
func TestPrevious_IsOnTheSameLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, of, tags, beside string // beside: tags that of's history lacks
		want                   string // "": none; "~": not contained
	}{
		{"stable after stable", "v1.1.0", "v1.0.0 v1.0.1 v1.1.0 v1.2.0", "", "v1.0.1"},
		{"first of all", "v0.1.0", "v0.1.0 v0.2.0", "", ""},
		{"stable passes its own candidates", "v2.0.0", "v1.9.0 v2.0.0-rc.1 v2.0.0-rc.2 v2.0.0", "", "v1.9.0"},
		{"candidate after candidate", "v2.0.0-rc.2", "v1.9.0 v2.0.0-beta.1 v2.0.0-rc.1 v2.0.0-rc.2 v2.0.0", "", "v2.0.0-rc.1"},
		{"first candidate after stable", "v2.0.0-beta.1", "v1.9.0 v1.10.0-rc.1 v2.0.0-beta.1", "", "v1.9.0"},
		{"rc10 after rc9", "1.0.0rc10", "1.0.0rc1 1.0.0rc9 1.0.0rc10", "", "1.0.0rc9"},
		{"Python's letters in their order", "2.0.0rc1", "2.0.0a1 2.0.0b1 2.0.0rc1", "", "2.0.0b1"},
		{"back-port after a newer line", "v1.9.5", "v1.9.3 v1.9.4 v2.0.0 v2.1.0 v1.9.5", "v2.0.0 v2.1.0", "v1.9.4"},
		{"patches of a branch of their own", "v2.0.0", "v1.9.0 v1.9.1 v1.9.2 v2.0.0", "v1.9.1 v1.9.2", "v1.9.0"},
		{"patches that were merged back in part", "v2.0.0", "v1.9.0 v1.9.1 v1.9.2 v1.9.3 v1.9.4 v2.0.0", "v1.9.4 v1.9.3", "v1.9.2"},
		{"a whole minor line on a branch", "v3.0.0", "v1.0.0 v2.1.0 v2.1.1 v3.0.0", "v2.1.0 v2.1.1", "v1.0.0"},
		{"tags beside the main branch", "v1.28.0", "v1.26.0 v1.27.0 v1.27.1 v1.28.0", "v1.26.0 v1.27.0 v1.27.1", "~v1.27.1"},
		{"part of a monorepo by folder", "api/v1.1.0", "api/v1.0.0 cli/v1.0.5 v1.0.9 api/v1.1.0", "", "api/v1.0.0"},
		{"part of a monorepo by name", "cli-v1.1.0", "api-v1.0.0 cli-1.0.5 app2-v1.0.9 cli-v1.1.0", "", "cli-1.0.5"},
		{"npm's scope", "@octo/a@2.0.0", "@octo/a@1.0.0 @octo/b@1.5.0 @octo/a@2.0.0", "", "@octo/a@1.0.0"},
		{"name with a number", "app2-v1.0.1", "app1-v1.0.0 app2-v1.0.0 app2-v1.0.1", "", "app2-v1.0.0"},
		{"v came later", "v1.3.0", "1.1.0 1.2.0 v1.3.0", "", "1.2.0"},
		{"two numbers", "go1.21", "go1.20 go1.20.1 go1.21rc2 go1.21", "", "go1.20.1"},
		{"first patch of a version of two numbers", "4.2.1", "4.1 4.2 4.2.1", "", "4.2"},
		{"four numbers", "1.2.3.10", "1.2.3.9 1.2.3.10 1.2.3", "", "1.2.3.9"},
		{"one number", "build-12", "build-2 build-11 build-12", "", "build-11"},
		{"moving major", "v1.3.0", "v1.0.0 v1 v1.2.0 v1.3.0 v1.2", "", "v1.2.0"},
		{"release of a moving name", "v1", "v1.0.0 v1.1.0 v1.2.0 v1", "", "v1.1.0"},
		{"moving branch names", "2.2.0", "2.1.0 2.1.x 2.0.x 2.2.0", "", "2.1.0"},
		{"calendar with zeros", "2024.02.01", "2023.12.31 2024.01.15 2024.02.01", "", "2024.01.15"},
		{"days", "2024-02-01", "v9.0.0 2023-12-31 2024-01-15 2024-02-01", "", "2024-01-15"},
		{"name with days", "release-2024-02-01", "nightly-2024-01-31 release-2024-01-15 release-2024-02-01", "", "release-2024-01-15"},
		{"a second release of a day", "2024-01-24.1", "2024-01-17 2024-01-24 2024-01-24.1", "", "2024-01-24"},
		{"OpenSSL's letters", "OpenSSL_1_0_2zb", "OpenSSL_1_0_2z OpenSSL_1_0_2za OpenSSL_1_0_2zb", "", "OpenSSL_1_0_2za"},
		{"builds of Java", "jdk8u402-b06", "jdk8u382-b05 jdk8u392-b08 jdk8u402-b06", "", "jdk8u392-b08"},
		{"again, with an ending", "v7.5.1-1-ccs", "v7.5.0-ccs v7.5.1-ccs v7.5.1-1-ccs", "", "v7.5.1-ccs"},
		{"what is not released, beside nightly builds", "HEAD", "v1.0.0 nightly-20240101 nightly-2024-01-02 HEAD", "", "v1.0.0"},
		{"word, of which there is one", "nightly", "v1.0.0 v1.1.0-rc.1 nightly", "", "v1.0.0"},
		{"Java's endings", "1.4.0.Final", "1.3.9.Final 1.4.0.CR1 1.4.0.Final", "", "1.3.9.Final"},
		{"post-release", "1.0.post1", "0.9 1.0 1.0.post1", "", "1.0"},
		{"a commit after the latest stable", "", "v1.0.0 v1.2.0 v1.1.9 v1.3.0-rc.1", "v1.1.9", "v1.2.0"},
		{"what is not released, before any release", "HEAD", "HEAD", "", ""},
		{"what is not released, before any version", "HEAD", "nightly HEAD", "", "nightly"},
		{"numbers beyond any", "v99999999999999999999.1", "v1.0.0 v99999999999999999999.1", "", "v1.0.0"},
		{"draft", "v1.2.0", "v1.0.0 draft:v1.1.0 v1.2.0", "", "v1.0.0"},
		{"marked as pre-release", "v1.2.0", "v1.0.0 pre:v1.1.0 v1.2.0", "", "v1.0.0"},
		{"marked after marked", "pre:v1.2.0", "v1.0.0 pre:v1.1.0 pre:v1.2.0", "", "v1.1.0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
			read := func(s string) Tag {
				at = at.Add(time.Hour)
				draft, isDraft := strings.CutPrefix(s, "draft:")
				name, pre := strings.CutPrefix(draft, "pre:")
				tag := Tag{Name: name, SHA: name, At: at, Draft: isDraft, Prerelease: pre}
				if name == "v1" || name == "v1.2" { // moved to the newest
					tag.SHA = "v1.2.0"
				}
				return tag
			}
			var tags []Tag
			for _, s := range strings.Fields(tt.tags) {
				tags = append(tags, read(s))
			}
			asked := 0
			got, err := Previous(read(tt.of), tags, func(o Tag) (githubapp.Distance, error) {
				asked++
				return distanceAmong(tags, o, func(o Tag) bool { return !strings.Contains(" "+tt.beside+" ", " "+o.Name+" ") }), nil
			})
			if err != nil {
				t.Fatal(err)
			}
			said := ""
			if got != nil {
				said = got.Name
				if !got.Contained() {
					said = "~" + said
				}
			}
			if said != tt.want || asked > maxAsked {
				t.Errorf("previous %q, want %q (asked %d times)", said, tt.want, asked)
			}
		})
	}
}

// distanceAmong returns how far a head is ahead of a tag in a history of one commit a tag. A tag that the head's history lacks was
// made where the tag before it was.
func distanceAmong(tags []Tag, o Tag, contained func(Tag) bool) githubapp.Distance {
	at := slices.IndexFunc(tags, func(t Tag) bool { return t.Name == o.Name })
	d := githubapp.Distance{Related: true}
	if !contained(o) {
		d.Behind = 1
		for at > 0 && !contained(tags[at]) {
			at--
		}
	}
	d.Ahead = len(tags) - at
	return d
}

// Two runs that compare one release with different ones contradict each other.
func TestPrevious_IsTheSameEachTimeAmongEqualLines(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	tag := func(name string, at time.Time) candidate {
		c := candidate{Tag: Tag{Name: name, SHA: name, At: at}}
		c.Version, c.versioned = ParseVersion(name)
		return c
	}
	of := tag("v1.1.0", at.Add(time.Hour))
	for range 50 {
		line, ok := continued(of, []candidate{tag("core-1.0.0", at), tag("cli-1.0.0", at), tag("web-1.0.0", at)}, nil)
		if line != "cli-" || !ok {
			t.Fatalf("continues %q, %t; want the first by name", line, ok)
		}
	}
}

func TestPrevious_NeedsFewRequests(t *testing.T) {
	t.Parallel()
	var tags []Tag
	for minor := range 200 {
		for patch := range 200 {
			tags = append(tags, Tag{Name: fmt.Sprintf("v1.%d.%d", minor, patch)})
		}
	}
	for name, contains := range map[string]func(Tag) bool{
		"all":  func(Tag) bool { return true },
		"none": func(Tag) bool { return false },
		"few":  func(o Tag) bool { return o.Name == "v1.199.0" || o.Name == "v1.199.1" },
	} {
		asked := 0
		got, err := Previous(Tag{Name: "v2.0.0"}, tags, func(o Tag) (githubapp.Distance, error) {
			asked++
			return distanceAmong(tags, o, contains), nil
		})
		if err != nil || got == nil || asked > maxAsked || got.Contained() == (name == "none") {
			t.Fatalf("%s: %v, %v after %d questions", name, got, err, asked)
		}
		if name == "few" && got.Name != "v1.199.1" {
			t.Errorf("few: %s", got.Name)
		}
	}
	failure := fmt.Errorf("no answer")
	if got, err := Previous(Tag{Name: "v2.0.0"}, tags, func(Tag) (githubapp.Distance, error) { return githubapp.Distance{}, failure }); err != failure || got != nil {
		t.Errorf("a question without an answer: %v, %v", got, err)
	}
}

// The tags of real repositories. What departs from the order of versions was checked against the histories by eye.
func TestPrevious_InRealHistories(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][]string{ // each follows the one before it
		"go-envconfig": {
			"v0.1.0 v0.1.1 v0.1.2 v0.2.0 v0.2.1 v0.2.2 v0.2.3 v0.2.4 v0.2.5 v0.3.0 v0.3.1 v0.3.2 v0.3.3 v0.3.4 v0.3.5 v0.4.0 v0.5.0 v0.6.0 v0.6.1 v0.6.2" +
				" v0.7.0 v0.8.0 v0.8.1 v0.8.2 v0.8.3 v0.9.0 v1.0.0 v1.0.1 v1.0.2 v1.0.3 v1.1.0 v1.1.1 v1.2.0 v1.3.0 v1.3.1 v1.4.0 v1.4.1 v1.4.2 v1.4.3",
			"v0.9.0 v1.0.0-beta1",
		},
		"itsdangerous": {
			"0.9 0.9.1 0.10 0.11 0.12 0.13 0.14 0.15 0.16 0.17 0.18 0.19 0.20 0.21 0.22 0.23 0.24 1.0.0 1.1.0 2.0.0 2.0.1 2.1.0 2.1.1 2.1.2 2.2.0",
			"1.1.0 2.0.0a1 2.0.0rc1 2.0.0rc2", // 2.0.0a1 was made on a branch that left main after 1.1.0 and was not merged
			"0.24 1.0.x 1.1.x 2.0.x 2.1.x",
		},
		"octo-sts-app": {
			"v0.1.0 v0.2.0 v0.3.0 v0.3.1 v0.4.0 v0.4.1 v0.4.2 v0.5.0 v0.5.1 v0.5.2 v0.5.3 v0.5.4 v0.6.0 v0.6.1 v0.7.0 v0.7.1 v0.7.2 v0.8.0",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, got := map[string]string{}, map[string]string{}
			for _, line := range lines {
				before := ""
				for _, tag := range strings.Fields(line) {
					if want[tag] == "" {
						want[tag] = before
					}
					before = tag
				}
			}
			dir := githubtest.Clone(t, name)
			tags := tagsOf(t, dir)
			for _, of := range tags {
				p, err := Previous(of, tags, func(o Tag) (githubapp.Distance, error) { return distance(t, dir, of.SHA, o.SHA), nil })
				if err != nil {
					t.Fatal(err)
				}
				got[of.Name] = ""
				if p != nil {
					got[of.Name] = p.Name
				}
				if p != nil && !p.Contained() && p.Name != "2.0.0a1" {
					t.Errorf("%s does not contain %s", of.Name, p.Name)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("previous (-want +got):\n%s", diff)
			}
		})
	}
}

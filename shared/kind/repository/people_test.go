package repository

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
)

// A bot that counts as a person hides that one person does all the work; a person that counts as a bot is not shown at all.
func TestPeople_BotsAreToldByTheirNames(t *testing.T) {
	t.Parallel()
	who := newPeople("Envoy", nil)
	for name, want := range map[githubapp.Author]bool{
		{Name: "renovate[bot]"}: true, {Login: "k8s-ci-robot"}: true, {Name: "Mend Bot", Email: "mend@example.com"}: true, {Login: "envoybot"}: true, {Login: "envoy-bot"}: true,
		{Name: "GitHub Action", Email: "action@github.com"}: true, {Name: "x", Email: "41898282+github-actions[bot]@users.noreply.github.com"}: true,
		{Name: "Copybara Service", Email: "copybara-worker@google.com"}: true, {Name: "Release", Email: "release-bot@example.com"}: true, {Login: "semantic-release-bot"}: true,
		{Name: "Copilot", Email: "198982749+Copilot@users.noreply.github.com"}: true, {Name: "Claude", Email: "noreply@anthropic.com"}: true, {Name: "Cursor Agent"}: true,
		{Name: "Claude Monet", Email: "claude@example.com"}: false, {Name: "Robin Newhouse", Email: "robin@cline.bot"}: false,
		{Name: "Ana Talbot", Login: "atalbot"}: false, {Login: "abbot"}: false, {Name: "Robin Botha", Email: "robin@example.com"}: false, {Name: "Action Jackson"}: false,
		{Login: "cicero"}: false, {Name: "Botond", Email: "botond@example.com"}: false, {}: false,
	} {
		if got := who.isBot(name); got != want {
			t.Errorf("%+v is a bot: %t", name, got)
		}
	}
}

// A person who commits from two machines counts once, and merges do not count.
func TestPeople_AreCountedOnce(t *testing.T) {
	t.Parallel()
	list := commits(
		githubapp.Author{Login: "ada", Name: "Ada Byron", Email: "ada@home.example"}, githubapp.Author{Name: "Ada Byron", Email: "ada@work.example"},
		githubapp.Author{Name: "ada", Email: "Ada@Work.example"}, githubapp.Author{Name: "Sam", Email: "sam@a.example"}, githubapp.Author{Name: "Sam", Email: "sam@b.example"},
		githubapp.Author{Name: "Ada Byron", Email: "ada@work.example"},
	)
	list[5].Merge = true
	who := newPeople("octo", list)
	h := historyOf(source.Log{Commits: list}, noon, who)
	if diff := cmp.Diff([]Person{{"ada", 3, .6}, {"Sam", 1, .2}, {"Sam", 1, .2}}, h.Top); diff != "" || h.Merges != 1 {
		t.Errorf("%d merges (-want +got):\n%s", h.Merges, diff)
	}
	w := who.work(githubapp.PathHistory{Commits: 3, Newest: []githubapp.PathCommit{{SHA: "c0", Author: list[0].Author}, {SHA: "c1", Author: list[1].Author}, {SHA: "c5", Author: list[5].Author}}})
	if w != (work{commits: 2, people: 1, main: "ada", mainPart: 1}) {
		t.Errorf("of a path: %+v", w)
	}
	elsewhere := who.work(githubapp.PathHistory{Commits: 1, Newest: []githubapp.PathCommit{{SHA: "c2", Author: githubapp.Author{Login: "byron", Name: "Ada Byron", Email: "ada@work.example"}}}})
	if elsewhere.main != "ada" {
		t.Errorf("%q on one page, and ada on the other, are one person", elsewhere.main)
	}
}

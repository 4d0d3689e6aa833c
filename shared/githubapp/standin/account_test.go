package standin

import "testing"

// All authors whose names have no Latin letter were one person, called "author", and Zoë was zo.
func TestAccountOf_TellsPeopleApart(t *testing.T) {
	t.Parallel()
	for author, want := range map[[2]string]string{
		{"Mona Lisa", "mona@example.com"}:                             "mona-lisa",
		{"Zoë Ångström", "z@example.com"}:                             "zoe-angstrom",
		{"翠", "green@example.com"}:                                    "green",
		{"李", "li.wei@example.com"}:                                   "li-wei",
		{"李", ""}:                                                     "author",
		{"翠", "12+sapphi@users.noreply.github.com"}:                   "sapphi",
		{"renovate[bot]", "29139614+x[bot]@users.noreply.github.com"}: "renovate[bot]",
	} {
		if got := AccountOf(author[0], author[1]).Login; got != want {
			t.Errorf("%q: %q, want %q", author, got, want)
		}
	}
}

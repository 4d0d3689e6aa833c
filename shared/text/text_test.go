package text

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCut_KeepsWholeRunesWithinItsLimit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		cut  func(string, int) string
		s    string
		n    int
		want string
	}{
		{"Head, whole", Head, "héllo", 6, "héllo"},
		{"Head, at a rune", Head, "héllo", 3, "hé"},
		{"Head, within a rune", Head, "héllo", 2, "h"},
		{"Head, nothing fits", Head, "€", 2, ""},
		{"Head, no rune starts", Head, "\x80\x80\x80", 2, ""},
		{"Cut, whole", Cut, "héllo", 6, "héllo"},
		{"Cut", Cut, "héllo wörld", 8, "héll…"},
		{"Cut, within a rune", Cut, "héllo wörld", 5, "h…"},
		{"Excerpt, whole", Excerpt, "héllo", 6, "héllo"},
		{"Excerpt", Excerpt, "héllo wörld", 8, "héllo w…"},
		{"Excerpt, within a rune", Excerpt, "héllo wörld", 2, "h…"},
		{"CutRunes, whole", CutRunes, "héllo", 5, "héllo"},
		{"CutRunes", CutRunes, "héllo", 4, "hél…"},
		{"CutRunes, after a blank", CutRunes, "hé llo", 4, "hé…"},
		{"CutMiddle, whole", CutMiddle, "shared/text", 11, "shared/text"},
		{"CutMiddle", CutMiddle, "shared/text/text.go", 11, "shar…t.go"},
		{"CutMiddle, within runes", CutMiddle, "ééééééé", 9, "é…é"},
	} {
		if got := tt.cut(tt.s, tt.n); got != tt.want {
			t.Errorf("%s: %q to %d is %q, want %q", tt.name, tt.s, tt.n, got, tt.want)
		}
	}
}

func FuzzCut(f *testing.F) {
	f.Add("héllo wörld", 7)
	f.Add("\xff\xfe\x80", 1)
	f.Fuzz(func(t *testing.T, s string, n int) {
		if n < len(ellipsis) || n > 1<<20 {
			t.Skip()
		}
		for name, got := range map[string]string{"Head": Head(s, n), "Cut": Cut(s, n), "CutMiddle": CutMiddle(s, n), "Excerpt": strings.TrimSuffix(Excerpt(s, n), ellipsis)} {
			if len(got) > n || utf8.ValidString(s) && !utf8.ValidString(got) || len(s) <= n && got != strings.TrimSuffix(s, ellipsis) && got != s {
				t.Errorf("%s of %q to %d is %q", name, s, n, got)
			}
		}
		if got := CutRunes(s, n); utf8.RuneCountInString(got) > n {
			t.Errorf("CutRunes of %q to %d is %q", s, n, got)
		}
	})
}

func TestNumber_GroupsDigits(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		0: "0", 7: "7", 999: "999", 1000: "1,000", 1204: "1,204", 123456: "123,456", 1234567: "1,234,567", -7: "-7", -120: "-120", -1204: "-1,204", -123456: "-123,456",
	} {
		if got, got64 := Number(n), Number(int64(n)); got != want || got64 != want {
			t.Errorf("%q and %q, want %q", got, got64, want)
		}
	}
}

func TestCount_AgreesWithItsNumber(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		Count(0, "line"): "0 lines", Count(1, "line"): "1 line", Count(1204, "line"): "1,204 lines",
		Count(1, "file has", "files have"): "1 file has", Count(2, "file has", "files have"): "2 files have",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestText_OneLineAndCapitalize(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		OneLine(" a\n\t b\u00a0c\r\n"): "a b c", OneLine(""): "", Capitalize("high risk"): "High risk", Capitalize(""): "", Capitalize("9 files"): "9 files",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

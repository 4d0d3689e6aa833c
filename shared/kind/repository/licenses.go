package repository

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// licenseName matches the names of files with a license's text, in lower case: LICENSE-MIT, MIT-LICENSE, COPYING.LESSER, UNLICENSE. It
// follows what Licensee, which GitHub uses, looks for.
var licenseName = regexp.MustCompile(`^(?:[\w.+-]*[-_])?(?:licen[cs]es?|copying|unlicen[cs]e|copyright)(?:[-_.][\w.+-]*)?$`)

// licenses returns the files with the texts of licenses, the likeliest first: at the top and in LICENSES (the REUSE specification); only where
// there is none, in .github or docs, whose pages may have one of their own.
func (t *tree) licenses() (paths []string) {
	for _, folder := range []string{".", "licenses", "licences", "license", "licence", ".github", "docs"} {
		if (folder == ".github" || folder == "docs") && len(paths) > 0 {
			break
		}
		from := len(paths)
		for _, f := range t.files {
			if strings.ToLower(path.Dir(f.path)) != folder {
				continue
			}
			name := strings.ToLower(path.Base(f.path))
			named := strings.HasPrefix(folder, "licen") || licenseName.MatchString(name) && !strings.HasPrefix(name, "third")
			if named && !isCode(f.path) {
				paths = append(paths, f.path)
			}
		}
		slices.SortStableFunc(paths[from:], func(a, b string) int { return cmp.Compare(special(a), special(b)) })
	}
	return paths
}

// special is 1 for a license with a name before the word, such as COMM-LICENSE: the plain one is the repository's.
func special(filePath string) int {
	name := strings.ToLower(path.Base(filePath))
	if strings.HasPrefix(name, "licen") || strings.HasPrefix(name, "copying") || strings.HasPrefix(name, "unlicen") {
		return 0
	}
	return 1
}

// minLicense is the percentage of a text that must match a license; the rest may be a notice.
const minLicense = 60

// licenseOf names the licenses in texts by SPDX, such as "Apache-2.0, MIT", at most four; "" if none is known.
func licenseOf(texts []string) string {
	var ids []string
	for _, text := range texts {
		found := licensecheck.Scan([]byte(text))
		if found.Percent < minLicense {
			continue
		}
		for _, m := range found.Match {
			if !m.IsURL && !slices.Contains(ids, m.ID) {
				ids = append(ids, m.ID)
			}
		}
	}
	slices.Sort(ids)
	return strings.Join(ids[:min(len(ids), 4)], ", ")
}

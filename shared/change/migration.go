package change

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
)

var (
	// migrationPath is where frameworks keep migrations that filekind does not count as such: Flyway, Liquibase, Ecto and others.
	migrationPath = regexp.MustCompile(`(?i)(?:^|/)(?:[vur]\d[\d._]*__[^/]*\.(?:sql|java|kt)|r__[^/]*\.sql|[^/]*changelog[^/]*\.(?:xml|ya?ml|json|sql)|db/migration/.*\.sql|migrations?/.*\.sql|migrations?/(?:.*/)?v?\d[^/]*\.(?:[cm]?[jt]s|py|rb|php|cs|go|exs|java|kt)|(?:change(?:log|set)s?|liquibase)/.*\.(?:xml|ya?ml|json|sql)|alembic/.*versions/.*\.py|versions/[0-9a-f]{4,}_[^/]*\.py|migrate/.*\.(?:rb|sql|go|ts|js|php))$`)
	// wayBack is a file that undoes a migration, or shows what all of them have made.
	wayBack = regexp.MustCompile(`(?i)[._-]down\.|/down(?:\.sql|/)|(?:^|/)u\d[\d._]*__|[._-](?:undo|rollback|revert)\.(?:sql|xml|ya?ml|json)|/(?:undo|rollbacks?|reverts?)/|schema\.rb$|structure\.sql$|modelsnapshot\.cs$|\.designer\.cs$`)
	// direction is the head of a function, a section or a field that goes forward or back.
	direction = regexp.MustCompile(`^(?:(?:public|private|protected|internal|static|async|override|export|default|const|let|var|final|suspend|def|defp|func|function|void|Task|fun|sub)\s+|module\.|exports\.|self\.)*(?:\([^)]*\)\s*)?((?:[uU]p|[dD]own|DOWN|safeUp|safeDown|upgrade|downgrade|change|forwards?|backwards?|rollback|revert|migrate|Migrate|Rollback|Up|Down|upgrade_\w+|downgrade_\w+)(?:[A-Z_0-9]\w*)?)\s*(?:\(|:|=|do\b|,\s*do:|\{|$)`)
	// section begins a half of a script: goose, sql-migrate, dbmate, MyBatis and others.
	section  = regexp.MustCompile(`(?i)^(?:--|//|#|/\*)\s*(?:\+?(?:goose|migrate)[ :]\s*(up|down)\b|@?(undo|down|rollback)\b\s*$|//\s*@(undo)|(down|up)(?:\s+migration)?\s*(?:\*/)?$)`)
	backCall = regexp.MustCompile(`\.(?:down|reverse)\b|\breverse_sql\s*=|\breverse_code\s*=|\bstate_operations\s*=|<rollback\b|^-?\s*"?rollback"?\s*:|\bRollback:\s*func`)
)

// mayDropData reports whether the file is a migration that adds lines.
func mayDropData(f *shownFile) bool {
	if f.Additions == 0 {
		return false
	}
	switch f.Class {
	case filekind.Migration:
		return !goesBackByName(f.Path)
	case filekind.Production, filekind.Configuration, filekind.Infrastructure, filekind.Build:
		return ((migrationNames.anyIn(f.Path) || numbered(f.Path)) && !prose(f.Path) && migrationPath.MatchString(f.Path) || strings.HasSuffix(f.Path, ".sql") && containsAny(f.text, scriptMarks)) && !goesBackByName(f.Path)
	}
	return false
}

// goesBackByName reports whether the path is that of a wayBack.
func goesBackByName(path string) bool {
	return (wayBackNames.anyIn(path) || numbered(path)) && wayBack.MatchString(path)
}

// numbered reports whether the path may have a name of Flyway's: a number or an r before two underscores.
func numbered(path string) bool {
	at := strings.Index(path, "__")
	for at >= 0 {
		if at > 0 && strings.IndexByte("0123456789._rR", path[at-1]) >= 0 {
			return true
		}
		next := strings.Index(path[at+1:], "__")
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return false
}

// wayBackNames are parts of wayBack's paths, unless these contain a number before two underscores.
var wayBackNames = needlesOf(map[string][]int{
	"down.": {0}, "/down/": {0}, "undo": {0}, "rollback": {0}, "revert": {0}, "schema.rb": {0}, "structure.sql": {0}, "modelsnapshot.cs": {0}, ".designer.cs": {0},
})

// prose reports whether the path ends as those of change logs that people read, which no migration's does.
func prose(path string) bool {
	return strings.HasSuffix(path, ".md") || strings.HasSuffix(path, ".rst") || strings.HasSuffix(path, ".txt")
}

// scriptMarks are comments in SQL scripts that goose, sql-migrate, dbmate or Liquibase run, in any folder.
var scriptMarks = []string{"+goose", "+migrate", "migrate:up", "--liquibase"}

// migrationNames are parts of migrationPath's paths, unless these contain a number before two underscores.
var migrationNames = needlesOf(map[string][]int{"migration/": {0}, "migrations/": {0}, "migrate/": {0}, "changelog": {0}, "changeset": {0}, "liquibase": {0}, "versions/": {0}})

// dropsData finds where a migration drops data. The way back, a down script or function, may drop what the way forward has created.
func dropsData(f *shownFile) []line {
	lines := f.allLines()
	forward := forwardLines(lines)
	var found []line
	add := func(l line) {
		if isNew(lines, l) && !slices.Contains(found, l) {
			found = append(found, l)
		}
	}
	if ext := strings.ToLower(path.Ext(f.Path)); ext == ".sql" || ext == ".pgsql" || ext == ".ddl" {
		for _, i := range droppedLines(sqlStatements(forward)) {
			add(forward[i])
		}
		return found
	}
	for i, l := range forward {
		if l.kind == '+' && isCode(l.text) && (callsDropper(l.text) || dropsInText(forward[i:]) || revertsMade(forward[i:])) {
			add(l)
		}
	}
	return found
}

// forwardLines are the lines of the new version that go forward.
func forwardLines(lines []line) (forward []line) {
	back, until := false, -1 // until is the indent of a block that goes back
	var pair statementPair
	for i, l := range lines {
		if l.kind == '-' {
			continue
		}
		if l.kind == '@' {
			back, until = goesBack(l.text, l.number > 1 && dropsAlready(lines[i+1:])), -1
			pair = statementPair{}
			continue
		}
		if text := pair.forward(l.text); text != l.text {
			if l.text = text; text == "" {
				continue
			}
		}
		if until >= 0 && l.text != "" && l.indent() <= until {
			until = -1
			if strings.HasPrefix(l.text, "</rollback") || l.text == "end" || strings.HasPrefix(l.text, "}") || strings.HasPrefix(l.text, ")") || strings.HasPrefix(l.text, "]") {
				continue
			}
		}
		back = goesBack(l.text, back)
		if at := backCall.FindStringIndex(l.text); at != nil && isCode(l.text) {
			if opensBlock(l.text) && until < 0 {
				until = l.indent()
			}
			l.text = trim(l.text[:at[0]])
		}
		if !back && until < 0 && !strings.HasPrefix(l.text, "--rollback") && !strings.HasPrefix(l.text, "-- rollback") {
			forward = append(forward, l)
		}
	}
	return forward
}

// dropsAlready reports whether the hunk that starts here drops something in lines that are not new, before the head of a function: where many
// things are dropped, it is the way back of which the diff does not show the head.
func dropsAlready(lines []line) bool {
	for _, l := range lines {
		if l.kind == '@' || direction.MatchString(l.text) {
			return false
		}
		if l.kind != '+' && callsDropper(l.text) {
			return true
		}
	}
	return false
}

// goesBack reports whether the code from this line on goes back, as it did before unless the line says otherwise.
func goesBack(text string, before bool) bool {
	if m := section.FindStringSubmatch(text); m != nil {
		return !strings.EqualFold(m[1]+m[4], "up")
	}
	m := direction.FindStringSubmatch(text)
	if m == nil || strings.HasPrefix(text, "revert do") {
		return before
	}
	name := strings.ToLower(m[1])
	return strings.HasPrefix(name, "down") || strings.HasPrefix(name, "safedown") || strings.HasPrefix(name, "back") || strings.HasPrefix(name, "rollback") || strings.HasPrefix(name, "revert")
}

// opensBlock reports whether what the line begins goes on below it.
func opensBlock(text string) bool {
	last := text[len(text)-1]
	return !strings.Contains(text, "</rollback>") && (last == '{' || last == '(' || last == '[' || last == ':' || last == '=' || strings.HasPrefix(text, "<rollback") && !strings.HasSuffix(text, "/>") ||
		strings.HasSuffix(text, " do") || strings.HasSuffix(text, "|"))
}

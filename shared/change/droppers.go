package change

import (
	"regexp"
	"strings"
)

var (
	// dropper is a call of a framework that drops data. Sources: the references of Rails' and Phinx' migrations, Django, Alembic, Laravel,
	// Knex, Sequelize, TypeORM, EF Core, FluentMigrator, Ecto, Doctrine, Yii, gorm and Liquibase.
	dropper = regexp.MustCompile(strings.Join([]string{
		`\b(?:drop_table|drop_join_table|drop_column|remove_columns?|remove_reference|remove_belongs_to|remove_timestamps|remove_attachment|drop_schema|truncate_tables?|drop_database)\b`, // Rails, Alembic
		`\bt\.(?:remove|remove_references|remove_belongs_to|remove_timestamps)\b`,
		`\bmigrations\.(?:RemoveField|DeleteModel)\b`, // Django
		`(?i)\b(?:drop(?:table|tableifexists|columns?|columnifexists|allTables|schema|schemaifexists|database|timestamps(?:tz)?|softdeletes(?:tz)?|(?:nullable)?morphs|remembertoken|constrainedforeignid(?:for)?|foreignidfor)|removecolumns?|cleartable|cleardatabase|truncatetable|bulkdelete)\s*\(`,
		`\bSchema::(?:drop|dropIfExists|dropColumns)\s*\(`,         // Laravel
		`->(?:drop|truncate)\s*\(\s*\)`, `->(?:removeColumn)\s*\(`, // Phinx, Laravel
		`\bDB::table\([^)]*\)->delete\(\s*\)`, `\.(?:truncate|del)\(\s*\)`, // Laravel, Knex
		`\.(?:delete_all|destroy_all)\b(?:\s*$|\s*\(?\s*\)?$)`, `\.objects\.all\(\)\.delete\(\)`, // Rails, Django
		`\bDelete\.(?:Table|Column|Schema|FromTable\([^)]*\)\.AllRows)\b`,                             // FluentMigrator
		`^drop(?:_if_exists)?[ (]+table\b`, `^remove(?:_if_exists)?[ (]+:\w+`, `\bRepo\.delete_all\b`, // Ecto
		`<(?:dropTable|dropColumn)\b`, `["']?\b(?:dropTable|dropColumn)["']?\s*:`, `<delete\s+tableName="[^"]*"\s*/>`, // Liquibase
	}, "|"))
	// droppingSQL is a statement within a string.
	droppingSQL   = regexp.MustCompile(`(?i)\bdrop\s+(?:table|database|schema)\s+(?:if\s+exists\s+)?["'\x60\[\w$#{%.\\]|\btruncate\s+(?:table\s+)?["'\x60\[\w.\\]+\s*(?:;|["'\x60)]|cascade|restart|$)|\bdelete\s+from\s+["'\x60\[\w.\\\]]+\s*(?:;|["'\x60)]|$)`)
	droppingAlter = regexp.MustCompile(`(?i)\balter\s+table\b.*?\bdrop\s+(?:(column)\s+)?(?:if\s+exists\s+)?["'\x60\[\\]*(\w+)`)
	openAlter     = regexp.MustCompile(`(?i)\balter\s+table\b[^;]*$`)
	sqlVerb       = regexp.MustCompile(`(?i)^["'\x60]*\s*(?:drop|truncate|delete|alter)\s`)
)

func callsDropper(text string) bool {
	return dropper.MatchString(text)
}

// revertsMade reports whether the first of the lines opens a block of Rails' that undoes what it lists, and it lists a table or a column.
func revertsMade(lines []line) bool {
	if lines[0].text != "revert do" && lines[0].text != "revert {" {
		return false
	}
	for _, l := range lines[1:] {
		if l.text == "end" || l.text == "}" {
			return false
		}
		if strings.HasPrefix(l.text, "create_table") || strings.HasPrefix(l.text, "add_column") || strings.HasPrefix(l.text, "add_reference") || strings.HasPrefix(l.text, "create_join_table") {
			return true
		}
	}
	return false
}

// dropsInText reports whether the first of the lines has, in a string of a program or a script, a statement that drops data.
func dropsInText(lines []line) bool {
	text := lines[0].text
	if !strings.ContainsAny(text, "\"'`<>:") && !sqlVerb.MatchString(text) {
		return false
	}
	if droppingSQL.MatchString(text) && !strings.Contains(strings.ToLower(text), " temporary ") {
		return !followsWhere(lines, text)
	}
	m := droppingAlter.FindStringSubmatch(text)
	if m == nil && openAlter.MatchString(text) && len(lines) > 1 {
		joined := text
		for _, l := range lines[1:min(len(lines), 6)] {
			joined += " " + l.text
			if strings.ContainsAny(l.text, ";)") {
				break
			}
		}
		m = droppingAlter.FindStringSubmatch(joined)
	}
	return m != nil && (m[1] != "" || !keeps[strings.ToLower(m[2])])
}

// followsWhere reports whether the statement is a DELETE with a condition on its next line.
func followsWhere(lines []line, text string) bool {
	return strings.Contains(strings.ToLower(text), "delete") && len(lines) > 1 && strings.HasPrefix(strings.ToLower(strings.TrimLeft(lines[1].text, "\"' +.")), "where")
}

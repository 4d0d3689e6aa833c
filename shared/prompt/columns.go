package prompt

import (
	"path"
	"regexp"
	"strings"
)

// credentialFile is the name, without folders, of a file whose lines are credentials of users, hosts or networks, by the manuals of Postfix,
// pppd, strongSwan, s3fs, PgBouncer, curl, Samba and Ansible.
var credentialFile = regexp.MustCompile(`(?i)^(?:sasl_passwd|(?:chap|pap)-secrets|ipsec\.secrets|\.?passwd-s3fs|userlist\.txt|\.curlrc|\.smbcredentials|\.?vault_?pass(?:word)?(?:\.txt)?)$`)

// rows calls add for the credentials of a file that has one in each line: by the file's name, or by its column's in a table.
func rows(name, text string, add func(rule, match, value string)) {
	if credentialFile.MatchString(name[strings.LastIndexByte(name, '/')+1:]) {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n:,\"'=", r) }) {
			if (looksChosen(word) || len(word) >= 12 && looksRandom(word)) && !isPlaceholder(word) {
				add(assignedRule, word, word)
			}
		}
		return
	}
	separator := ""
	switch strings.ToLower(path.Ext(name)) {
	case ".csv":
		separator = ","
	case ".tsv":
		separator = "\t"
	case ".md", ".markdown", ".mdx":
		tables(text, add)
		return
	default:
		return
	}
	head, rest, _ := strings.Cut(text, "\n")
	if strings.HasPrefix(head, "@@") {
		head, rest, _ = strings.Cut(rest, "\n")
	}
	if strings.Count(head, ";") > strings.Count(head, separator) {
		separator = ";"
	}
	names := strings.Split(head, separator)
	for line := range strings.SplitSeq(rest, "\n") {
		cells := strings.Split(strings.TrimRight(line, "\r"), separator)
		for i := range min(len(cells), len(names)) {
			value := strings.Trim(cells[i], `" `)
			if isSecretValue(strings.ReplaceAll(strings.Trim(names[i], "\" \r"), " ", "_"), value, quotedValue) {
				add(assignedRule, cells[i], value)
			}
		}
	}
}

// tables calls add for the credentials in Markdown's tables, by their columns' names. In prose a word is no password unless it looks like one.
func tables(text string, add func(rule, match, value string)) {
	var names []string
	before := ""
	for line := range strings.SplitSeq(text, "\n") {
		cells := strings.Split(strings.Trim(line, " \t\r|"), "|")
		switch {
		case len(cells) < 2:
			names = nil
		case strings.Trim(line, " \t\r|:-") == "":
			names = strings.Split(strings.Trim(before, " \t\r|"), "|")
		default:
			for i := range min(len(cells), len(names)) {
				value := strings.Trim(cells[i], " `")
				if (looksChosen(value) || looksRandom(value) || isOddWord(value)) && isSecretValue(strings.ReplaceAll(strings.TrimSpace(names[i]), " ", "_"), value, quotedValue) {
					add(assignedRule, cells[i], value)
				}
			}
		}
		before = line
	}
}

package prompt

import (
	"path"
	"regexp"
	"strings"
)

// credentialFile is a file whose lines are credentials of users, hosts or networks, by the manuals of Postfix, pppd, strongSwan, s3fs, PgBouncer,
// Samba and Ansible.
var credentialFile = regexp.MustCompile(`(?i)(?:^|/)(?:sasl_passwd|(?:chap|pap)-secrets|ipsec\.secrets|\.?passwd-s3fs|userlist\.txt|\.smbcredentials|\.?vault_?pass(?:word)?(?:\.txt)?)$`)

// rows calls add for the credentials of a file that has one in each line: by the file's name, or by its column's in a table.
func rows(name, text string, add func(rule, match, value string)) {
	if credentialFile.MatchString(name) {
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

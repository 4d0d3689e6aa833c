package prompt

import (
	"regexp"
	"strings"
	"sync"
)

// commandOption is an option of commands whose value is a password, or ends with one.
type commandOption struct {
	commands string // separated by |, each with single blanks
	option   string // an expression for the text between a blank and the password
}

// commandOptions have their source in the manual pages of the commands.
var commandOptions = []commandOption{
	{"curl|wget|http|https|lftp|smbclient|xh", `(?:-[a-zA-Z]{0,5}u|--user|-a|--auth|-U|--proxy-user)[ \t=]*["']?[^\s:"']+:`},
	{"curl|wget|http|https|xh", `(?:-b|--cookie)[ \t=]*["']?(?:[^\s"']+;[ \t]*)*(?i:[\w.-]*(?:sess|sid|auth|token|jwt|remember)[\w.-]*)=`},
	{"jenkins-cli|jenkins-cli.jar", `-auth[ \t]+["']?[^\s:"']+:`},
	{"smbclient|rpcclient|smbget|winexe|net ads|net rpc", `(?:-U|--user=?)[ \t]*["']?[^\s%"']+%`},
	{"lftp", `-u[ \t]*["']?[\w.@-]+,`},
	{"mysql|mysqldump|mysqladmin|mysqlimport|mysqlcheck|mariadb|mariadb-dump|mariadb-admin|mycli", `-p["']?`},
	{"7z|7za|7zr|7zz", `-p["']?`},
	{"docker login|podman login|buildah login|nerdctl login|helm registry login|oras login|skopeo login|az login|az acr login|cf login|oc login|ibmcloud login", `-p[ \t]*["']?`},
	{"redis-cli|valkey-cli|keydb-cli", `-a[ \t]+["']?`},
	{"ldapsearch|ldapadd|ldapmodify|ldapdelete|ldappasswd|ldapwhoami|kadmin|kadmin.local", `-(?:w|pw)[ \t]+["']?`},
	{"mongo|mongosh|mongodump|mongorestore|mongoexport|mongoimport|psexec|cqlsh|beeline|rabbitmqadmin|couchbase-cli|useradd|usermod", `-p[ \t]+["']?`},
	{"plink|pscp|psftp|putty|nodetool", `-pw[ \t]+["']?`},
	{"sqlcmd|osql|isql|tsql|bcp|zip|unzip|ipmitool|mosquitto_pub|mosquitto_sub", `-P[ \t]*["']?`},
	{"ssh-keygen", `-[NP][ \t]+["']?`},
	{"gh secret set", `(?:-b|--body)[ \t=]+["']?`},
	{"aws secretsmanager", `--secret-string[ \t=]+["']?`},
	{"openssl enc", `-k[ \t]+["']?`},
	{"security unlock-keychain|security create-keychain|security set-key-partition-list|security import", `-[pkP][ \t]+["']?`},
	{"snmpget|snmpgetnext|snmpbulkget|snmpset|snmpwalk|snmpbulkwalk|snmptable|snmptrap|snmpstatus", `-[cAX][ \t]+["']?`},
}

// otherCommands are commands and options whose expression is not made of these parts.
var otherCommands = []struct{ name, expression string }{
	{"sshpass", `\bsshpass[ \t]+-p[ \t]*["']?([^\s"']+)`},                                              // what follows is another command
	{"-pass", `-pass(?:in|out)?[ \t]+pass:([^\s"']+)`},                                                 // of OpenSSL
	{"curl", `\bcurl\b[^\n|;]*?[ \t](?:-[a-zA-Z]{0,5}u|--user)[ \t=]*["']?([\w.-]{20,}):(?:["'\s]|$)`}, // a token and no password
	{"htpasswd", `\bhtpasswd(?:[ \t]+-\w+)*[ \t]+-\w*n\w*(?:[ \t]+-\w+(?:[ \t]+\d+)?)*[ \t]+["']?[^\s"'-]\S*[ \t]+["']?([^\s"'>|]+)` +
		`|\bhtpasswd(?:[ \t]+-\w+)*[ \t]+-\w*b\w*(?:[ \t]+-\w+(?:[ \t]+\d+)?)*[ \t]+[^\s-]\S*[ \t]+\S+[ \t]+["']?([^\s"']+)`},
}

// commandForm finds the passwords of a command in lines that name it.
type commandForm struct {
	names    []string
	compiled func() *regexp.Regexp
}

var commandForms = func() (forms []commandForm) {
	add := func(names []string, expression string) {
		forms = append(forms, commandForm{names, sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })})
	}
	for _, o := range commandOptions {
		commands := strings.NewReplacer(".", `\.`, " ", `[ \t]+`).Replace(o.commands)
		add(strings.Split(o.commands, "|"), `\b(?:`+commands+`)\b[^\n|;]*?[ \t](?:`+o.option+`)([^\s"']+)`)
	}
	for _, o := range otherCommands {
		add([]string{o.name}, o.expression)
	}
	return forms
}()

// commandStarts are the starts of their names: most lines with a dash have none.
var commandStarts = func() *startSet {
	var set startSet
	for _, form := range commandForms {
		for _, name := range form.names {
			set.add(name)
		}
	}
	return &set
}()

// nextArgument matches the text between the arguments of a command in a program's or a container's list.
var nextArgument = regexp.MustCompile(`["'],[ \t]*["']`)

// commands calls add for each password that a line gives to a command's option.
func commands(line string, add func(rule, match, value string)) {
	if !commandStarts.in(line) {
		return
	}
	passwords(line, add)
	if !nextArgument.MatchString(line) {
		return
	}
	passwords(nextArgument.ReplaceAllString(line, " "), func(rule, _, value string) {
		if at := strings.LastIndex(line, value); at >= 0 {
			add(rule, line[max(0, at-len(`"-p", "`)):at+len(value)], value)
		}
	})
}

func passwords(line string, add func(rule, match, value string)) {
	for _, form := range commandForms {
		if containsOne(line, form.names) {
			each(form.compiled(), line, add)
		}
	}
}

func containsOne(line string, words []string) bool {
	for _, word := range words {
		if strings.Contains(line, word) {
			return true
		}
	}
	return false
}

package prompt

import (
	"iter"
	"regexp"
	"slices"
	"strings"
)

// Credentials whose place says what they are: an address, a command's option, a statement.
const (
	urlRule     = "url-credentials"
	commandRule = "command-credentials"
)

var (
	// identified is a password in a statement of MySQL, Oracle or SQL Server.
	identified = regexp.MustCompile(`(?i)\b(?:IDENTIFIED[ \t]+(?:WITH[ \t]+\S+[ \t]+)?(?:BY|AS)|PASSWORD[ \t]*=?)[ \t]*(?:\()?[ \t]*N?'([^'\n]+)'|\bIDENTIFIED[ \t]+BY[ \t]+"([^"\n]+)"|\b(?-i:IDENTIFIED[ \t]+BY)[ \t]+([A-Za-z_$#!]\w*\d[\w$#!]*)`)
	// secureString is a password in PowerShell's ConvertTo-SecureString.
	secureString = regexp.MustCompile(`(?i)\bConvertTo-SecureString[ \t]+(?:-String[ \t]+)?["']([^"'$\n]+)["']`)
	// pgpass is a line of PostgreSQL's password file: https://www.postgresql.org/docs/current/libpq-pgpass.html
	pgpass = regexp.MustCompile(`(?m)^[\w.*-]+:(?:\d+|\*):[^:\n]+:[^:\n]+:([^\s]+)$`)
)

// placeMarks are texts that are near such a place: for those of addresses, options, statements, PowerShell and pgpass,
// and of those in logins.go.
var placeMarks = [...][]string{{"://"}, {" -", "\"-", "'-"}, {"IDENTIFIED", "identified", "PASSWORD"}, {"SecureString"}, {":5432:", ":*:"}, {"AKIA", "ASIA"}, {"sig=", "nature="}, {"jdbc:oracle:"},
	{`"kty"`}, {"Private-Lines:"}, {"ogin(", "uth(", "gn_in(", "gnIn(", "ticate(", "dential(", "dentials(", "nnect(", "ysqli(", "nnection(", "lient(", "lient.new(", "oliasearch(", "_bind", "e_user(", "d_user(", "eUser(", "eruser(", "cess_token(", "tabase("},
	{"@tcp(", "@unix("}, {"sqlplus", "net use", "-secrets set", "umi config", "rabbitmqctl", "cmdkey", "signtool", "freerdp", "schtasks", "wpa_passphrase"}, {"pw_set(", "ogin(", "jwt.", "JWT."}, {".run(", "ogin(", ".start(", "vider :", "vider(:"}, {"edString(", "rithm.HMAC", "ptoJS.", "mac.new("}, {"auth' =>", "auth\" =>", "auth=(", "auth = (", "auth: ["},
	{"ecret 0 ", "ecret 4 ", "ecret 5 ", "ecret 8 ", "ecret 9 ", "ssword 0 ", "ssword 5 ", "ssword 7 ", "ssword 8 "}, {"sswd/", " +@", "zure.account.key"}, {"websites.net", "uthorization", "ccounts{", "FTP(", "FTP_TLS("}, {"ароль", "密码", "密碼", "パスワード", "비밀번호"}, {"chpasswd", "-stdin", "sudo -S", "ith-token", "kinit", "| az devops", "| vault", "| wrangler", "| heroku", "| npm", "| fly"}, {"ommunity", "teUser "}, {"ppid=", "pp_id="}, {"ookie"},
	{"end_keys(", "endKeys(", ".type(", ".fill(", "etValue(", ".val("}, {"auth '", `auth "`, "ticate_with '"}, {"PDO(", "ysqli(", "nnect(", "nnection("}, {"accounts", "Wallet(", "KeyToAccount("}, {"password_hash"}, {"BUNDLE_"}, {"asicAuth(", "asic_auth(", "kCredential("}, {"NSERT INTO", "nsert into"},
	{"jwt.", "JWT.", "JWT::", "mac", "uthHandler(", "AES", "aes", "ipheriv(", "KeySpec(", "ernet(", "ignWith(", "HMAC", "HS256(", "HS384(", "HS512(", "ookie", "eygrip(", "erializer(", "igner(", "essageVerifier", "essageEncryptor",
		"SecurityKey(", "ecretKey(", "ecretBox(", "ecretbox(", "rypter(", "ryptor("},
	{`send "`, "send '", "send {", "send -", "sendline(", "send("}}

// placeStarts are the starts of placeMarks.
var placeStarts = func() *startSet {
	var set startSet
	for _, marks := range placeMarks {
		for _, mark := range marks {
			set.add(mark)
		}
	}
	return &set
}()

// placeMark is one of placeMarks, with its list's number.
type placeMark struct {
	text  string
	place int
}

// marksByByte are placeMarks by their first byte.
var marksByByte = func() (by [256][]placeMark) {
	for place, marks := range placeMarks {
		for _, mark := range marks {
			by[mark[0]] = append(by[mark[0]], placeMark{mark, place})
		}
	}
	return by
}()

// marked reports which of placeMarks the text has at the places.
func marked(text string, places []int) (has [len(placeMarks)]bool) {
	for _, i := range places {
		if !placeStarts.has(text[i], text[i+1], text[i+2]) {
			continue
		}
		for _, mark := range marksByByte[text[i]] {
			if strings.HasPrefix(text[i:], mark.text) {
				has[mark.place] = true
			}
		}
	}
	return has
}

// located calls add for each credential that its place gives away.
func located(text string, places []int, add func(rule, match, value string)) {
	has := marked(text, places)
	if has == [len(placeMarks)]bool{} {
		return
	}
	if has[0] {
		addresses(text, add)
	}
	if has[1] {
		for line := range linesWith(text, places, 1) {
			commands(line, add)
		}
	}
	if has[2] {
		each(identified, text, add)
	}
	if has[3] {
		each(secureString, text, add)
	}
	if has[4] {
		each(pgpass, text, add)
	}
	for i, form := range []*regexp.Regexp{awsPair, signed, oracle, jwkPrivate} {
		if has[5+i] {
			each(form, text, add)
		}
	}
	if has[9] {
		keyLines(text, add)
	}
	if has[10] {
		for line := range linesWith(text, places, 10) {
			logins(line, add)
		}
	}
	for i, form := range placeForms {
		if has[11+i] {
			for line := range linesWith(text, places, 11+i) {
				each(form, line, add)
			}
		}
	}
	keys := 11 + len(placeForms)
	if has[keys] {
		for line := range linesWith(text, places, keys) {
			keysOfCalls(line, add)
		}
	}
	if has[keys+1] {
		answers(text, add)
	}
}

// linesWith yields the lines of a text that have one of placeMarks' lists at the places: an expression takes much longer on the whole.
func linesWith(text string, places []int, place int) iter.Seq[string] {
	return func(yield func(string) bool) {
		end := 0
		for _, i := range places {
			if i < end || !placeStarts.has(text[i], text[i+1], text[i+2]) || !startsWithOne(text[i:], placeMarks[place]) {
				continue
			}
			start := strings.LastIndexByte(text[:i], '\n') + 1
			if end = lineEnd(text, i); !yield(strings.TrimSuffix(text[start:end], "\n")) {
				return
			}
		}
	}
}

func startsWithOne(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(text, word) })
}

func each(form *regexp.Regexp, text string, add func(rule, match, value string)) {
	for _, m := range form.FindAllStringSubmatch(text, -1) {
		if value := strings.Join(m[1:], ""); len(value) >= 4 && !isPlaceholder(value) && !ordinary.MatchString(value) && !isIdentifier(value) {
			add(commandRule, m[0], value)
		}
	}
}

// addresses finds the passwords in addresses, as in scheme://user:password@host, and tokens that stand there alone.
func addresses(text string, add func(rule, match, value string)) {
	for at := 0; ; {
		i := strings.Index(text[at:], "://")
		if i < 0 {
			return
		}
		from := at + i + len("://")
		at = from
		run := text[from:]
		if end := strings.IndexAny(run, " \t\r\n\"'`<>|\\"); end >= 0 {
			run = run[:end]
		}
		authority := run
		if end := strings.IndexAny(run, "/?#"); end >= 0 && strings.IndexByte(run[:end], '@') >= 0 {
			authority = run[:end]
		}
		host := strings.LastIndexByte(authority, '@')
		if host < 0 {
			continue
		}
		user, password, ok := strings.Cut(authority[:host], ":")
		switch {
		case ok && password != "" && strings.ContainsAny(user, "/?"): // an @ in a path
		case ok && len(password) >= 3 && !isPlaceholder(password) && !isExamplePassword(user, password, authority[host+1:]) && !(strings.Contains(password, "/") && !looksRandom(password)):
			add(urlRule, "://"+user+":"+password+"@", password)
		case !ok && len(user) >= 20 && looksRandom(user) && !strings.Contains(authority, "sentry.io"):
			add(urlRule, user, user)
		}
	}
}

// isExamplePassword reports whether the password of an address is that of a manual, or a user's own name on a developer's machine.
func isExamplePassword(user, password, host string) bool {
	if user == password && (strings.HasPrefix(host, "localhost") || strings.HasPrefix(host, "127.0.0.1")) {
		return true
	}
	switch strings.ToLower(password) {
	case "password", "passwd", "pass", "pwd", "secret", "token", "pw", "***", "...", "x-oauth-basic":
		return true
	}
	return false
}

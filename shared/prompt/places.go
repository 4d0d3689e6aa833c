package prompt

import (
	"regexp"
	"strings"
)

// placeForms are places of credentials, in the order of their placeMarks.
var placeForms = []*regexp.Regexp{
	// the address of Go's driver for MySQL: https://github.com/go-sql-driver/mysql#dsn-data-source-name
	regexp.MustCompile(`\b[\w.-]+:([^\s"'@/:]+)@(?:tcp|unix)\(`),
	// commands that take a password by its place, or after a slash: the manuals of SQL*Plus, RabbitMQ, wpa_supplicant, FreeRDP and of Windows' net,
	// cmdkey, schtasks and signtool
	regexp.MustCompile(`\bsqlplus\b[^\n|;]*?[ \t]["']?[\w.]+/([^\s"'@/]+)@|\bnet[ \t]+use[ \t]+(?:\w:[ \t]+)?\\\\\S+[ \t]+(?:/user:\S+[ \t]+)?([^\s/*"']\S*)` +
		`|\b(?:user-secrets[ \t]+set|pulumi[ \t]+config[ \t]+set[ \t]+--secret)[ \t]+["']?[\w:./-]+["']?[ \t]+["']?([^\s"']+)` +
		`|\bnet[ \t]+user[ \t]+(?:"[^"\n]+"|[^\s/"']\S*)[ \t]+["']?([^\s/*"']+)` +
		`|\b(?:rabbitmqctl\b[^\n|;]*?[ \t](?:add_user|change_password)|wpa_passphrase)[ \t]+(?:"[^"\n]+"|\S+)[ \t]+["']?([^\s"']+)` +
		`|\b(?:cmdkey|signtool|schtasks|[wx]freerdp3?)\b[^\n]*?[ \t]/(?:p|rp|pass)(?::|[ \t]+)["']?([^\s"']+)`),
	// calls whose second argument is a password or a key: Paho's, smtplib's, jsonwebtoken's and PyJWT's
	regexp.MustCompile(`\busername_pw_set\([^,\n]+,[ \t]*(?:password[ \t]*=[ \t]*)?["']([^"'\n]+)["']|(?i)\blog_?in\([ \t]*["'][^"'\s]+@[^"'\s]+["'],[ \t]*["']([a-z]{4}(?: [a-z]{4}){3})["']` +
		"|\\bjwt\\.(?:sign|verify|encode|decode)\\((?:\\{[^{}\\n]*\\}|[^,{}()\\n]+(?:\\([^()\\n]*\\))?),[ \\t]*[\"'`]([^\"'`\\s]{8,})[\"'`][ \\t]*[,)]"),
	// the token with which a bot of Discord starts, and the secret of OmniAuth's providers
	regexp.MustCompile(`\b(?:bot|client)\.(?:run|login|start)\(["']([\w.-]{50,})["']|\bprovider[ \t(]+:\w+,[ \t]*["'][^"'\n]*["'],[ \t]*["']([^"'\s]{16,})["']`),
	// the key of a call that signs or encrypts, as a string: golang-jwt's, java-jwt's, crypto-js' and Python's
	regexp.MustCompile(`(?:\.SignedString\(\[\]byte\(|\bAlgorithm\.HMAC\d{3}\(|\bCryptoJS\.\w+\.(?:en|de)crypt\([^,\n]+,[ \t]*|\bhmac\.new\([ \t]*(?:key[ \t]*=[ \t]*)?b?)["']([^"'\s]{8,})["']`),
	// a user and a password as a list, in Guzzle's and Requests' settings
	regexp.MustCompile(`\bauth["']?[ \t]*(?:=>|=|:)[ \t]*[\[(][ \t]*["'][^"'\n]+["'],[ \t]*["']([^"'\n]+)["']`),
	// routers' passwords after a digit that says how they are written: Cisco's command references
	regexp.MustCompile(`\b(?:secret|password)[ \t]+[04-9][ \t]+(\S*(?:[A-Za-z]\S*\d|\d\S*[A-Za-z])\S*)`),
	// Debian's preseeding, Redis' users and Azure's account keys in Hadoop: https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
	regexp.MustCompile(`\bpasswd/[\w-]*password(?:-again|-crypted)?[ \t]+password[ \t]+(\S+)|\buser[ \t]+\S+[ \t][^\n]*?[ \t]?>(\S+)|\bfs\.azure\.account\.key[\w.-]*["']?[=:, \t]+["']?([^\s"']+)`),
	// keys of Azure's functions, headers with another scheme than Bearer, users of Gin and the connections of Python's ftplib
	regexp.MustCompile(`\.azurewebsites\.net/api/[^\s"'?]+\?(?:[^\s"']*&)?code=([\w%-]{40,}={0,2})|(?i)\bauthorization["']?[ \t]*[:=,][ \t]*["']?(?:token|bot|key|apikey)[ \t]+([\w.~+/=:-]{16,})` +
		`|\bAccounts\{["'][^"'\n]*["']:[ \t]*["']([^"'\n]+)["']|\bFTP(?:_TLS)?\([^,\n]+,[ \t]*["'][^"'\n]*["'],[ \t]*["']([^"'\n]+)["']`),
	// a password that a note in another script calls so
	regexp.MustCompile(`(?i)(?:пароль|密码|密碼|パスワード|비밀번호)[^\n:：=]{0,20}[:：=][ \t]*["'\x60]?([^\s"'\x60]*\d[^\s"'\x60]*)`),
	// what is piped to a command that reads a password
	regexp.MustCompile(`\b(?:echo|printf|print)[ \t]+(?:-\w+[ \t]+)*["']?(?:%s(?:\\n)?["']?[ \t]+["']?)?(?:[\w.-]+:)?([^\s"'|:$]+)["']?[ \t]*\|[^\n|]*(?:-stdin\b|chpasswd|sudo\b[^\n|]*-S\b|--with-token|\bkinit\b|\bwrangler[ \t]+secret[ \t]+put\b|\b(?:az[ \t]+devops|vault|heroku|npm|fly(?:ctl)?[ \t]+auth)[ \t]+login\b)` +
		`|(?:-stdin|chpasswd|--with-token|\bkinit)\b[^\n|]*<<<[ \t]*["']?(?:[\w.-]+:)?([^\s"'$]+)`),
	// SNMP: https://net-snmp.sourceforge.io/docs/man/snmpd.conf.html
	regexp.MustCompile(`(?i)\b(?:r[ow]community6?|snmp-server[ \t]+community|createUser[ \t]+\S+[ \t]+(?:MD5|SHA\S*))[ \t]+["']?([^\s"']+)`),
	// OpenWeather and others name their key so: https://openweathermap.org/appid
	regexp.MustCompile(`[?&]app_?id=([0-9a-f]{32})\b`),
	// a session's cookie
	regexp.MustCompile(`(?i)cookie[^\n]{0,40}?[\s"'=:;(](?:j?session_?id|phpsessid|aspsessionid\w*|connect\.sid|sid|auth_?session|remember_token|__(?:host|secure)-[\w-]+)=([\w%.~+/-]{16,})|\bcookies[ \t]*=[ \t]*\{[ \t]*["'][\w.-]+["'][ \t]*:[ \t]*["']([^"'\s]{16,})["']`),
	// what a test fills into a field: the references of Selenium, Cypress and Playwright
	regexp.MustCompile(`(?i)(?:passw(?:or)?d|pwd|passphrase|secret|token)\w*["'\]) ]{1,4}\.(?:send_?keys|type|fill|set_?value|val)\(["']([^"'\n]+)["']`),
	// Ruby's calls without parentheses
	regexp.MustCompile(`(?i)(?:\b(?:http_)?(?:basic|digest)_?|\.)auth(?:enticate_with)?[ \t]+["'][^"'\n]*["'],[ \t]*["']([^"'\n]+)["']`),
	// PHP's and Java's connections to a database: host or address, user, password
	regexp.MustCompile(`(?i)\b(?:new[ \t]+(?:PDO|mysqli)|mysqli?_(?:p|real_)?connect|getConnection)\([^,\n]+,[ \t]*["'][^"'\n]*["'],[ \t]*["']([^"'\n]+)["']`),
	// the key of an account of a blockchain: https://hardhat.org/hardhat-runner/docs/config and https://docs.ethers.org/v6/api/wallet/
	regexp.MustCompile(`\b(?:accounts["']?[ \t]*:[ \t]*\[|Wallet\(|privateKeyToAccount\()[ \t]*["']((?:0x)?[0-9a-fA-F]{64})["']`),
	// Ansible's filter: https://docs.ansible.com/ansible/latest/collections/ansible/builtin/password_hash_filter.html
	regexp.MustCompile(`["']([^"'\n{}]+)["'][ \t]*\|[ \t]*password_hash\b`),
	// Bundler's credentials of a gem server: https://bundler.io/man/bundle-config.1.html#CREDENTIALS-FOR-GEM-SOURCES
	regexp.MustCompile(`\bBUNDLE_[A-Z0-9_]+__[A-Z0-9_]+["']?[ \t]*[:=][ \t]*["']?[\w.-]+:([^\s"'/][^\s"']*)`),
	// the second of what a call for the scheme Basic takes, as Go's and .NET's
	regexp.MustCompile(`(?i)\b(?:\w*basic_?auth|network_?credential)\([ \t]*["'][^"'\n]*["'],[ \t]*["']([^"'\s]*[\d#!&*%-][^"'\s]*)["'][ \t]*[,)]`),
	// a password alone in the last column of a row
	regexp.MustCompile(`(?i)\binsert[ \t]+into[ \t]+\S+[ \t]*\([^()\n]*\b(?:user_?|db_?|admin_?)?(?:password|passwd|pwd)["'\x60]?[ \t]*\)[ \t]*values[ \t]*\([^()\n]*,[ \t]*N?'([^'\s$]{5,})'[ \t]*\)`),
}

var (
	// keyCall is a call that signs or encrypts with a key.
	keyCall = regexp.MustCompile(`(?i)\b(?:hmac\.new|create_?hmac|hash_hmac|aes\.new(?:cipher)?|createcipheriv|createdecipheriv|secretkeyspec|fernet|jwt(?:\.|::)(?:sign|encode|verify|decode)|signwith` +
		`|oauth\w*handler|cookie_?parser|keygrip|\w*cookie_?store|secure_?cookie(?:\.new)?|\w*serializer|\w*signer|message(?:verifier|encryptor)\.new|symmetricsecuritykey|hmac(?:_?sha)?_?(?:256|384|512)|hmacshakeyfor|create_?secret_?key|secretbox|\w*(?:en|de)crypt(?:er|or)|hs(?:256|384|512))\(((?:[^()\n]|\([^()\n]*\))*)\)`)
	literals = regexp.MustCompile("[\"'`]([^\"'`\\s]{16,})[\"'`]")
)

// keysOfCalls calls add for each key that such a call has in its arguments.
func keysOfCalls(text string, add func(rule, match, value string)) {
	for _, call := range keyCall.FindAllStringSubmatch(text, -1) {
		for _, m := range literals.FindAllStringSubmatch(call[1], -1) {
			if value := m[1]; (looksRandom(value) || looksChosen(value)) && !isPlaceholder(value) && !isPath(value) {
				add(commandRule, m[0], value)
			}
		}
	}
}

// defaulted is the default of a variable that its head names, as in Terraform, CloudFormation and workflows' inputs.
var defaulted = regexp.MustCompile(`^["']?[ \t]*[:={]+[ \t]*\{?((?:\n[^\n}]*){0,5}?\n[ \t]*["']?(?i:default)["']?[ \t]*[:=][ \t]*)`)

// defaultedHere is one in a block of one line.
var defaultedHere = regexp.MustCompile(`^["'][ \t]*\{[ \t]*default[ \t]*=[ \t]*`)

// defaultAt returns where in the text after a name the default begins that a block after the name gives it; 0 if there is none. All lines up
// to it are of the block.
func defaultAt(rest string) int {
	if m := defaultedHere.FindString(rest); m != "" {
		return len(m)
	}
	if head, _, ok := strings.Cut(rest, "\n"); !ok || strings.TrimLeft(head, `"' :={	`) != "" {
		return 0
	}
	m := defaulted.FindStringSubmatch(rest)
	if m == nil {
		return 0
	}
	indent := -1
	for line := range strings.SplitSeq(m[1][1:], "\n") {
		n := len(line) - len(strings.TrimLeft(line, " \t"))
		if indent < 0 {
			indent = n
		}
		if n != indent || n == 0 {
			return 0
		}
	}
	return len(m[0])
}

package prompt

import (
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// Parts of names, in lower case, that say whether the value is a credential.
var (
	passwordWords = text.Words("password passwd pwd passphrase pass passwort passcode pw mnemonic passwords psk kennwort motdepasse passe wachtwoord losenord passord heslo senha salasana contrasena contraseña clave authtok userpass dbpass adminpass rootpass mypass requirepass masterauth")
	tokenWords    = text.Words("secret token credential cred jwt salt authorization apikey accesskey secretkey privatekey authtoken accesstoken apitoken authkey clientsecret bearer auth pat webhook seed cookie appkey masterkey encryptionkey signingkey dsn sas pepper passwordsaltmain")
	// owners are whose password a name may say, where no form has a label: servers, services and accounts of machines.
	owners = text.Words("db database sql mysql mariadb pg postgres postgresql mongo redis amqp rabbitmq mqtt kafka ldap smtp imap pop mail email ftp sftp ssh proxy vpn wifi wlan root")
	// neutralWords may follow the telling one.
	neutralWords = text.Words("b64 base64 base prod production dev staging stage default value plain raw old new live current previous local str data hex v1 v2 text pem encoded main primary secondary")
	// otherKeys are what a key is of that opens nothing.
	otherKeys = text.Words("public partition primary foreign sort cache site publishable idempotency translation object bucket route row index hash map json dict lookup message i18n locale group unique natural sequence hot col column field storage query event state local event publish pub press arrow range composite schema config item metric label context registry host known react test monkey sitekey recv receive send fetch search")
	// otherNames are parts of a name that make it one of something else.
	otherNames = text.Words("public publishable fingerprint hash digest checksum page next continuation cursor pagination csrf xsrf antiforgery placeholder hint label title message error strength policy length min max count limit ttl expiry expires expiration timeout url uri endpoint path file filename dir location arn id ids name names type types version format field column header prefix suffix regex pattern validator valid invalid reset forgot confirm confirmation enabled disabled required optional length algorithm algo alg encoder hasher manager provider service store rotation class input form help text link kind mode status ref usage scope scopes issuer audience index lexer parser stream kinds source bucket budget counts sitekey")
)

// kindOfName returns the kind of value that a variable, a key or an option suggests, by the parts of its name: of "db.userPassword" the
// last part decides.
func kindOfName(name string) nameKind {
	parts := partsOf(name)
	for len(parts) > 1 && (neutralWords[parts[len(parts)-1]] || isDigits(parts[len(parts)-1])) {
		parts = parts[:len(parts)-1]
	}
	if len(parts) == 0 {
		return plainName
	}
	last := strings.TrimRight(parts[len(parts)-1], "0123456789")
	before := parts[:len(parts)-1]
	switch {
	case otherNames[last]:
		return plainName
	case passwordWords[last], endsIn(last, "password", "passwd", "passphrase", "pw", "pwd", "storepass", "keypass"), owners[strings.TrimSuffix(last, "pass")] && strings.HasSuffix(last, "pass"),
		endsIn(last, "word") && endsIn(strings.Join(parts, ""), "password"): // PassWord, pAssword
		return secretName
	case slices.ContainsFunc(before, func(part string) bool {
		return part == "public" || part == "publishable" || part == "page" || part == "next" || part == "csrf" || part == "xsrf" || part == "continuation" || part == "max" || part == "min"
	}):
		return plainName
	case tokenWords[last], tokenWords[strings.TrimSuffix(last, "s")], endsIn(last, "secret", "apikey", "secretkey", "accesskey", "privatekey", "salt"),
		endsIn(last, "token") && !endsIn(last, "pagetoken", "nexttoken", "csrftoken", "xsrftoken", "synctoken", "continuationtoken", "canceltoken", "cancellationtoken"):
		return keyName
	case last == "phrase" && len(before) > 0, last == "key" && endsIn(strings.Join(before, ""), "preshared"):
		return secretName
	case last == "key" || last == "keys":
		if len(before) > 0 && !otherKeys[before[len(before)-1]] || endsIn(strings.Join(before, ""), "azurestorage", "accountstorage", "azureblobstorage") {
			return keyName
		}
	}
	return plainName
}

func endsIn(text string, ends ...string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(text, end) })
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// partsOf splits a name between words, as its case and its punctuation show them, in lower case.
func partsOf(name string) []string {
	var parts []string
	start := 0
	end := func(at int) {
		if at > start {
			parts = append(parts, strings.ToLower(name[start:at]))
		}
	}
	for i := range len(name) {
		b := name[i]
		switch {
		case b == '_' || b == '-' || b == '.' || b == '$' || b == ':' || b == '/':
			end(i)
			start = i + 1
		case isUpper(b) && i > start && (!isUpper(name[i-1]) || i+1 < len(name) && name[i+1] >= 'a' && name[i+1] <= 'z'):
			end(i)
			start = i
		}
	}
	end(len(name))
	return parts
}

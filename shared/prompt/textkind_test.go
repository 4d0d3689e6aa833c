package prompt_test

import (
	"strings"
	"testing"
)

// A file that is nothing but a credential, or a list of them, says so only by its name.
func TestRedaction_FilesThatAreNamedForTheirCredentials(t *testing.T) {
	t.Parallel()
	value := random(7, alphanumeric, 24)
	for line, paths := range map[string]map[string]bool{
		value: {
			"config/master.key": true, "config/MASTER.KEY": true, "wifi-psk.txt": true, "run/secrets/db_password": true, "token": true,
			"config/monkey": false, "key/readme": false, "config/master.key.txt.txt": false, "tokens.txt": false,
		},
		"mail.example " + value: {
			"etc/postfix/sasl_passwd": true, "ETC/SASL_PASSWD": true, "chap-secrets": true, ".vault_pass.txt": true,
			"sasl_passwd/readme": false, "notsasl_passwd": false, "config/master.key": false,
		},
	} {
		for path, replaced := range paths {
			c, _ := build(t, input(added(path, line)))
			if sent := strings.Contains(all(c), value); sent == replaced {
				t.Errorf("%s: the value is sent: %v", path, sent)
			}
		}
	}
}

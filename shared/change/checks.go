package change

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// checked matches the part of a name that says what is checked, set the text between a setting's name and its value.
const (
	checked = `(?:server[_-]?)?(?:tls|ssl|x509|cert(?:ificate)?s?|https|host[_-]?name|host[_-]?keys?|peers?|signatures?|csrf|xsrf|token|jwt|security)`
	set     = `["'\]]*\s*(?::=|=>|[:=(,])\s*["']?`
)

// namedForms are settings of telling names, in any language: insecureSkipVerify: true, verify_ssl = False, "strict-ssl": "false".
var namedForms = []string{
	`(?i)(?:insecure[_-]?)?skip[_-]?(?:` + checked + `[_-]?)*verif\w*(?:[_-]?insecure)?` + set + `(?:true|yes|on|1)\b`,
	// a validation or a check alone may be that of a form or a command line
	`(?i)(?:insecure[_-]?skip|skip[_-]?` + checked + `)[_-]?(?:` + checked + `[_-]?)*(?:validat\w*|check)(?:[_-]?insecure)?` + set + `(?:true|yes|on|1)\b`,
	`(?i)(?:disable|ignore)[_-]?(?:` + checked + `[_-]?)+(?:verif\w*|validat\w*|check(?:s|ing)?|protection|errors?)` + set + `(?:true|yes|on|1)\b`,
	`(?i)` + checked + `[_-]?(?:skip|disable|ignore)[_-]?(?:verif\w*|validat\w*|check)(?:[_-]?insecure)?` + set + `(?:true|yes|on|1)\b`,
	`(?i)(?:trust[_-]?all|(?:allow|accept|trust)[_-]?(?:(?:all|any|invalid|untrusted|insecure|unverified|server)[_-]?(?:` + checked + `|host(?:name)?s)|self[_-]?signed\w*))` + set + `(?:true|yes|on|1)\b`,
	`(?i)(?:tls[_-]?insecure(?:_set)?|ignore[_-]?expiration|skip(?:client[_-]?id|expiry|issuer)check|insecure[_-]?skip[_-]?signature[_-]?check|insecure[_-]?tls|ignore[_-]?(?:tls|ssl|cert(?:ificate)?s?|host[_-]?keys?|signatures?)|no[_-]?verify[_-]?(?:tls|ssl)|no[_-]?(?:tls|ssl)[_-]?verify)` + set + `(?:true|yes|on|1)\b`,
	`(?i)(?:\b(?:set|with|is|enable)?|_)(?:verify|validate|check|assert|enforce|strict|reject|require)[_-]?(?:` + checked + `[_-]?)*(?:` + checked + `|peer(?:_?name)?|host(?:_?name)?|exp(?:iration)?|aud|iss|nbf|issuer(?:[_-]?signing[_-]?key)?|audience|lifetime|signed[_-]?tokens?|expiration[_-]?time|unauthorized)` + set + `(?:false|no|off|0|none|disabled)\b`,
	`(?i)(?:\b|_)(?:tls|ssl|certs?|certificates?|jwt|host[_-]?key|signatures?|csrf|xsrf|repo_gpg|gpg)[_-]?(?:verif\w*|validat\w*|check(?:ing)?|cert_reqs|prevention)(?:[_-]?(?:peer|host|mode))?` + set + `(?:false|no|off|0|none|disabled)\b`,
	`(?i)(?:\b|_)(?:(?:csrf|xsrf)(?:[_-]?(?:enabled|protection|cookies))?|enable[_-]?csrf(?:[_-]?validation)?|(?:allow_)?forgery_protection|secure-http)` + set + `(?:false|no|off|0|none|disabled)\b`,
}

// otherForms are those of a language, a library or a command.
var otherForms = []string{
	`(?i)^["']?(?:tls[_-]?)?insecure["']?\s*[:=]\s*["']?true\b`,
	`(?i)\bverification_mode["']?\s*[:=]\s*["']?none\b`,
	`(?:^|[^>\w])verify["']?\s*(?:=|:|=>)\s*(?i:false)\b`, // not the state of an object in PHP
	// checks that only some environments make
	`(?i)\b(?:insecure_?skip_?verify|reject_?unauthorized|verify_?ssl|ssl_?verify|verify_?certs?|validate_?certs?)["']?\s*(?::=?|=>?)\s*[^,;]*(?:prod(?:uction)?|dev(?:elopment)?|local|staging)\b`,
	`\bverify\s*=\s*not\s+(?:\w+\.)*(?i:debug|is_?dev\w*|dev\w*|is_?local|local|test\w*)\b`,
	`["']verify["']\s*=>\s*!?\s*(?:app\(\)|App)(?:->|::)(?:isProduction|isLocal|environment)\(`,
	`\bssl\s*=\s*False\b`,
	`["']?-c\s+http\.sslVerify=false`,
	`\bCURLOPT_SSL_VERIFY(?:PEER|HOST)\s*(?:,|=>)\s*(?:(?i:false)|0)`,
	`\bSslVerifyMode::NONE`,
	`\bVERIFY_SERVER_CERT\s*=>\s*(?i:false|0)`,
	`(?i)["']https_ssl_verify["']\s*,\s*["']__return_false`,
	`\bproxy_ssl_verify\s+off\b`,
	`\bssl\b.*\bverify none\b`,
	`\bssl_verify(?:_mode|peer|host)?\s+false\b`,
	`(?i)\bSSLProxyVerify\s+none\b`,
	`\bssl_verify(?:peer|host):\s*(?:false|0)`,
	`\bGIT_SSL_NO_VERIFY["']?\s*[:=]\s*["']?(?:1|true)`,
	`http\.sslVerify["']?\s+["']?false`,
	`strict-ssl\s+false`,
	// Go
	`\bget_unverified_claims\(`,
	`\bInsecureIgnoreHostKey\(\)`,
	`\.ParseUnverified\(`,
	`\bUnsafeAllowNoneSignatureType\b`,
	`\bUnsafeClaimsWithoutVerification\(`,
	`\bjwt\.ParseInsecure\(`,
	`\bjws?t?\.WithVerify\(false\)`,
	`\bWithoutClaimsValidation\(\)`,
	`\bsetSkipAllValidators\(\)`,
	`\bsetDisableRequireSignature\(\)`,
	`\bInsecureIssuerURLContext\(`,
	`\bSigningMethodNone\b`,
	`\bSkipClaimsValidation\s*[:=]+\s*true`,
	`_create_unverified_context`,
	`\.(?:client|resource)\(.*\buse_ssl\s*=\s*False\b`,
	`\bparseClaimsJwt\(`,
	`\bparseUnsecuredClaims\(`,
	// Python, C and Ruby
	`(?:cert_reqs|verify_mode)["'\]]*\s*[=:,]\s*["']?(?:\w+\.)*CERT_NONE\b`,
	`(?:^|[^=!<>])=\s*(?:\w+\.)*CERT_NONE\b`,
	`(?:[^=!<>]=|=>|[(:,|])\s*(?:\w+(?:::|\.))*\w*VERIFY_NONE\b`,
	`^@csrf_exempt\b`,
	`\bcsrf_exempt\(`,
	`\bmethod_decorator\(\s*csrf_exempt\b`,
	`\bcsrf\.exempt\b`,
	`\bprotect_from_forgery\b.*\bexcept:`,
	`\bcsrf\(\s*\)\s*\.disable\(`,
	`\bcsrf\s*\{\s*(?:it\.)?disable\(`,
	`\bcsrf\([^)]*(?:::|\.)disable\b`,
	`\bwithoutMiddleware\(.*Csrf`,
	`validateCsrfTokens\(\s*except:.*["']\*["']`,
	`\bIgnoreAntiforgeryToken\b`,
	`\bDisableAntiforgery\(\)`,
	`^skip_forgery_protection\b`,
	`set_missing_host_key_policy\([\w.]*(?:AutoAdd|Warning)Policy`,
	`StrictHostKeyChecking["']?[ =:,]+["']?(?:no|off|false)\b`,
	`UserKnownHostsFile[ =]+/dev/null`,
	`\bPromiscuousVerifier\b`,
	`\bverify_host_key:?["']?\s*(?:=>)?\s*(?::never|false|:accept_new_or_local)`,
	`\bknown_hosts\s*=\s*None\b`,
	`\bhostVerifier\s*:\s*(?:\([^)]*\)|\w+)\s*=>\s*true`,
	// Tokens without a signature, in any language
	`algorithms?["']?\s*[:=]\s*(?:\[[^\]]*)?["'](?i:none)["']`,
	`(?i)\bjwt(?:\.|::)\w+\(.*["']none["']`,
	`\bAlgorithm\.none\(\)`,
	// JavaScript and TypeScript
	`NODE_TLS_REJECT_UNAUTHORIZED["'\]]*\s*[:=]\s*["']?0`,
	`\bcheckServerIdentity\s*[:=]\s*(?:async\s*)?(?:\([^)]*\)|\w+)\s*=>\s*(?:undefined|null|true|void 0|\{\s*\})`,
	// Java, Kotlin and Scala
	`\b(?:ALLOW_ALL_HOSTNAME_VERIFIER|NoopHostnameVerifier|AllowAllHostnameVerifier|NullHostnameVerifier|TrustAllStrategy|TrustSelfSignedStrategy|InsecureTrustManagerFactory|TrustAllX509TrustManager|TrustAllCertificates)\b`,
	`(?i)hostnameVerifier[({ =].*(?:->|=>)\s*\{?\s*(?:return\s+)?true\b`,
	`HostnameVerifier\s*\{.*(?:->|=)\s*true\b`,
	`(?i)\.set(?:trustall|allowallcerts)\(\s*true`,
	`(?i)verifyhost\(\s*false`,
	`\b(?:SSLV?\w*Handler|handler)\??\.proceed\(\)`,
	`\bloadTrustMaterial\(.*->\s*true`,
	`\buseInsecureTrustManager\b`,
	`\bsetEndpointIdentificationAlgorithm\(\s*(?:null|"")`,
	`\bssl\.endpoint\.identification\.algorithm["']?\s*[=:,]\s*(?:["']{2}|$)`,
	`\bcheck(?:Server|Client)Trusted\([^)]*\)[^{=]*(?:\{\s*\}|=\s*(?:Unit|\{\s*\}))`,
	`\bsetSkipSignatureVerification\(`,
	`\brelaxedHTTPSValidation\(`,
	// C# and Visual Basic
	`\bDangerousAcceptAnyServerCertificateValidator\b`,
	`(?:Certificate\w*|ServerCertificate)ValidationCallback\b.*(?:=>|return|delegate)[^;]*\btrue\b`,
	`\bSignatureValidator\s*=.*=>`,
	`\b(?:CertificateValidationMode|X509CertificateValidationMode)\.None\b`,
	`\bRequireHttpsMetadata\s*=\s*false`,
	// PHP
	`(?:->|::)withoutVerifying\(\)`,
	`\$except\s*=\s*\[\s*["']\*`,
	// Ruby
	`^skip_before_action\s*\(?\s*:(?:authenticate|require_login|verify|authorize)`,
	`\bJWT\.decode\([^)]*,\s*false\b`,
	// Rust
	`\b(?:danger_)?accept_invalid_(?:certs|hostnames)\((?:[^()]*\|\|)?\s*true`,
	`\binsecure_(?:disable_signature_validation|decode)\b`,
	`\bdangerous_insecure_decode`,
	`\bdangerous\(\)\s*\.(?:set_certificate_verifier|with_custom_certificate_verifier)\(`,
	`^\.(?:set_certificate_verifier|with_custom_certificate_verifier)\(`,
	`\bDANGER_ACCEPT_INVALID_(?:CERTS|HOSTS)\b`,
	`\bdisable_verification\(\s*true`,
	`\b(?:NoCertificateVerification|NoServerVerification|SkipServerVerification|NoVerifier|NoVerification)\b.*(?:::new|\{|\))`,
	// Shell, Dockerfiles and workflows
	`\bcurl\b[^|;&]*?\s(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure|--proxy-insecure)(?:\s|$)`,
	`--no-check-certificate\b`,
	`--insecure-skip-tls-verify(?:=true|\s|$)`,
	`--no-verify-ssl\b`,
	`--skip-ssl-validation\b`,
	`-tls-skip-verify\b`,
	`\b(?:VAULT|NOMAD|CONSUL)_SKIP_VERIFY["']?\s*[=:]\s*["']?(?:1|true)`,
	`\bdisable_ssl_validation\s+true`,
	`-Dmaven\.wagon\.http\.ssl\.insecure=true`,
	`\bLDAPTLS_REQCERT["']?\s*[=:]\s*["']?never`,
	`\b(?:GONOSUMCHECK=1|GOSUMDB=off)\b`,
	`\[(?:[^\]]*\s)?trusted=yes\b`,
	`--allow-untrusted\b`,
	`--tls-?allow-?invalid-?certificates\b`,
	`--strict-ssl=false`,
	`\b(?:grpcurl|argocd|mc|oc|buildctl)\b.*\s--?insecure\b`,
	`(?i)\bVerify-Peer["']?\s*"?false`,
	`--trusted-host\b`,
	`(?i)(?:^|\bpip_)trusted[_-]host["']?\s*[=:]\s*\S`,
	`\btrust_chain_verification["']?\s*:\s*["']?ACCEPT_UNTRUSTED\b`,
	`--tls-?verify=false`,
	`\bPYTHONHTTPSVERIFY\s*[=:]\s*["']?0`,
	`--allow-unauthenticated\b`,
	`--no-?gpg-?check(?:s)?\b`,
	`--nosignature\b`,
	`--insecure-ignore-(?:tlog|sct)\b`,
	`--insecure-registry\b`,
}

// switchOffs are all ways in which code and settings stop checking certificates, host names, tokens, signatures or forged requests;
// beside them are what looks beyond a line. They are made at first use: most functions measure nothing and start without them.
var switchOffs = sync.OnceValue(func() *forms {
	return newForms(slices.Concat(namedForms, otherForms), slices.Concat(trustWords, decodeWords, []string{insecureTarget})...)
})

// switchesOff returns the part of the line that matches one of the forms, or nothing.
func switchesOff(text string) string {
	offs := switchOffs()
	return offs.off(text, offs.in(text))
}

// off returns the part of the line that matches the first matching form of these indices, or nothing.
func (f *forms) off(text string, indices []int) string {
	for _, i := range indices {
		if i == len(f.all) {
			break
		}
		if i < len(namedForms) {
			if off := f.setsOff(text, i); off != "" {
				return off
			}
			continue
		}
		for _, at := range f.all[i].compiled().FindAllStringIndex(text, -1) {
			if !helps.MatchString(text[:at[0]]) {
				return text[at[0]:at[1]]
			}
		}
	}
	return ""
}

// helps is the start of a line up to within the words that an option's help says.
var helps = regexp.MustCompile(`(?i)\b(?:help|description|usage|summary)["']?\s*[=:]\s*(?:[frub]{0,2}"[^"]*|[frub]{0,2}'[^']*)$`)

// setsOff returns the first setting in the text that matches form i, one of namedForms, and is not in prose. It looks only at names with
// a value, which takes a hundredth of the time.
func (f *forms) setsOff(text string, i int) string {
	for at := range len(text) {
		if b := text[at]; b != ':' && b != '=' && b != '(' && b != ',' {
			continue
		}
		value := at + 1
		if value < len(text) && (text[at:value+1] == ":=" || text[at:value+1] == "=>") {
			value++
		}
		value = valueAt(text, value)
		if value < 0 {
			continue
		}
		start := len(strings.TrimRightFunc(strings.TrimRight(strings.TrimRight(text[:at], " \t\n\f\r"), `"']`), isNamePart))
		if start == at {
			continue
		}
		setting := text[start:min(value+maxValue, len(text))]
		if words := f.first.in(setting); !words.has(i) {
			continue
		}
		if found := f.all[i].compiled().FindStringIndex(setting); found != nil && !inProse(text, start+found[0]) && !negates(setting[:found[0]]) {
			return setting[found[0]:found[1]]
		}
	}
	return ""
}

// negates reports whether the start of a name reverses the rest: false for skip-tls-verify checks.
func negates(before string) bool {
	before = strings.ToLower(strings.TrimRight(before, "_-"))
	for _, word := range []string{"skip", "disable", "ignore", "without"} {
		if strings.HasSuffix(before, word) {
			return true
		}
	}
	return before == "no"
}

// isNamePart reports whether a name of namedForms may contain r.
func isNamePart(r rune) bool {
	return r == '-' || r < 0x80 && roles[r] >= letterByte
}

// maxValue bounds a value of namedForms, with the text that ends it.
const maxValue = len("disabled;")

// valueAt returns where a text begins, behind blanks and a quote from offset i on, as the values of namedForms do; -1 if it does not.
func valueAt(text string, i int) int {
	rest := strings.TrimLeft(text[i:], " \t\n\f\r")
	if rest != "" && (rest[0] == '"' || rest[0] == '\'') {
		rest = rest[1:]
	}
	if rest == "" || strings.IndexByte("tyo1fn0d", rest[0]|0x20) < 0 {
		return -1
	}
	return len(text) - len(rest)
}

// inProse reports whether a word and a blank stand before offset i within a quoted text: the text speaks of the setting.
func inProse(text string, i int) bool {
	if i < 2 || text[i-1] != ' ' || !isWordPart(text[i-2]) && text[i-2] != ',' {
		return false
	}
	var quote byte
	for _, b := range []byte(text[:i]) {
		switch {
		case quote == b:
			quote = 0
		case quote == 0 && (b == '"' || b == '\'' || b == '`'):
			quote = b
		}
	}
	return quote != 0
}

package change

import (
	"math/bits"
	"regexp"
	"strings"
)

// switchOff is a group of ways in which code and settings stop checking certificates, host names, tokens, signatures or forged requests.
type switchOff struct {
	stems  []string // a line that matches has one
	values []string // and, if there are any, one of these
	form   *regexp.Regexp
}

// checked is what of a name says what is checked, and set is what stands between a setting's name and its value.
const (
	checked = `(?:server[_-]?)?(?:tls|ssl|x509|cert(?:ificate)?s?|https|host[_-]?name|host[_-]?keys?|peers?|signatures?|csrf|xsrf|token|security)`
	set     = `["'\]]*\s*(?::=|=>|[:=(,])\s*["']?`
)

var switchesOffBy = []switchOff{
	// Settings of telling names, in any language: insecureSkipVerify: true, verify_ssl = False, "strict-ssl": "false"
	off("skip invalid trust self_ self- selfs ignore accept disable allow insecure", "true yes ^on ^1",
		`(?i)(?:insecure[_-]?)?skip[_-]?(?:`+checked+`[_-]?)*(?:verif\w*|validat\w*|check)(?:[_-]?insecure)?`+set+`(?:true|yes|on|1)\b`,
		`(?i)(?:disable|ignore)[_-]?(?:`+checked+`[_-]?)+(?:verif\w*|validat\w*|check(?:s|ing)?|protection|errors?)`+set+`(?:true|yes|on|1)\b`,
		`(?i)`+checked+`[_-]?(?:skip|disable|ignore)[_-]?(?:verif\w*|validat\w*|check)(?:[_-]?insecure)?`+set+`(?:true|yes|on|1)\b`,
		`(?i)(?:trust[_-]?all|(?:allow|accept|trust)[_-]?(?:(?:all|any|invalid|untrusted|insecure|unverified|server)[_-]?(?:`+checked+`|host(?:name)?s)|self[_-]?signed\w*))`+set+`(?:true|yes|on|1)\b`,
		`(?i)(?:tls[_-]?insecure(?:_set)?|ignore[_-]?expiration|skip(?:client[_-]?id|expiry|issuer)check|insecure[_-]?skip[_-]?signature[_-]?check|insecure[_-]?tls)`+set+`(?:true|yes|on|1)\b`,
	),
	off("verif valid ssl strict hostname unauth gpg csrf xsrf forgery hostkey host_key host-key signature certificate requiresigned requireexp secure-http", "false none disabled ^off ^no ^0",
		`(?i)(?:\b|_)(?:verify|validate|check|assert|enforce|strict|reject|require)[_-]?(?:`+checked+`[_-]?)*(?:`+checked+`|peer(?:_?name)?|host(?:_?name)?|exp(?:iration)?|aud|iss|nbf|issuer(?:[_-]?signing[_-]?key)?|audience|lifetime|signed[_-]?tokens?|expiration[_-]?time|unauthorized)`+set+`(?:false|no|off|0|none|disabled)\b`,
		`(?i)(?:\b|_)(?:tls|ssl|certs?|certificates?|jwt|host[_-]?key|signatures?|csrf|xsrf|repo_gpg|gpg)[_-]?(?:verif\w*|validat\w*|check(?:ing)?|cert_reqs|prevention)(?:[_-]?(?:peer|host|mode))?`+set+`(?:false|no|off|0|none|disabled)\b`,
		`(?i)(?:\b|_)(?:(?:csrf|xsrf)(?:[_-]?(?:enabled|protection|cookies))?|enable[_-]?csrf(?:[_-]?validation)?|(?:allow_)?forgery_protection|secure-http)`+set+`(?:false|no|off|0|none|disabled)\b`,
	),
	off("verif", "none false",
		`(?i)\bverification_mode["']?\s*[:=]\s*["']?none\b`,
		`\bverify["']?\s*(?:=|:|=>)\s*(?i:false)\b`,
	),
	off("ssl_verify ssl sslverify", "false true none off ^1 ^0",
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
	),
	// Go
	off("ignorehostkey unverified unsafeallow claims skipallvalid requiresignature insecureissuer dnone", "",
		`\bget_unverified_claims\(`,
		`\bInsecureIgnoreHostKey\(\)`,
		`\.ParseUnverified\(`,
		`\bUnsafeAllowNoneSignatureType\b`,
		`\bWithoutClaimsValidation\(\)`,
		`\bsetSkipAllValidators\(\)`,
		`\bsetDisableRequireSignature\(\)`,
		`\bInsecureIssuerURLContext\(`,
		`\bSigningMethodNone\b`,
		`\bSkipClaimsValidation\s*[:=]+\s*true`,
		`_create_unverified_context`,
		`\bparseClaimsJwt\(`,
		`\bparseUnsecuredClaims\(`,
	),
	// Python, C and Ruby
	off("_none", "",
		`(?:cert_reqs|verify_mode)["'\]]*\s*[=:,]\s*["']?(?:\w+\.)*CERT_NONE\b`,
		`(?:^|[^=!<>])=\s*(?:\w+\.)*CERT_NONE\b`,
		`(?:[^=!<>]=|=>|[(:,|])\s*(?:\w+(?:::|\.))*\w*VERIFY_NONE\b`,
	),
	off("csrf forgery", "",
		`^@csrf_exempt\b`,
		`\bcsrf_exempt\(`,
		`\bcsrf\.exempt\b`,
		`\bprotect_from_forgery\b.*\bexcept:`,
		`\bcsrf\(\s*\)\s*\.disable\(`,
		`\bcsrf\s*\{\s*(?:it\.)?disable\(`,
		`\bcsrf\([^)]*(?:::|\.)disable\b`,
		`\bwithoutMiddleware\(.*Csrf`,
		`validateCsrfTokens\(\s*except:.*["']\*["']`,
	),
	off("antiforgery skip_forgery", "",
		`\bIgnoreAntiforgeryToken\b`,
		`\bDisableAntiforgery\(\)`,
		`^skip_forgery_protection\b`,
	),
	off("hostkeypolicy host_key_policy stricthostkey knownhosts uousver verify_host_key known_hosts hostverifier", "",
		`set_missing_host_key_policy\([\w.]*(?:AutoAdd|Warning)Policy`,
		`StrictHostKeyChecking["']?[ =:,]+["']?(?:no|off|false)\b`,
		`UserKnownHostsFile[ =]+/dev/null`,
		`\bPromiscuousVerifier\b`,
		`\bverify_host_key:?["']?\s*(?:=>)?\s*(?::never|false|:accept_new_or_local)`,
		`\bknown_hosts\s*=\s*None\b`,
		`\bhostVerifier\s*:\s*(?:\([^)]*\)|\w+)\s*=>\s*true`,
	),
	// Tokens without a signature, in any language
	off("none", "",
		`algorithms?["']?\s*[:=]\s*\[?\s*["'](?i:none)["']`,
		`\bAlgorithm\.none\(\)`,
	),
	// JavaScript and TypeScript
	off("reject_unauthorized checkserveridentity", "",
		`NODE_TLS_REJECT_UNAUTHORIZED["'\]]*\s*[:=]\s*["']?0`,
		`\bcheckServerIdentity\s*[:=]\s*(?:async\s*)?(?:\([^)]*\)|\w+)\s*=>\s*(?:undefined|null|true|void 0|\{\s*\})`,
	),
	// Java, Kotlin and Scala
	off("hostname_verifier hostnameverifier .proceed( trustmaterial ointident oint.ident trustall trustself insecuretrust verifyhost allowallcert trusted", "",
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
	),
	off("skipsignature relaxedhttps", "",
		`\bsetSkipSignatureVerification\(`,
		`\brelaxedHTTPSValidation\(`,
	),
	// C# and Visual Basic
	off("dangerousaccept validationcallback signaturevalidator validationmode.none smetadata", "",
		`\bDangerousAcceptAnyServerCertificateValidator\b`,
		`(?:Certificate\w*|ServerCertificate)ValidationCallback\b.*(?:=>|return|delegate)[^;]*\btrue\b`,
		`\bSignatureValidator\s*=.*=>`,
		`\b(?:CertificateValidationMode|X509CertificateValidationMode)\.None\b`,
		`\bRequireHttpsMetadata\s*=\s*false`,
	),
	// PHP
	off("withoutverifying $except", "",
		`(?:->|::)withoutVerifying\(\)`,
		`\$except\s*=\s*\[\s*["']\*`,
	),
	// Ruby
	off("skip_before jwt.decode", "",
		`^skip_before_action\s*\(?\s*:(?:authenticate|require_login|verify|authorize)`,
		`\bJWT\.decode\([^)]*,\s*false\b`,
	),
	// Rust
	off("accept_invalid insecure_ noverif skipserver nocert noserver disable_verif certificate_verifier", "",
		`\b(?:danger_)?accept_invalid_(?:certs|hostnames)\(\s*true`,
		`\binsecure_(?:disable_signature_validation|decode)\b`,
		`\bdangerous_insecure_decode`,
		`\bdangerous\(\)\s*\.(?:set_certificate_verifier|with_custom_certificate_verifier)\(`,
		`^\.(?:set_certificate_verifier|with_custom_certificate_verifier)\(`,
		`\bDANGER_ACCEPT_INVALID_(?:CERTS|HOSTS)\b`,
		`\bdisable_verification\(\s*true`,
		`\b(?:NoCertificateVerification|NoServerVerification|SkipServerVerification|NoVerifier|NoVerification)\b.*(?:::new|\{|\))`,
	),
	// Shell, Dockerfiles and workflows
	off("curl no-check-cert insecure- no-verify-ssl trusted-host tls-verify tlsverify pythonhttps unauthenticated gpg nosignature skip-ssl skip-verify skip_verify ssl_validation ssl.insecure reqcert nosumcheck sumdb trusted= allow-untrusted allowinvalid allow-invalid strict-ssl insecure verify-peer", "",
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
		`--tls-?verify=false`,
		`\bPYTHONHTTPSVERIFY\s*[=:]\s*["']?0`,
		`--allow-unauthenticated\b`,
		`--no-?gpg-?check(?:s)?\b`,
		`--nosignature\b`,
		`--insecure-ignore-(?:tlog|sct)\b`,
		`--insecure-registry\b`,
	),
}

func off(stems, values string, forms ...string) switchOff {
	var mates []string
	for value := range strings.FieldsSeq(values) {
		if after, ok := strings.CutPrefix(value, "^"); ok { // a short one, directly after its sign
			mates = append(mates, "="+after, ": "+after, "= "+after, ":"+after, "=\""+after, " \""+after, "> "+after, ", "+after)
		} else {
			mates = append(mates, value)
		}
	}
	return switchOff{strings.Fields(stems), mates, regexp.MustCompile(strings.Join(forms, "|"))}
}

// groups is a set of indices of switchesOffBy.
type groups uint32

// checkStem is a stem or a value in lower case, and the groups that it belongs to.
type checkStem struct {
	text           string
	stemOf, mateOf groups
}

// checkStems are the stems and values of all groups by their first byte, in both cases, and checkPairs their first two bytes.
var checkStems, checkPairs = func() (byFirst [256][]checkStem, pairs [1 << 10]uint64) {
	all := map[string]*checkStem{}
	stem := func(text string) *checkStem {
		if all[text] == nil {
			all[text] = &checkStem{text: text}
		}
		return all[text]
	}
	for i, s := range switchesOffBy {
		for _, text := range s.stems {
			stem(text).stemOf |= 1 << i
		}
		for _, text := range s.values {
			stem(text).mateOf |= 1 << i
		}
		if len(s.values) == 0 {
			for _, text := range s.stems {
				stem(text).mateOf |= 1 << i
			}
		}
	}
	for text, s := range all {
		for _, a := range bothCases(text[0]) {
			byFirst[a] = append(byFirst[a], *s)
			for _, b := range bothCases((text + "\x00")[1]) {
				pairs[uint16(a)<<2|uint16(b)>>6] |= 1 << (b & 63)
			}
		}
	}
	return byFirst, pairs
}()

func bothCases(b byte) []byte {
	if b >= 'a' && b <= 'z' {
		return []byte{b, b - 'a' + 'A'}
	}
	return []byte{b}
}

// mayMatch returns the groups of which the line has a stem and, where they have values, one of these.
func mayMatch(text string) groups {
	var stems, mates groups
	for i := 0; i+1 < len(text); i++ {
		if b := text[i+1]; checkPairs[uint16(text[i])<<2|uint16(b)>>6]&(1<<(b&63)) == 0 {
			continue
		}
		for _, s := range checkStems[text[i]] {
			if len(text)-i >= len(s.text) && text[i+1]|0x20 == s.text[1]|0x20 && strings.EqualFold(text[i:i+len(s.text)], s.text) {
				stems, mates = stems|s.stemOf, mates|s.mateOf
			}
		}
	}
	return stems & mates
}

// named are the groups of settings of telling names, in any language.
const named groups = 1<<0 | 1<<1

// switchesOff returns what of the line matches one of the groups, or nothing.
func switchesOff(text string, of groups) string {
	for ; of != 0; of &= of - 1 {
		form := switchesOffBy[bits.TrailingZeros32(uint32(of))].form
		if at := form.FindStringIndex(text); at != nil && (of&-of&named == 0 || !inProse(text, at[0])) {
			return text[at[0]:at[1]]
		}
	}
	return ""
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

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

var switchesOffBy = []switchOff{
	// Settings of telling names, in any language: insecureSkipVerify: true, verify_ssl = False, "strict-ssl": "false"
	off("insecure skip invalid trust self_ self- selfs ignore accept disable allow", "true yes ^on ^1",
		`(?i)(?:insecure[_-]?skip[_-]?(?:tls[_-]?)?verify|skip[_-]?(?:tls|ssl|cert(?:ificate)?s?|hostname|signature)[_-]?(?:verify|verification|validation|check)|(?:tls|ssl)[_-]?skip[_-]?verify|(?:tls)?allow[_-]?invalid[_-]?(?:certificates|hostnames)|tls[_-]?insecure|trust[_-]?all[_-]?cert(?:ificate)?s|trust[_-]?server[_-]?certificate|allow[_-]?self[_-]?signed|ignore[_-]?(?:ssl|https|certificate|tls)[_-]?errors|accept[_-]?insecure[_-]?certs|ignore[_-]?expiration|skip(?:client[_-]?id|expiry|issuer|signature)check|insecure[_-]?skip[_-]?signature[_-]?check|disable[_-]?(?:ssl|tls|cert(?:ificate)?|csrf|signature)[_-]?(?:verify|verification|validation|check(?:ing)?|protection))["'\]]*\s*(?::=|=>|[:=(,])\s*["']?(?:true|yes|on|1)\b`,
	),
	off("verif valid ssl strict hostname unauth gpg csrf forgery hostkey host_key host-key signature certificate requiresigned", "false none disabled ^off ^no ^0",
		`(?i)(?:\b|_)(?:ssl[_-]?verify(?:[_-]?(?:peer|host))?|verify[_-]?(?:ssl|tls|certs?|certificates?|peer(?:_name)?|host(?:name)?|signatures?|token|exp|aud|iss)|validate[_-]?certs?|(?:tls|cert|jwt)[_-]?verify|strict-?ssl|ssl[_-]?(?:verification|validate|validation)|check[_-]?hostname|assert[_-]?hostname|host[_-]?key[_-]?checking|(?:signature|certificate)[_-]?verification|reject[_-]?unauthorized|(?:repo_)?gpg_?check|csrf(?:[_-]?(?:enabled|protection|check|validation))?|enable[_-]?csrf(?:[_-]?validation)?|(?:allow_)?forgery_protection|validate(?:issuer|audience|lifetime|issuersigningkey)|require(?:signed)tokens|validate_(?:exp|aud|nbf))["'\]]*\s*(?::=|=>|[:=,])\s*["']?(?:false|no|off|0|none|disabled)\b`,
	),
	off("verif", "none false",
		`(?i)\bverification_mode["']?\s*[:=]\s*["']?none\b`,
		`\bverify["']?\s*(?:=|:|=>)\s*(?i:false)\b`,
	),
	off("ssl_verify ssl sslverify", "false true none ^1 ^0",
		`\bssl\s*=\s*False\b`,
		`["']?-c\s+http\.sslVerify=false`,
		`\bCURLOPT_SSL_VERIFY(?:PEER|HOST)\s*(?:,|=>)\s*(?:(?i:false)|0)`,
		`\bSslVerifyMode::NONE`,
		`\bGIT_SSL_NO_VERIFY=["']?(?:1|true)`,
		`http\.sslVerify["']?\s+["']?false`,
		`strict-ssl\s+false`,
	),
	// Go
	off("ignorehostkey unverified unsafeallow claims", "",
		`\bInsecureIgnoreHostKey\(\)`,
		`\.ParseUnverified\(`,
		`\bUnsafeAllowNoneSignatureType\b`,
		`\bWithoutClaimsValidation\(\)`,
		`\bSkipClaimsValidation\s*[:=]+\s*true`,
		`_create_unverified_context`,
		`\bparseClaimsJwt\(`,
		`\bparseUnsecuredClaims\(`,
	),
	// Python, C and Ruby
	off("_none", "",
		`\bCERT_NONE\b`,
		`\bVERIFY_NONE\b`,
	),
	off("csrf", "",
		`^@csrf_exempt\b`,
		`\bcsrf_exempt\(`,
		`\bcsrf\.exempt\b`,
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
	off("hostkeypolicy host_key_policy stricthostkey knownhosts", "",
		`set_missing_host_key_policy\([\w.]*(?:AutoAdd|Warning)Policy`,
		`StrictHostKeyChecking[ =]+["']?(?:no|off)\b`,
		`UserKnownHostsFile[ =]+/dev/null`,
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
	off("hostname_verifier hostnameverifier trustall trustself insecuretrust verifyhost allowallcert trusted", "",
		`\b(?:ALLOW_ALL_HOSTNAME_VERIFIER|NoopHostnameVerifier|AllowAllHostnameVerifier|NullHostnameVerifier|TrustAllStrategy|TrustSelfSignedStrategy|InsecureTrustManagerFactory|TrustAllX509TrustManager|TrustAllCertificates)\b`,
		`(?i)hostnameVerifier[({ =].*(?:->|=>)\s*\{?\s*(?:return\s+)?true\b`,
		`HostnameVerifier\s*\{.*(?:->|=)\s*true\b`,
		`(?i)\.set(?:trustall|allowallcerts)\(\s*true`,
		`(?i)verifyhost\(\s*false`,
		`\bcheck(?:Server|Client)Trusted\([^)]*\)[^{=]*(?:\{\s*\}|=\s*(?:Unit|\{\s*\}))`,
	),
	off("skipsignature relaxedhttps", "",
		`\bsetSkipSignatureVerification\(`,
		`\brelaxedHTTPSValidation\(`,
	),
	// C# and Visual Basic
	off("dangerousaccept validationcallback signaturevalidator", "",
		`\bDangerousAcceptAnyServerCertificateValidator\b`,
		`(?:Certificate\w*|ServerCertificate)ValidationCallback\b.*(?:=>|return|delegate)[^;]*\btrue\b`,
		`\bSignatureValidator\s*=.*=>`,
	),
	// PHP
	off("withoutverifying $except", "",
		`->withoutVerifying\(\)`,
		`\$except\s*=\s*\[\s*["']\*`,
	),
	// Ruby
	off("skip_before jwt.decode", "",
		`^skip_before_action\s*\(?\s*:(?:authenticate|require_login|verify|authorize)`,
		`\bJWT\.decode\([^)]*,\s*false\b`,
	),
	// Rust
	off("accept_invalid insecure_ noverif skipserver nocert noserver", "",
		`\b(?:danger_)?accept_invalid_(?:certs|hostnames)\(\s*true`,
		`\binsecure_(?:disable_signature_validation|decode)\b`,
		`\bdangerous_insecure_decode`,
		`\b(?:NoCertificateVerification|NoServerVerification|SkipServerVerification|NoVerifier|NoVerification)\b.*(?:::new|\{|\))`,
	),
	// Shell, Dockerfiles and workflows
	off("curl no-check-cert insecure- no-verify-ssl trusted-host tls-verify tlsverify pythonhttps unauthenticated gpg nosignature", "",
		`\bcurl\b[^|;&]*?\s(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure|--proxy-insecure)(?:\s|$)`,
		`--no-check-certificate\b`,
		`--insecure-skip-tls-verify(?:=true|\s|$)`,
		`--no-verify-ssl\b`,
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
			if len(text)-i >= len(s.text) && strings.EqualFold(text[i:i+len(s.text)], s.text) {
				stems, mates = stems|s.stemOf, mates|s.mateOf
			}
		}
	}
	return stems & mates
}

// switchesOff reports whether a line matches one of the groups.
func switchesOff(text string, of groups) bool {
	for ; of != 0; of &= of - 1 {
		if switchesOffBy[bits.TrailingZeros32(uint32(of))].form.MatchString(text) {
			return true
		}
	}
	return false
}

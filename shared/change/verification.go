package change

import (
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
)

// switchedOff are the ways in which code and settings stop checking certificates, host names, tokens, signatures and forged requests.
var switchedOff = regexp.MustCompile(strings.Join([]string{
	// A setting of a telling name, in any language: insecureSkipVerify: true, verify_ssl = False, "strict-ssl": "false"
	`(?i)(?:insecure[_-]?skip[_-]?(?:tls[_-]?)?verify|skip[_-]?(?:tls|ssl|cert(?:ificate)?s?|hostname|signature)[_-]?(?:verify|verification|validation|check)|(?:tls|ssl)[_-]?skip[_-]?verify|(?:tls)?allow[_-]?invalid[_-]?(?:certificates|hostnames)|tls[_-]?insecure|trust[_-]?all[_-]?cert(?:ificate)?s|trust[_-]?server[_-]?certificate|allow[_-]?self[_-]?signed|ignore[_-]?(?:ssl|https|certificate|tls)[_-]?errors|accept[_-]?insecure[_-]?certs|ignore[_-]?expiration|skip(?:client[_-]?id|expiry|issuer|signature)check|insecure[_-]?skip[_-]?signature[_-]?check|disable[_-]?(?:ssl|tls|cert(?:ificate)?|csrf|signature)[_-]?(?:verify|verification|validation|check(?:ing)?|protection))["'\]]*\s*(?::=|=>|[:=(,])\s*["']?(?:true|yes|on|1)\b`,
	`(?i)(?:\b|_)(?:ssl[_-]?verify(?:[_-]?(?:peer|host))?|verify[_-]?(?:ssl|tls|certs?|certificates?|peer(?:_name)?|host(?:name)?|signatures?|token|exp|aud|iss)|validate[_-]?certs?|(?:tls|cert|jwt)[_-]?verify|strict-?ssl|ssl[_-]?(?:verification|validate|validation)|check[_-]?hostname|assert[_-]?hostname|host[_-]?key[_-]?checking|(?:signature|certificate)[_-]?verification|reject[_-]?unauthorized|(?:repo_)?gpg_?check|csrf(?:[_-]?(?:enabled|protection|check|validation))?|enable[_-]?csrf(?:[_-]?validation)?|(?:allow_)?forgery_protection|validate(?:issuer|audience|lifetime|issuersigningkey)|require(?:signed)tokens|validate_(?:exp|aud|nbf))["'\]]*\s*(?::=|=>|[:=,])\s*["']?(?:false|no|off|0|none|disabled)\b`,
	`(?i)\bverification_mode["']?\s*[:=]\s*["']?none\b`,
	`\bverify["']?\s*(?:=|:|=>)\s*(?i:false)\b`, `\bssl\s*=\s*False\b`, `["']?-c\s+http\.sslVerify=false`,
	// Go
	`\bInsecureIgnoreHostKey\(\)`, `\.ParseUnverified\(`, `\bUnsafeAllowNoneSignatureType\b`, `\bWithoutClaimsValidation\(\)`, `\bSkipClaimsValidation\s*[:=]+\s*true`,
	// Python
	`\bCERT_NONE\b`, `_create_unverified_context`, `^@csrf_exempt\b`, `\bcsrf_exempt\(`, `\bcsrf\.exempt\b`, `set_missing_host_key_policy\([\w.]*(?:AutoAdd|Warning)Policy`,
	`algorithms?["']?\s*[:=]\s*\[?\s*["'](?i:none)["']`,
	// JavaScript and TypeScript
	`NODE_TLS_REJECT_UNAUTHORIZED["'\]]*\s*[:=]\s*["']?0`, `\bcheckServerIdentity\s*[:=]\s*(?:async\s*)?(?:\([^)]*\)|\w+)\s*=>\s*(?:undefined|null|true|void 0|\{\s*\})`,
	// Java, Kotlin and Scala
	`\b(?:ALLOW_ALL_HOSTNAME_VERIFIER|NoopHostnameVerifier|AllowAllHostnameVerifier|NullHostnameVerifier|TrustAllStrategy|TrustSelfSignedStrategy|InsecureTrustManagerFactory|TrustAllX509TrustManager|TrustAllCertificates)\b`,
	`(?i)hostnameVerifier[({ =].*(?:->|=>)\s*\{?\s*(?:return\s+)?true\b`, `HostnameVerifier\s*\{.*(?:->|=)\s*true\b`, `(?i)\.set(?:trustall|allowallcerts)\(\s*true`, `(?i)verifyhost\(\s*false`,
	`\bcheck(?:Server|Client)Trusted\([^)]*\)[^{=]*(?:\{\s*\}|=\s*(?:Unit|\{\s*\}))`,
	`\bcsrf\(\s*\)\s*\.disable\(`, `\bcsrf\s*\{\s*(?:it\.)?disable\(`, `\bcsrf\([^)]*(?:::|\.)disable\b`,
	`\bparseClaimsJwt\(`, `\bparseUnsecuredClaims\(`, `\bAlgorithm\.none\(\)`, `\bsetSkipSignatureVerification\(`, `\brelaxedHTTPSValidation\(`,
	// C# and Visual Basic
	`\bDangerousAcceptAnyServerCertificateValidator\b`, `(?:Certificate\w*|ServerCertificate)ValidationCallback\b.*(?:=>|return|delegate)[^;]*\btrue\b`, `\bIgnoreAntiforgeryToken\b`, `\bDisableAntiforgery\(\)`,
	`\bSignatureValidator\s*=.*=>`,
	// PHP
	`\bCURLOPT_SSL_VERIFY(?:PEER|HOST)\s*(?:,|=>)\s*(?:(?i:false)|0)`, `->withoutVerifying\(\)`, `\bwithoutMiddleware\(.*Csrf`, `validateCsrfTokens\(\s*except:.*["']\*["']`, `\$except\s*=\s*\[\s*["']\*`,
	// Ruby
	`\bVERIFY_NONE\b`, `^skip_before_action\s*\(?\s*:(?:authenticate|require_login|verify|authorize)`, `^skip_forgery_protection\b`, `\bJWT\.decode\([^)]*,\s*false\b`,
	// Rust
	`\b(?:danger_)?accept_invalid_(?:certs|hostnames)\(\s*true`, `\bSslVerifyMode::NONE`, `\binsecure_(?:disable_signature_validation|decode)\b`, `\bdangerous_insecure_decode`,
	`\b(?:NoCertificateVerification|NoServerVerification|SkipServerVerification|NoVerifier|NoVerification)\b.*(?:::new|\{|\))`,
	// Shell, Dockerfiles and workflows
	`\bcurl\b[^|;&]*?\s(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure|--proxy-insecure)(?:\s|$)`, `--no-check-certificate\b`, `--insecure-skip-tls-verify(?:=true|\s|$)`, `--no-verify-ssl\b`, `--trusted-host\b`, `--tls-?verify=false`,
	`\bGIT_SSL_NO_VERIFY=["']?(?:1|true)`, `http\.sslVerify["']?\s+["']?false`, `strict-ssl\s+false`, `StrictHostKeyChecking[ =]+["']?(?:no|off)\b`, `\bPYTHONHTTPSVERIFY\s*[=:]\s*["']?0`,
	`--allow-unauthenticated\b`, `--no-?gpg-?check(?:s)?\b`, `--nosignature\b`, `--insecure-ignore-(?:tlog|sct)\b`, `--insecure-registry\b`, `UserKnownHostsFile[ =]+/dev/null`,
}, "|"))

// checkTexts are texts of lines that switch a check off by a setting that is named in a string, or by a word longer than those of touchwords, by language.
var checkTexts = func() map[string][]string {
	settings := []string{"verif", "Verif", "VERIF", "csrf", "CSRF", "self_signed", "UNAUTHORIZED", "trict"}
	return map[string][]string{
		"PHP": settings, "Python": settings, "JavaScript": settings, "TypeScript": settings, "TSX": settings, "Ruby": settings,
		"C#": {"ValidationCallback", "DangerousAccept", "ntiforgery"},
	}
}()

func mayVerify(f *shownFile) bool {
	switch {
	case f.Additions == 0:
		return false
	case f.kinds&verification != 0:
		return true
	case f.Class == filekind.CI, f.Class == filekind.Configuration, f.Class == filekind.Build, f.Class == filekind.Infrastructure, f.Language == "Shell":
		return true
	}
	return f.runs() && containsAny(f.text, checkTexts[f.Language])
}

func containsAny(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// skipsVerification finds new lines that disable the check of a certificate, a token, a signature or a forged request.
func skipsVerification(_ File, lines []line) (found []line) {
	for i, l := range lines {
		if l.kind != '+' || !isCode(l.text) && !strings.HasPrefix(l.text, "--") || len(l.text) > 2000 {
			continue
		}
		text := withoutComment(l.text)
		if (switchedOff.MatchString(text) || acceptsAll(lines[i:]) || unverifies(lines, text)) && isNew(lines, l) {
			found = append(found, l)
		}
	}
	return found
}

// withoutComment cuts a comment after code.
func withoutComment(text string) string {
	for _, mark := range []string{" //", "\t//", " # ", "\t# "} {
		text, _, _ = strings.Cut(text, mark)
	}
	return text
}

// trustsAll is the head of a function that decides whom to trust.
var trustsAll = regexp.MustCompile(`\bcheck(?:Server|Client)Trusted\(|\bverify\([^)]*SSLSession|\bfn verify_server_cert\b|ValidationCallback\b.*(?:=>|delegate)`)

// emptyBody is a body that trusts everybody.
var emptyBody = regexp.MustCompile(`^(?:\}|return(?:\s+(?:true|null|Unit))?;?|true;?|Ok\(\S*::assertion\(\)\);?)$`)

// acceptsAll reports whether the first of the lines begins a function that decides whom to trust, and the next ones let everybody in.
func acceptsAll(lines []line) bool {
	if !trustsAll.MatchString(lines[0].text) || !strings.HasSuffix(lines[0].text, "{") {
		return false
	}
	for _, l := range lines[1:] {
		if l.kind == '-' || l.text == "" || l.kind != '@' && !isCode(l.text) && l.text != "}" {
			continue
		}
		return l.kind != '@' && emptyBody.MatchString(l.text)
	}
	return false
}

// unverifies reports whether the line reads a token that a deleted line verified.
func unverifies(lines []line, text string) bool {
	if !strings.Contains(text, "jwt.decode(") && !strings.Contains(text, "JWT.decode(") && !strings.Contains(text, "jwtDecode(") {
		return false
	}
	for _, l := range lines {
		if l.kind == '-' && (strings.Contains(l.text, "jwt.verify(") || strings.Contains(l.text, "jwtVerify(") || strings.Contains(l.text, "JWT.require(")) {
			return true
		}
	}
	return false
}

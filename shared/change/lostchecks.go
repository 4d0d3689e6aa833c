package change

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/devplus-app/devplus/shared/diff"
)

// lostCheck is a kind of check that code makes or a server's configuration asks for.
type lostCheck struct {
	forms []string       // lines that do it, each alone
	words *regexp.Regexp // what an added line says that does it in another way
}

// lostChecks are checks that are off by default, so that a deleted line is a deleted check. Sources: the references of Django, Flask,
// Rails, Laravel, Symfony, Spring, ASP.NET, Express, Fastify, Koa, NestJS, Phoenix, gin, gorilla, chi, actix, axum, FastAPI, nginx, Go's
// crypto/tls, the webhooks of GitHub and Stripe, and the tools that check downloads.
var lostChecks = []lostCheck{
	{[]string{ // forged requests
		`(?i)\b(?:use|register|wrap|plug|add|apply|layer|pipe)\w*\(.*(?:csrf|csurf|xsrf|antiforgery|nosurf)`,
		`(?i)^['"\\\w][\w.\\]*(?:csrf|requestforgery)\w*(?:::class|['"]),?$`,
		`(?i)\bcsrf(?:protect)?\.(?:protect|init_app|generate)\(|\bCSRFProtect\(|\bcsrf\(Customizer\.withDefaults`,
		`(?i)\bcsrf[_-]?protection["']?\s*(?::|=>?)\s*(?:true|yes|on|enabled)\b`,
		`^protect_from_forgery\b`, `^plug[ (]+:protect_from_forgery\b`, `^before_action[ (]+:verify_authenticity_token\b`,
		`\b(?:wp_verify_nonce|check_(?:admin|ajax)_referer|isCsrfTokenValid|checkToken)\(`, `->addProtection\(`,
		`^@(?:csrf_protect|requires_csrf_token)\b`, `^@UseGuards\(.*(?i:csrf)`, `^\[(?:Auto)?ValidateAnti[Ff]orgeryToken`, `\bnosurf\.New\w*\(`, `\.(?:Use|Add)Antiforgery\(`,
	}, regexp.MustCompile(`(?i)csrf|csurf|xsrf|forgery|nosurf|lusca|nonce|_referer\(|checkToken|addProtection`)},
	{[]string{ // who asks
		`(?i)\b(?:use|wrap|layer|route_layer|pipe|plug|useGlobalGuards|before_request|addHook)\(.*(?:auth|passport|login|jwt)`,
		`\bapp\.Use(?:Authentication|Authorization)\(|\.RequireAuthorization\(`, `^(?:permission|authentication)_classes\s*=\s*[\[(]`,
		`\bDepends\(\s*(?:get_current|require|verify|auth|current)\w*`, `^plug[ (]+:?(?:\w+\.)*(?:require|ensure|authenticate|Require|Ensure|Authenticate)\w*`,
		`\.anyRequest\(\)\.(?:authenticated|hasRole|hasAuthority)\(`, `^(?:prepend_)?before_action[ (]+:(?:require|verify|authorize|authenticate|ensure|check)_?\w*`,
	}, regexp.MustCompile(`(?i)auth|login|passport|jwt|permission|guard|session|require|current_user|verify|ensure`)},
	{[]string{ // certificates
		`\btls\.(?:RequireAndVerifyClientCert|VerifyClientCertIfGiven)\b`, `\b(?:ssl_verify_client|proxy_ssl_verify|grpc_ssl_verify|uwsgi_ssl_verify)\s+(?:on|optional)\b`,
		`(?i)\bSSLVerifyClient\s+require\b`, `\bverify_mode\s*=\s*(?:ssl\.)?CERT_REQUIRED\b`, `\bsetEndpointIdentificationAlgorithm\(\s*"HTTPS"`, `\bssl\.endpoint\.identification\.algorithm["']?\s*[=:,]\s*["']?https\b`,
		`\brequestCert["']?\s*:\s*true\b`, `\.check(?:Server|Client)Trusted\(`, `(?i)\bclient[-_.]?auth["']?\s*[:=]\s*["']?(?:need|require)\b`, `\.VerifyHostname\(|\bmatch_hostname\(`, `==\s*(?:\w+\.)*SslPolicyErrors\.None\b`, `\bcert\w*(?:\[\w+\])?\.Verify\((?:x509\.VerifyOptions|opt)`,
		`\bgetDefaultHostnameVerifier\(\)\.verify\(|\bOkHostnameVerifier(?:\.INSTANCE)?\.verify\(`, `(?:^return|=)\s+tls\.checkServerIdentity\(`,
		`\bcredentials\.New(?:TLS|ClientTLSFrom\w+|ServerTLSFrom\w+)\(`,
	}, regexp.MustCompile(`(?i)verif|cert|ssl|tls|endpoint|trusted|client[-_.]?auth|match_hostname`)},
	{[]string{ // certificates of databases
		`(?i)\bssl[ _-]?mode["']?\s*[=:,(]\s*["']?(?:\w+(?:::|\.))*verify[_-]?(?:full|ca|identity)\b`, `(?i)\bsslmode(?:::|\.)verify_?(?:full|ca|identity)\b`,
	}, regexp.MustCompile(`(?i)verify[_-]?(?:full|ca|identity)|ssl[ _-]?mode["']?\s*[=:,]\s*["']?[$\w]*[{(]`)},
	{[]string{ // tokens
		`\b(?i:jwt|jsonwebtoken)\.verify\(`, `\bjwtVerify\(`, `\bJWT::decode\(`, `\bJWT\.require\(`, `\.parse(?:SignedClaims|ClaimsJws)\(`, `\bjwt\.ParseWithClaims\(`,
		`(?i)->validator\(\)->(?:assert|validate)\(\s*\$\w*(?:token|jwt)`,
	}, regexp.MustCompile(`(?i)verif|jws|jwt::decode|jwt\.(?:decode|parse|require)|parse_?(?:withclaims|signed|claims)|authenticat|passport|validator\(\)`)},
	{[]string{ // signatures and sums
		`(?i)\b(?:hmac\.Equal|timingSafeEqual|compare_digest|secure_compare|fixed_length_secure_compare|hash_equals|ConstantTimeCompare|FixedTimeEquals|constantTimeAreEqual|verify_slice)\(`,
		`\bMessageDigest\.isEqual\(`, `(?i)\bwebhooks?(?:s|\w*)?(?:\([^()]*\))?\.(?:verify|construct_?event)\w*\(|\bconstruct_?event\w*\(|\bValidatePayload\w*\(|\bverifyAndReceive\(|\bwh\.verify\(`,
		`(?i)\b(?:request|signature|webhook|hmac|twilio)_?validator\.validate\(|\bvalidator\.validate\(.*signature|^\[ValidateRequest\]`,
		`\b(?:ed25519|rsa|ecdsa|dsa)\.Verify\w*\(|\b(?:crypto|subtle)\.verify\(|\bopenssl_verify\(|\bcrypto_sign_verify\w*\(|\bsign\.detached\.verify\(`,
		`(?i)\b(?:public_?|verify(?:ing)?_?)key\.verify\w*\(`, `\.Verify(?:Data|Hash)\(`,
		`(?i)^(?:if|unless|return|assert|await|[\w.]+\()?.*\b(?:verify|validate|check|require|ensure)_?(?:\w*_?)?(?:signature|hmac|checksum|digest|webhook)\w*[!?]?\(`,
		`^before_action[ (]+:(?:verify|check|validate)_\w*(?:signature|hmac|webhook)`,
		`\bgpgv?2?\s.*--verify\b`, `\b(?:sha(?:1|224|256|384|512)?sum|shasum|b2sum|md5sum)\b.*\s(?:-c|--check|-[a-z]*c)\b`, `\b(?:cosign|slsa-verifier|notation)\s+verify\b|\bcosign\s+verify-\w+`,
		`\bminisign\s+-\w*V`, `(?i)\bverify_?\w*middleware\b|\btwilio\.webhook\(`, `\bgh\s+attestation\s+verify\b`, `\bgit\s+verify-(?:commit|tag)\b|\bgit\s+(?:merge|pull)\b.*--verify-signatures\b|\bnpm\s+audit\s+signatures\b`,
		`\bssh-keygen\b.*-Y\s+verify\b|\bjarsigner\b.*-verify\b|\bcodesign\b.*--verify\b|\bopenssl\s+(?:dgst|smime|cms)\b.*\s-verify\b|\brpm(?:keys)?\b.*--checksig\b|\bpip\b.*--require-hashes\b`, `\bsignify\s+-\w*V`,
	}, regexp.MustCompile(`(?i)hmac|signature|verif|digest|equal|compare|checksum|sum\b|validate|construct_?event|cosign|gpg|attestation|twilio\.webhook|--require-hashes`)},
}

// lostForms are the forms of all kinds, in their order, made at first use as switchOffs are; beside them is what guardWord requires.
var lostForms = sync.OnceValue(func() *forms {
	var all []string
	for _, c := range lostChecks {
		all = append(all, c.forms...)
	}
	return newForms(all, []string{"auth", "login"})
})

// kindOfForm returns the index in lostChecks of the kind of lostForms' form i.
func kindOfForm(i int) (kind int) {
	for ; i >= len(lostChecks[kind].forms); kind++ {
		i -= len(lostChecks[kind].forms)
	}
	return kind
}

// lostWords are words that the lines of each of lostChecks contain.
var lostWords = sync.OnceValue(func() (of []*needles) {
	for _, c := range lostChecks {
		of = append(of, needlesFor(c.words.String()))
	}
	return of
})

// lostKinds are the checks that the deleted lines of a file may have made.
type lostKinds uint8

const (
	lostRead  lostKinds = 1 << iota // the lines are read
	lostLogin                       // see mayLoseAuthentication
	lostOther                       // see mayLoseCheck
)

// loses returns what the deleted lines of a file that stays may have done: those of a short run, or of one that added lines replace.
func (f *shownFile) loses() lostKinds {
	if f.lost == 0 {
		f.lost = lostRead
		for i := 0; i < len(f.lines) && f.Status != diff.Removed; i++ {
			if !f.deleted(f.lines[i]) {
				continue
			}
			start := i
			for i+1 < len(f.lines) && f.deleted(f.lines[i+1]) && f.lines[i+1].Start == f.lines[i].End+1 {
				i++
			}
			run := f.lines[start : i+1]
			if replaced := i+1 < len(f.lines) && f.follows(f.lines[i+1], f.lines[i]); replaced || len(run) <= maxLostRun {
				f.readLost(run, replaced)
			}
		}
	}
	return f.lost
}

// follows reports whether the line is added and follows another without a line between them, but for Git's words on a missing newline.
func (f *shownFile) follows(l, other diff.ChangedLine) bool {
	return !f.deleted(l) && (l.Start == other.End+1 || f.text[other.End+1] == '\\')
}

func (f *shownFile) readLost(run []diff.ChangedLine, replaced bool) {
	for _, l := range run {
		if l.End-l.Start-1 <= window { // too short for a check
			continue
		}
		text := f.trimmed(l)
		if namesAction(text) || !isCode(text) {
			continue
		}
		if len(run) == 1 && marksAuthentication(text) {
			f.lost |= lostLogin
		}
		known := lostForms()
		found := known.in(text)
		if len(found) == 0 {
			continue
		}
		if found[0] < len(known.all) && len(run) <= maxLostRun {
			f.lost |= lostOther
		}
		if found[len(found)-1] == len(known.all) && replaced && asksWho(text) {
			f.lost |= lostLogin
		}
	}
}

// mayLoseCheck reports whether a deleted line of the file may do one of lostChecks.
func mayLoseCheck(f *shownFile) bool {
	return f.Deletions > 0 && (f.runs || settles(f)) && f.loses()&lostOther != 0
}

// maxLostRun bounds the deleted lines in a row that are a check with its answer: more are code that goes with its check.
const maxLostRun = 6

// removesCheck finds deleted lines that did a check, where the code around them stays, no declaration or callback goes with them, and no
// added line of the file does a check of the kind.
func removesCheck(f *shownFile) (found []line) {
	lines := f.allLines()
	for i := 0; i < len(lines); i++ {
		if lines[i].kind != '-' {
			continue
		}
		start := i
		for i+1 < len(lines) && lines[i+1].kind == '-' {
			i++
		}
		run := lines[start : i+1]
		if len(run) > maxLostRun {
			continue
		}
		before := len(found)
		for _, l := range run {
			if isCode(l.text) && len(l.text) < 500 && !marksAuthentication(l.text) && lost(l.text, lines) {
				found = append(found, l)
			}
		}
		if len(found) > before && slices.ContainsFunc(run, func(l line) bool { return declaresCode.MatchString(l.text) || trustsAll.MatchString(l.text) }) {
			found = found[:before]
		}
	}
	return found
}

// declaresCode is the head of a function, a method or a class.
var declaresCode = regexp.MustCompile(`^(?:(?:export|default|async|public|private|protected|internal|static|final|override|pub|suspend)\s+)*(?:func|function|def|defp|class|fn|fun|interface|trait|impl)\b|^[\w<>\[\], ]+\([^()]*\)\s*\{$`)

// lost reports whether the line did a check that no added line does.
func lost(text string, lines []line) bool {
	known := lostForms()
	if len(known.in(text)) == 0 || inQuotes.MatchString(text) {
		return false
	}
	text = withoutComment(text)
	return slices.ContainsFunc(known.in(text), func(i int) bool {
		if i == len(known.all) {
			return false
		}
		kind := kindOfForm(i)
		words, needed := lostChecks[kind].words, lostWords()[kind]
		return known.all[i].compiled().MatchString(text) &&
			!slices.ContainsFunc(lines, func(l line) bool {
				return l.kind == '+' && needed.anyIn(l.text) && words.MatchString(l.text) && !strings.HasPrefix(l.text, "//")
			})
	})
}

// inQuotes is a line that logs or says something.
var inQuotes = regexp.MustCompile(`(?i)^(?:\w+\.)*(?:log\w*|print\w*|echo|console|warn|info|debug|error|puts|fmt|t|raise|throw)\b\W*(?:\.\w+)?\s*\(?\s*["'\x60]`)

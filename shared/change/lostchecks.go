package change

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/devplus-app/devplus/shared/diff"
)

// lostCheck is a kind of check that code does or a server is told to do.
type lostCheck struct {
	forms []string       // lines that do it, each alone
	words *regexp.Regexp // what an added line says that does it in another way
}

// lostChecks are checks that are off where nobody asks for them, so that a line less is a check less. Sources: the references of Django, Flask,
// Rails, Laravel, Symfony, Spring, ASP.NET, Express, Fastify, Koa, NestJS, Phoenix, gin, gorilla, chi, actix, axum, FastAPI, nginx, Go's crypto/tls,
// the webhooks of GitHub and Stripe, and the tools that check downloads.
var lostChecks = []lostCheck{
	{[]string{ // forged requests
		`(?i)\b(?:use|register|wrap|plug|add|apply|layer|pipe)\w*\(.*(?:csrf|csurf|xsrf|antiforgery|nosurf)`,
		`(?i)^['"\\\w][\w.\\]*(?:csrf|requestforgery)\w*(?:::class|['"]),?$`,
		`(?i)\bcsrf(?:protect)?\.(?:protect|init_app|generate)\(|\bCSRFProtect\(|\bcsrf\(Customizer\.withDefaults`,
		`(?i)\bcsrf[_-]?protection["']?\s*(?::|=>?)\s*(?:true|yes|on|enabled)\b`,
		`^protect_from_forgery\b`, `^plug[ (]+:protect_from_forgery\b`, `^before_action[ (]+:verify_authenticity_token\b`,
		`^@(?:csrf_protect|requires_csrf_token)\b`, `^@UseGuards\(.*(?i:csrf)`, `^\[(?:Auto)?ValidateAnti[Ff]orgeryToken`, `\bnosurf\.New\w*\(`, `\.(?:Use|Add)Antiforgery\(`,
	}, regexp.MustCompile(`(?i)csrf|csurf|xsrf|forgery|nosurf|lusca`)},
	{[]string{ // who asks
		`(?i)\b(?:use|wrap|layer|route_layer|pipe|plug|useGlobalGuards|before_request|addHook)\(.*(?:auth|passport|login|jwt)`,
		`\bapp\.Use(?:Authentication|Authorization)\(|\.RequireAuthorization\(`, `^(?:permission|authentication)_classes\s*=\s*[\[(]`,
		`\bDepends\(\s*(?:get_current|require|verify|auth|current)\w*`, `^plug[ (]+:?(?:\w+\.)*(?:require|ensure|authenticate|Require|Ensure|Authenticate)\w*`,
		`\.anyRequest\(\)\.(?:authenticated|hasRole|hasAuthority)\(`, `^(?:prepend_)?before_action[ (]+:(?:require|verify|authorize|authenticate|ensure|check)_?\w*`,
	}, regexp.MustCompile(`(?i)auth|login|passport|jwt|permission|guard|session|require|current_user|verify|ensure`)},
	{[]string{ // certificates
		`\btls\.(?:RequireAndVerifyClientCert|VerifyClientCertIfGiven)\b`, `\b(?:ssl_verify_client|proxy_ssl_verify|grpc_ssl_verify|uwsgi_ssl_verify)\s+(?:on|optional)\b`,
		`(?i)\bSSLVerifyClient\s+require\b`, `\bverify_mode\s*=\s*(?:ssl\.)?CERT_REQUIRED\b`, `\bsetEndpointIdentificationAlgorithm\(\s*"HTTPS"`, `\bssl\.endpoint\.identification\.algorithm["']?\s*[=:,]\s*["']?https\b`,
		`\brequestCert["']?\s*:\s*true\b`,
	}, regexp.MustCompile(`(?i)verif|cert|ssl|tls|endpoint`)},
	{[]string{ // signatures and sums
		`(?i)\b(?:hmac\.Equal|timingSafeEqual|compare_digest|secure_compare|fixed_length_secure_compare|hash_equals|ConstantTimeCompare|FixedTimeEquals|constantTimeAreEqual|verify_slice)\(`,
		`\bMessageDigest\.isEqual\(`, `(?i)\bwebhooks?(?:s|\w*)?\.(?:verify|construct_?event)\w*\(|\bValidatePayload\(`,
		`(?i)^(?:if|unless|return|assert|await|[\w.]+\()?.*\b(?:verify|validate|check|require|ensure)_?(?:\w*_?)?(?:signature|hmac|checksum|digest)\w*[!?]?\(`,
		`^before_action[ (]+:(?:verify|check|validate)_\w*(?:signature|hmac|webhook)`,
		`\bgpgv?2?\s.*--verify\b`, `\b(?:sha(?:1|224|256|384|512)?sum|shasum|b2sum|md5sum)\b.*\s(?:-c|--check|-[a-z]*c)\b`, `\b(?:cosign|slsa-verifier|notation)\s+verify\b|\bcosign\s+verify-\w+`,
		`\bminisign\s+-\w*V`, `\bgh\s+attestation\s+verify\b`, `\bsignify\s+-\w*V`,
	}, regexp.MustCompile(`(?i)hmac|signature|verif|digest|equal|compare|checksum|sum\b|validate|construct_?event|cosign|gpg|attestation`)},
}

// lostForms are the forms of all kinds, in their order, compiled at first use as switchOffs are.
var lostForms = sync.OnceValue(func() *forms {
	var all []string
	for _, c := range lostChecks {
		all = append(all, c.forms...)
	}
	return newForms(all)
})

// kindOfForm returns the kind of lostForms' form i.
func kindOfForm(i int) *lostCheck {
	k := 0
	for ; i >= len(lostChecks[k].forms); k++ {
		i -= len(lostChecks[k].forms)
	}
	return &lostChecks[k]
}

// mayLoseCheck reports whether a deleted line of the file may do one of lostChecks.
func mayLoseCheck(f *shownFile) bool {
	return f.Deletions > 0 && f.Status != diff.Removed && (f.runs() || settles(f)) && slices.ContainsFunc(f.lines, func(l diff.ChangedLine) bool {
		return f.deleted(l) && len(lostForms().in(f.trimmed(l))) > 0
	})
}

// maxLostRun is how many deleted lines in a row may be a check and what it does: more are code that goes with its check.
const maxLostRun = 6

// removesCheck finds deleted lines that did a check, where the code around them stays, nothing that is declared goes with them, and no added line
// of the file does a check of the kind.
func removesCheck(_ File, lines []line) (found []line) {
	for i := 0; i < len(lines); i++ {
		if lines[i].kind != '-' {
			continue
		}
		start := i
		for i+1 < len(lines) && lines[i+1].kind == '-' {
			i++
		}
		run := lines[start : i+1]
		if len(run) > maxLostRun || slices.ContainsFunc(run, func(l line) bool { return declaresCode.MatchString(l.text) }) {
			continue
		}
		for _, l := range run {
			if isCode(l.text) && len(l.text) < 500 && !marksAuthentication(l.text) && lost(l.text, lines) {
				found = append(found, l)
			}
		}
	}
	return found
}

// declaresCode is the head of a function, a method or a class.
var declaresCode = regexp.MustCompile(`^(?:(?:export|default|async|public|private|protected|internal|static|final|override|pub|suspend)\s+)*(?:func|function|def|defp|class|fn|fun|interface|trait|impl)\b|^[\w<>\[\], ]+\([^()]*\)\s*\{$`)

// lost reports whether the line did a check that no added line does.
func lost(text string, lines []line) bool {
	if inQuotes.MatchString(text) {
		return false
	}
	text = withoutComment(text)
	known := lostForms()
	return slices.ContainsFunc(known.in(text), func(i int) bool {
		words := kindOfForm(i).words
		return known.all[i].MatchString(text) &&
			!slices.ContainsFunc(lines, func(l line) bool {
				return l.kind == '+' && words.MatchString(l.text) && !strings.HasPrefix(l.text, "//")
			})
	})
}

// inQuotes is a line that logs or says something.
var inQuotes = regexp.MustCompile(`(?i)^(?:\w+\.)*(?:log\w*|print\w*|echo|console|warn|info|debug|error|puts|fmt|t|raise|throw)\b\W*(?:\.\w+)?\s*\(?\s*["'\x60]`)
